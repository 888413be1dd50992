"""What a web worker weighs after 2,000 requests of all kinds, some of which made it look for similar ideas."""

from pathlib import Path
from urllib.parse import quote_plus

from citizensourcing.ideas.models import Idea
from tenants.context import for_city
from tests.bench.context import Bench
from tests.bench.load import once
from tests.bench.table import Row
from tests.bench.web import Web

REQUESTS = 2000
MOST = 90


def measure(bench: Bench) -> list[Row]:
    """The proportional share of memory of each worker: what it has alone, and its part of what it shares."""
    if not bench.wants("memory"):
        return []
    with for_city(bench.city()):
        ideas = list(Idea.objects.published().order_by("-pk")[: REQUESTS // 10])
    cookies = bench.cookies(50)
    with Web("bench-web", "config.wsgi:application", bench.environment, bench.workers) as web:
        # Each connection may reach another worker; so many reach all of them.
        for _again in range(40):
            once(web.ask("/en/"))
        fresh = [_share(pid) for pid in web.processes()]
        for at in range(REQUESTS):
            idea = ideas[at % len(ideas)]
            paths = (
                "/en/", "/en/ideas/", f"/en/ideas/{idea.number}/", "/en/ideas/?sort=newest&topic=green",
                f"/en/ideas/?q={quote_plus(idea.title.split()[0])}", f"/fr/ideas/{idea.number}/", "/en/how-it-works/",
                f"/en/ideas/share/similar/?title={quote_plus(idea.title)}", "/en/ideas/share/shapes.json",
                "/api/v1/ideas/",
            )  # fmt: skip
            given = {"cookies": [cookies[at % len(cookies)]]} if at % 3 == 0 else {}
            once(web.ask(paths[at % len(paths)], **given))
        shares = [_share(pid) for pid in web.processes()]
    worst = max(shares)
    said = f"{worst:.0f} MB after {REQUESTS:,} requests, {max(fresh):.0f} MB after the first"
    return [bench.tell(Row("memory of a web worker (PSS)", f"≤ {MOST} MB", said, met=worst <= MOST))]


def _share(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
