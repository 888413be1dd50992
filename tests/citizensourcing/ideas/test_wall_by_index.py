"""No order and no filter of the wall reads the whole table: PostgreSQL says so itself."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citizensourcing.ideas.selectors import SORTS, Wish, list_ideas
from citizensourcing.projects.models import Project
from tests.citizensourcing.ideas.many import many_ideas
from tests.factories import a_neighbourhood, a_topic

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
IDEAS = 2000


@pytest.fixture
def full_wall(lisbon) -> None:
    side = Project.objects.create(slug="side", titles={"en": "Side"}, visibility=Project.Visibility.PUBLISHED)
    topics = [a_topic(f"topic-{n}", f"Topic {n}") for n in range(8)]
    places = [a_neighbourhood(f"place-{n}", f"Place {n}", west=-9.2 + n / 100) for n in range(9)]
    many_ideas(IDEAS, topics=topics, places=places, side=side)


def plans_of(wish: Wish) -> str:
    """How PostgreSQL answers what a page of this wish asks of the ideas."""
    with CaptureQueriesContext(connection) as captured:
        list_ideas(wish, person=None, now=NOW)
    asked = [q["sql"] for q in captured if re.search(r'FROM "?ideas_idea"?\b', q["sql"])]
    assert asked
    plans = []
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (COSTS OFF) {sql}")
            plans += [row[0] for row in cursor.fetchall()]
    return "\n".join(plans)


def second_page(wish: Wish) -> Wish:
    """The same wish, one page on."""
    more = list_ideas(wish, person=None, now=NOW).next_query
    return Wish(
        **{name: getattr(wish, name) for name in ("sort", "topic", "where", "status", "project", "language")}
        | {"after": re.search(r"after=([\w-]+)", more)[1]}
    )


FILTERS = [
    {},
    {"topic": "topic-1"},
    {"where": "place-4"},
    {"where": "city"},
    {"status": "planned"},
    {"project": "side"},
    {"language": "fr"},
    {"topic": "topic-1", "where": "place-4", "language": "fr"},
    {"topic": "no-such-topic"},
    {"project": "no-such-project"},
]


def reading_all(plans: dict[str, str]) -> dict[str, str]:
    """The plans that read every idea there is."""
    return {name: plan for name, plan in plans.items() if re.search(r"Seq Scan on ideas_idea\b", plan)}


def test_no_order_of_a_filtered_wall_reads_the_whole_table(full_wall):
    plans = {f"{sort} {narrowed}": plans_of(Wish(sort=sort, **narrowed)) for sort in SORTS for narrowed in FILTERS}

    assert len(plans) == 60
    assert reading_all(plans) == {}


def test_every_later_page_begins_in_the_middle_of_an_index(full_wall):
    plans = {sort: plans_of(second_page(Wish(sort=sort))) for sort in SORTS}

    assert reading_all(plans) == {}
    assert {sort: re.findall(r"Scan (?:using|on) (idea_\w+)", plan)[0] for sort, plan in plans.items()} == {
        "trending": "idea_trending",
        "newest": "idea_newest",
        "supported": "idea_supported",
        "discussed": "idea_discussed",
        "unseen": "idea_least_seen",
        "answered": "idea_answered",
    }
    assert [sort for sort, plan in plans.items() if "Index Cond: " not in plan] == []
