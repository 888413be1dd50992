"""Pages and endpoints beside the bare program: anonymous, not modified, signed in, and without the cache."""

import statistics
from dataclasses import dataclass

from tests.bench.context import Bench
from tests.bench.load import Ask, once, side_by_side
from tests.bench.table import Row
from tests.bench.web import Web

RESIDENTS = 50
GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Page:
    """An address, under the name that ``ONLY=`` takes."""

    key: str
    what: str
    path: str
    least: float | None = None


def measure(bench: Bench) -> list[Row]:
    """All of them, in the order of the table."""
    number = bench.hot_number()
    shown = [
        Page("list", "idea list page", "/en/ideas/", 1.0),
        Page("front", "front page", "/en/", 1.0),
        Page("idea", "idea page", f"/en/ideas/{number}/"),
        Page("search", "search page", "/en/ideas/?q=school+garden"),
        Page("api", "API list", "/api/v1/ideas/", 0.45),
        Page("api", "API idea", f"/api/v1/ideas/{number}/"),
    ]
    rows = []
    with Web("bench-web", "config.wsgi:application", bench.environment, bench.workers) as web:
        for page in shown:
            rows += _one(bench, page, f"{page.what}, visitor", web.ask(page.path), page.least)
        rows += _one(bench, Page("list", "", ""), "idea list page, visitor, gzip", web.ask("/en/ideas/", headers=GZIP))
        for page in shown:
            if page.key != "search":
                rows += _not_modified(bench, page, web)
        for page in shown:
            if page.key != "search" and page.what != "API idea":
                rows += _signed_in(bench, page, web)
    # An address where no Valkey is: every page is made from the database, as when the cache has died.
    cold = {**bench.environment, "CACHE_URL": f"unix://{bench.folder / 'nobody.sock'}?db=1"}
    if bench.wants("cold", "list", "front", "idea", "api"):
        with Web("bench-cold", "config.wsgi:application", cold, bench.workers) as web:
            for page in shown:
                if page.key != "search" and page.what != "API idea":
                    rows += _one(bench, page, f"{page.what}, visitor, without a cache", web.ask(page.path))
    return rows


def _one(bench: Bench, page: Page, what: str, ask: Ask, least: float | None = None, status: int = 200) -> list[Row]:
    if not bench.wants(page.key):
        return []
    target = f"≥ {least:.2f}" if least else ""
    answer = once(ask)
    if answer.status == 404:
        return [bench.tell(Row(what, target, "not there yet"))]
    if answer.status != status:
        return [bench.tell(Row(what, target, f"answered {answer.status}", met=False))]
    try:
        found = side_by_side(bench.bare(), ask, repeats=bench.repeats, seconds=bench.seconds, folder=bench.folder)
    except RuntimeError as problem:
        return [bench.tell(Row(what, target, str(problem), met=False))]
    rate = statistics.median(found.ours)
    measured = f"{rate:,.{0 if rate >= 100 else 1}f}/s, {answer.size / 1024:.1f} KB"
    met = found.median >= least if least else None
    return [bench.tell(Row(what, target, measured, f"{found.median:.2f}", found.spread, met))]


def _not_modified(bench: Bench, page: Page, web: Web) -> list[Row]:
    what = f"{page.what}, visitor, 304"
    if not bench.wants(page.key):
        return []
    mark = once(web.ask(page.path)).headers.get("etag", "")
    if not mark:
        return [bench.tell(Row(what, "≥ 2.00", "no ETag yet"))]
    return _one(bench, page, what, web.ask(page.path, headers={"If-None-Match": mark}), 2.0, status=304)


def _signed_in(bench: Bench, page: Page, web: Web) -> list[Row]:
    what = f"{page.what}, resident with votes"
    if not bench.wants(page.key):
        return []
    if page.key == "api":
        tokens = bench.tokens(RESIDENTS)
        if not tokens:
            return [bench.tell(Row(what, "≥ 0.35", "not there yet"))]
        return _one(bench, page, what, web.ask(page.path, tokens=tokens), 0.35)
    return _one(bench, page, what, web.ask(page.path, cookies=bench.cookies(RESIDENTS)), page.least and 0.35)
