"""``make chaos``: kill -9 of each part in turn, while people read and support; no support that was answered is lost.

Works on servers of its own, in ``.local/chaos``. ``--write`` puts the table into docs/performance.md.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from config.local.process import CannotRunError
from config.local.run import ROOT, everything
from config.local.supervise import Supervisor
from tests.bench import table
from tests.bench.load import Ask, once
from tests.bench.servers import FOLDER, HOST, SLUG, Servers
from tests.bench.web import PROXIED

OWN = FOLDER.with_name("chaos")
PEOPLE = 4000
CALM, RECOVERY = 3.0, 60.0  # seconds of load before each blow; the most a part may take to come back
_CSRF = "a1" * 16


@dataclass
class Load:
    """Two voters and a reader that ask without rest, and note what was answered and when."""

    port: int
    number: str
    cookies: list[str]
    answered: int = 0
    refused: int = 0
    good_at: list[float] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin."""
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._vote, self._vote, self._read)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, and wait for the last answers."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def back_since(self, moment: float) -> float | None:
        """The longest silence between two supports since a moment; None while none is answered."""
        later = sorted(at for at in self.good_at if at > moment)
        gaps = [b - a for a, b in zip([moment, *later], later, strict=False)]
        widest = max(gaps, default=0)
        return widest if later and time.monotonic() - later[-1] < 1 else None

    def _vote(self) -> None:
        headers = {
            **PROXIED, "X-CSRFToken": _CSRF, "Origin": f"https://{HOST}",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        while not self._stop.is_set():
            with self._lock:
                cookie = self.cookies.pop() if self.cookies else ""
            if not cookie:
                return
            path = f"/en/ideas/{self.number}/support/"
            ask = Ask(self.port, path, headers, cookies=[f"{cookie}; __Host-csrf={_CSRF}"])
            self._note(ask, "POST", "support=1", counts=True)

    def _read(self) -> None:
        while not self._stop.is_set():
            self._note(Ask(self.port, "/en/ideas/", PROXIED), "GET", "", counts=False)
            time.sleep(0.02)

    def _note(self, ask: Ask, method: str, body: str, *, counts: bool) -> None:
        try:
            answer = once(ask, method, body)
            is_good = answer.status < 400 and "/account/" not in answer.headers.get("location", "")
        except OSError:
            is_good = False
        with self._lock:
            self.answered += is_good and counts
            self.refused += not is_good
            if is_good and counts:
                self.good_at.append(time.monotonic())
        if not is_good:
            time.sleep(0.05)


def main(words: list[str]) -> int:
    """Kill each part once; exit 1 when a support was lost, a total is wrong or a part did not come back."""
    try:
        with Servers(OWN) as servers:
            servers.settle()
            servers.begin_anew()
            import django

            django.setup()
            rows = _run(servers)
    except CannotRunError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    print(f"\n{table.text(rows)}")
    if "--write" in words:
        table.write(rows, mark="chaos")
    return 1 if any(row.met is False for row in rows) else 0


def _run(servers: Servers) -> list[table.Row]:
    number, cookies = _scene()
    plan = everything({"PORT": "8951"})
    parts = Supervisor(logs=OWN / "logs", environment={**os.environ, **servers.environment}, folder=ROOT, say=_quietly)
    worker = next(part for part in plan.beside if part.name == "worker")
    parts.start(plan.web)
    parts.start(worker)
    load = Load(8951, number, cookies)
    keeper = threading.Thread(target=lambda: parts.keep(lambda: _revive(servers)), daemon=True)
    keeper.start()
    try:
        _wait_for(load.port)
        load.start()
        blows: list[tuple[str, Callable[[], int]]] = [
            ("a web worker", lambda: _child_of(parts, "web")),
            ("the web server", lambda: _pid_of(parts, "web")),
            ("the task worker", lambda: _pid_of(parts, "worker")),
            ("Valkey", servers.valkey._pid),
            ("PostgreSQL", lambda: servers.postgres._recorded(servers.postgres.folder.resolve())[0]),
        ]
        rows = [_blow(load, what, find) for what, find in blows]
        time.sleep(CALM)
        load.stop()
    finally:
        parts.stop()
    return [*rows, _balance(load)]


def _quietly(_line: str) -> None:
    """What the parts say of their deaths stands in ``.local/chaos/logs``."""


def _scene() -> tuple[str, list[str]]:
    """A small city with one idea that nobody supports yet, and people who are signed in."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from citizensourcing.ideas.models import Idea, Vote
    from citizensourcing.ideas.services import recounting
    from control_plane.services import provision_city
    from tenants.context import for_city
    from tests.bench import city
    from tests.bench.people import cookies_of

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    call_command("compile_translations", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    made = provision_city(name="Bench", slug=SLUG)
    with for_city(made):
        size = city.Size(ideas=2_000, votes=4_000, comments=1_000, people=PEOPLE, words=6, known=1_500)
        city.fill(size, now=timezone.now(), is_learned=False)
        idea = Idea.objects.published().filter(project__is_open_wall=True).order_by("-pk")[0]
        Vote.objects.filter(idea=idea).delete()
        recounting.recount()
        cookies = cookies_of(list(range(1, PEOPLE + 1)))
    connection.close()
    return idea.number, cookies


def _blow(load: Load, what: str, find: Callable[[], int]) -> table.Row:
    time.sleep(CALM)
    refused, moment = load.refused, time.monotonic()
    os.kill(find(), signal.SIGKILL)
    time.sleep(CALM)
    while load.back_since(moment) is None and time.monotonic() - moment < RECOVERY:
        time.sleep(0.1)
    away = load.back_since(moment)
    said = "did not come back" if away is None else f"longest silence {away:.1f} s, {load.refused - refused} refused"
    row = table.Row(f"kill -9 of {what}", f"≤ {RECOVERY:.0f} s", said, met=away is not None)
    print("  " + " | ".join(cell for cell in row.cells if cell), flush=True)
    return row


def _balance(load: Load) -> table.Row:
    """Every support that was answered is stored; the total is what is counted."""
    from django.db import connection

    from citizensourcing.ideas.models import Idea, Vote
    from citizensourcing.ideas.services import recounting
    from tenants.context import for_city
    from tenants.models import City

    connection.close()
    year, sequence = load.number.split("-")
    with for_city(City.objects.get(slug=SLUG)):
        idea = Idea.objects.get(year=year, sequence=sequence)
        stored = Vote.objects.filter(idea=idea).count()
        wrong = recounting.recount()
    # A support may be stored whose answer was cut off; one that was answered may never be missing.
    lost = max(0, load.answered - stored)
    is_exact = idea.support_count == stored and (wrong.supports, wrong.comments) == (0, 0)
    said = f"{load.answered:,} answered, {stored:,} stored, {lost} lost, totals {'exact' if is_exact else 'WRONG'}"
    return table.Row("supports over all of it", "0 lost, totals exact", said, met=lost == 0 and is_exact)


def _revive(servers: Servers) -> None:
    """What `make run` does when an embedded server died."""
    if not servers.postgres.is_running():
        servers.postgres.start()
    if not servers.valkey.is_running():
        servers.valkey.start()


def _pid_of(parts: Supervisor, name: str) -> int:
    return next(running.process.pid for running in parts._running if running.part.name == name)


def _child_of(parts: Supervisor, name: str) -> int:
    from tests.bench.web import _children

    return _children(_pid_of(parts, name))[0]


def _wait_for(port: int) -> None:
    until = time.monotonic() + RECOVERY
    while time.monotonic() < until:
        try:
            if once(Ask(port, "/livez")).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise CannotRunError(f"The web did not answer: read {OWN / 'logs' / 'web.log'}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
