"""Paging at any depth, and similar ideas: what the database and one process take, without HTTP."""

import statistics
import time

from django.db import connection

from citizensourcing.ideas import selectors
from citizensourcing.ideas.models import Idea
from citizensourcing.projects.selectors import open_wall
from tenants.context import for_city
from tests.bench.context import Bench
from tests.bench.table import Row

MILLION = 1_000_000
DEPTH = 500_000
TEXTS = 200
_TIMES = 300
_TURNS = 9


def paging(bench: Bench) -> list[Row]:
    """A bare table of a million ideas, the wall's own keyset statement: the first page and one half-way down."""
    if not bench.wants("paging"):
        return []
    _million()
    place = _place(DEPTH)
    # In turns, as everything that is compared: the machine is not equally busy from second to second.
    pairs = [(_page(None), _page(place)) for _turn in range(_TURNS)]
    first, deep = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratios = [deep / first for first, deep in pairs]
    ratio = statistics.median(ratios)
    said = f"first {first * 1000:.2f} ms, at {DEPTH:,} {deep * 1000:.2f} ms; × {ratio:.2f}"
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    return [bench.tell(Row("any page of 1,000,000 rows", "≤ 2 × the first", said, "", spread, ratio <= 2))]


def _million() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.bench_million')::text")
        if cursor.fetchone()[0] is None:
            cursor.execute(
                "CREATE TABLE public.bench_million AS SELECT n AS id, 'Idea ' || n AS title,"
                " repeat('word ', 40) AS text, 'published' AS visibility,"
                f" (n::bigint * 7919 % {MILLION})::float8 AS trending_score"
                f" FROM generate_series(1, {MILLION}) AS n"
            )
            cursor.execute("ALTER TABLE public.bench_million ADD PRIMARY KEY (id)")
            cursor.execute(
                "CREATE INDEX bench_million_trending ON public.bench_million (trending_score DESC, id DESC)"
                " WHERE visibility = 'published'"
            )
            cursor.execute("VACUUM (ANALYZE) public.bench_million")


def _place(depth: int) -> tuple[float, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trending_score, id FROM public.bench_million"
            " ORDER BY trending_score DESC, id DESC OFFSET %s LIMIT 1",
            [depth],
        )
        return cursor.fetchone()


def _page(after: tuple[float, int] | None) -> float:
    """The median of many: seconds for one page."""
    further = "" if after is None else "AND (trending_score, id) < (%s, %s)"
    statement = (
        f"SELECT id, title, text, trending_score FROM public.bench_million WHERE visibility = 'published' {further}"
        " ORDER BY trending_score DESC, id DESC LIMIT 21"
    )
    given = [] if after is None else list(after)
    times = []
    with connection.cursor() as cursor:
        for _turn in range(_TIMES):
            began = time.perf_counter()
            cursor.execute(statement, given)
            cursor.fetchall()
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def similar(bench: Bench) -> list[Row]:
    """Similar ideas as the share form asks for them: by title and text, in the open wall, among all ideas."""
    if not bench.wants("similar"):
        return []
    with for_city(bench.city()):
        texts = list(
            Idea.objects.order_by("pk").filter(pk__in=range(7, 100_000, 100_000 // TEXTS)).values_list("title", "text")
        )
        wall = open_wall().pk
        times, busy, found = [], [], 0
        for title, text in [*texts[:20], *texts]:
            began, worked = time.perf_counter(), time.process_time()
            ideas = selectors.similar_ideas(title=title, text=text, project_id=wall, limit=3)
            times.append(time.perf_counter() - began)
            busy.append(time.process_time() - worked)
            found += bool(ideas)
    times, busy = times[20:], busy[20:]
    median = statistics.median(times) * 1000
    worst = statistics.quantiles(times, n=20)[-1] * 1000
    worked = statistics.median(busy) * 1000
    said = f"median {median:.0f} ms, of which {worked:.0f} ms in the web worker; {len(times)} texts"
    return [bench.tell(Row("similar ideas at 100,000", "≤ 100 ms", said, "", f"95 %: {worst:.0f} ms", median <= 100))]
