"""What one machine needs before its web starts: tables, files, words, demo cities. Done once per state of the code."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from control_plane.demo import demo_cities
from control_plane.demo_accounts import DEMO_ACCOUNTS, ensure_operator
from tenants.addresses import base_url, platform_url
from tenants.context import for_city
from tenants.models import City

STATE = "prepared.json"
WELCOME = "welcome.txt"
_SKIPPED = frozenset({"__pycache__", ".venv", ".local", "node_modules"})


@dataclass(slots=True)
class Prepared:
    """What was done; empty when everything was as it should be."""

    done: list[str] = field(default_factory=list)


def prepare(folder: Path, *, say: Callable[[str], None]) -> Prepared:
    """Bring this machine up to this code; ``folder`` keeps what was prepared, and the welcome for people.

    Each step is skipped while nothing it depends on has changed: migrations, static files, catalogues, demo content,
    and the database itself (another one begins anew). ``say`` hears each step before its turn. Killed and run again,
    it goes on with the step it was in.
    """
    kept, prepared = _read(folder / STATE), Prepared()
    database = _database()
    if kept.get("database") != database:
        kept = {key: kept[key] for key in ("static", "words") if key in kept} | {"database": database}
    for step in STEPS:
        marks = step.marks()
        if kept.get(step.name) == marks:
            continue
        say(step.sentence)
        step.do()
        kept[step.name] = marks
        prepared.done.append(step.name)
        _write(folder / STATE, json.dumps(kept, indent=1))
    _write(folder / WELCOME, welcome())
    return prepared


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to prepare; ``marks`` is a fingerprint of all it depends on."""

    name: str
    sentence: str
    marks: Callable[[], str]
    do: Callable[[], None]


def welcome() -> str:
    """Where everything is and who can sign in, for the terminal."""
    operator = platform_url()
    cities = list(City.objects.filter(slug__in=demo_cities()).prefetch_related("domains").order_by("name"))
    names = ", ".join(account.key.replace("_", " ") for account in DEMO_ACCOUNTS)
    lines = ["Commonwall is up.", "", f"  {operator}  the platform"]
    lines += [f"  {base_url(city)}  {city.name}" for city in cities]
    if settings.DEVELOPMENT_TOOLS:
        lines += ["", "Sign in as anybody, without mail, at /dev/sign-in/ on each address:"]
        lines += [f"  {names} in a city; operator on the platform."]
        lines += [f"Mail stays on this machine: {operator}/mail/"]
    return "\n".join(lines) + "\n"


def _migrate() -> None:
    from control_plane import fleet

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    report = fleet.migrate_cities()
    if report.failed:
        slug, problem = next(iter(report.failed.items()))
        msg = f"{slug} could not be migrated: {problem}"
        raise RuntimeError(msg)


def _seed() -> None:
    # Here, not above: when there is nothing to do, numpy and shapely need not be waited for.
    from citizensourcing.ideas.services import learning
    from control_plane.demo.seeding import seed_demo

    ensure_operator()
    for slug in demo_cities():
        city = seed_demo(slug).city
        with for_city(city):
            learning.learn(now=timezone.now())


def _collect() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def _compile() -> None:
    call_command("compile_translations", verbosity=0)


def _sources(*patterns: str) -> Iterator[Path]:
    for root in (settings.REPO / name for name in ("platform", "tenants", "citizensourcing", "billing")):
        for pattern in patterns:
            yield from (path for path in root.rglob(pattern) if not _SKIPPED & set(path.parts) and path.is_file())


def _hash(paths: Iterable[Path]) -> str:
    """A fingerprint of these files by name, size and time: reading them all would take longer than it saves."""
    marks = hashlib.sha256()
    for path in sorted(set(paths)):
        facts = path.stat()
        marks.update(f"{path.relative_to(settings.REPO)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return marks.hexdigest()


def _database() -> str:
    """Which database this is: its own number, which another one does not have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || oid::text "
            "FROM pg_database WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0])


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)


STEPS = (
    Step("tables", "Bringing the tables up to date …", lambda: _hash(_sources("migrations/*.py")), _migrate),
    Step("words", "Compiling the translations …", lambda: _hash(_sources("*.po")), _compile),
    Step("static", "Collecting styles, scripts and icons …", lambda: _hash(_sources("static/**/*")), _collect),
    Step("demo", "Filling the demo cities …", lambda: ",".join(demo_cities()), _seed),
)
