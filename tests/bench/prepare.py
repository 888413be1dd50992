"""The bench's city: made once, kept while neither its generator nor a migration changes."""

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta

from config.local.run import ROOT
from tests.bench.servers import SLUG, Servers

_MADE_BY = ("city.py", "rows.py", "vocabulary.py")


def prepare(servers: Servers, say: Callable[[str], None], *, anew: bool = False) -> None:
    """Make the city unless it is there as this code would make it; then count everything anew and say whether it held.

    Call ``servers.settle`` and ``django.setup`` first. Raises RuntimeError when a counter disagreed with its recount.
    """
    from django.core.management import call_command
    from django.db import connection

    kept, marks = servers.folder / "made.txt", fingerprint()
    if anew or not kept.exists() or kept.read_text() != marks:
        say("Making the city: 100,000 ideas, 1,000,000 votes, 200,000 comments …")
        began = time.monotonic()
        kept.unlink(missing_ok=True)
        connection.close()
        servers.begin_anew()
        call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        call_command("compile_translations", verbosity=0)
        _make(say)
        kept.write_text(marks)
        say(f"Made in {time.monotonic() - began:.0f} s.")
    call_command("collectstatic", interactive=False, verbosity=0)
    _recount(say)


def fingerprint() -> str:
    """What a made city depends on: its generator and every migration."""
    marks = hashlib.sha256()
    for path in [*(ROOT / "tests" / "bench" / name for name in _MADE_BY), *_migrations()]:
        marks.update(path.read_bytes())
    return marks.hexdigest()


def _migrations():
    roots = (ROOT / name for name in ("platform", "tenants", "citizensourcing", "billing"))
    return sorted(path for root in roots for path in root.rglob("migrations/*.py"))


def _make(say: Callable[[str], None]) -> None:
    from django.utils import timezone

    from control_plane.services import provision_city
    from tenants.context import for_city
    from tests.bench import city

    made = provision_city(
        name="Bench", slug=SLUG, languages=("en", "fr", "nl", "es"), time_zone="Europe/Brussels", population=500_000
    )
    now = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    with for_city(made):
        city.fill(city.FULL, now=now, say=say)
        city.analyse()


def _recount(say: Callable[[str], None]) -> None:
    """What was loaded must agree with what is counted before anything is measured."""
    from citizensourcing.ideas.models import Idea, Vote
    from citizensourcing.ideas.services import recounting
    from tenants.context import for_city
    from tenants.models import City

    with for_city(City.objects.get(slug=SLUG)):
        wrong = recounting.recount()
        ideas, votes = Idea.objects.count(), Vote.objects.count()
        total = sum(Idea.objects.values_list("support_count", flat=True))
    if (wrong.supports, wrong.comments) != (0, 0) or total != votes:
        msg = (
            f"The recount found {wrong.supports} wrong supports and {wrong.comments} wrong comments; {total} ≠ {votes}."
        )
        raise RuntimeError(msg)
    say(f"Loaded counters equal the recount: {ideas:,} ideas, {votes:,} votes, 0 wrong.")
