"""No order, no filter and no page reads all ideas or sorts more than a bounded number: PostgreSQL says so itself.

Only the front page's figures (map, topics, totals) count the whole wall, once a minute. The statements are those that
our code sends, in a city of 12,000 ideas, planned as the first time and as the sixth.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from citizensourcing.discussions.selectors import thread_page
from citizensourcing.ideas import selectors
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors import SORTS, Wish, list_ideas
from citizensourcing.participants.models import Participant
from citizensourcing.wall import personal
from citizensourcing.wall.selectors import front
from tests.bench import city
from tests.helpers import a_committed_city
from tests.plans import Plan, plans_of

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SIZE = city.Size(ideas=12_000, votes=24_000, comments=6_000, people=2_000, words=6, known=1_500)
# What a filter or a word leaves may be sorted, what the city has may not.
MOST_SORTED = 2_000
LARGE = {"ideas_idea", "ideas_vote"}

COMMON = {"topic": "mobility", "where": "quarter-4", "status": "proposed", "project": "open-wall", "language": "en"}
RARE = {"topic": "energy", "where": "city", "status": "implemented", "project": "riverside", "language": "es"}


@pytest.fixture(scope="module")
def full_city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), a_committed_city("Crowded") as made:
        city.fill(SIZE, now=NOW, is_learned=False)
        city.analyse()
        yield made


@pytest.fixture(autouse=True)
def _in_the_full_city(full_city, db):
    """Each test stands there, in a transaction of its own."""


def narrowings() -> list[dict[str, str]]:
    """Nothing, each filter alone, each two together: one that most ideas pass and one that few do."""
    alone = [{name: values[name]} for values in (COMMON, RARE) for name in values]
    pairs = [{first: COMMON[first], second: RARE[second]} for first, second in itertools.combinations(COMMON, 2)]
    return [{}, *alone, *pairs]


def too_costly(works: dict[str, Callable[[], object]]) -> dict[str, str]:
    """What reads a large table as a whole, or sorts too many rows."""
    known: dict[str, list[Plan]] = {}
    plans = [(name, plan) for name, work in works.items() for plan in plans_of(work, known=known)]
    assert {name for name, _plan in plans} == set(works)
    return {f"{name}: {plan.statement}": said for name, plan in plans if (said := _complaint(plan))}


def _complaint(plan: Plan) -> str:
    whole = LARGE & set(plan.scanned_whole)
    return f"reads all of {sorted(whole)}" if whole else _about_sorting(plan)


def _about_sorting(plan: Plan) -> str:
    return f"sorts {plan.most_sorted} rows" if plan.most_sorted > MOST_SORTED else ""


def listed(sort: str, narrowed: dict[str, str], after: str = "") -> Callable[[], object]:
    """A page of the wall."""
    return lambda: list_ideas(Wish(sort=sort, after=after, **narrowed), person=None, now=NOW)


def middle_of(sort: str) -> str:
    """Where a page half-way down begins."""
    idea = Idea.objects.published().filter(SORTS[sort].only).order_by("-pk")[1000]
    return selectors.listing._cursor(getattr(idea, SORTS[sort].column), idea.pk)


def test_the_first_page_of_every_order_and_filter_is_found_through_an_index():
    works = {f"{sort} {narrowed}": listed(sort, narrowed) for sort in SORTS for narrowed in narrowings()}

    found = too_costly(works)

    assert len(works) == 126
    assert found == {}


def test_a_page_half_way_down_is_found_through_an_index():
    alone = [{}, *({name: values[name]} for values in (COMMON, RARE) for name in values)]
    works = {f"{sort} {narrowed}": listed(sort, narrowed, middle_of(sort)) for sort in SORTS for narrowed in alone}

    found = too_costly(works)

    assert len(works) == 66
    assert found == {}


def test_every_order_of_the_whole_wall_is_an_index_of_its_own():
    plans = {sort: plans_of(listed(sort, {}, middle_of(sort))) for sort in SORTS}

    own = {index.name for index in Idea._meta.indexes}
    used = {
        sort: own & {node.get("Index Name") for plan in found for node in plan.nodes()} for sort, found in plans.items()
    }

    assert used == {
        "trending": {"idea_trending"},
        "newest": {"idea_newest"},
        "supported": {"idea_supported"},
        "discussed": {"idea_discussed"},
        "unseen": {"idea_least_seen"},
        "answered": {"idea_answered"},
    }
    # "Needs your voice" goes up by views and down by age: it passes over those that are seen as often.
    downwards = [plan for sort, found in plans.items() if sort != "unseen" for plan in found]
    assert max(plan.most_read for plan in downwards) <= 100


def test_search_reads_what_it_finds():
    words = ("school garden", "street", "meetingtable", "nobody-says-this anywhere")
    works = {q: listed("trending", {"q": q}) for q in words}
    works |= {f"{q}, narrowed": listed("trending", {"q": q, "topic": "energy", "status": "proposed"}) for q in words}

    found = too_costly(works)

    assert found == {}


def test_the_page_of_an_idea_and_its_thread_are_found_through_indexes():
    idea = Idea.objects.published().order_by("-comment_total")[0]
    person = Participant.objects.get(pk=17)
    works = {
        "page": lambda: selectors.idea_page(idea, person=person, now=NOW),
        "similar to it": lambda: selectors.similar_ideas(
            title=idea.title, text=idea.text, project_id=idea.project_id, neighbourhood_ids=[3], exclude_id=idea.pk
        ),
        "similar, of the whole city": lambda: selectors.similar_ideas(
            title=idea.title, text=idea.text, project_id=idea.project_id, neighbourhood_ids=[]
        ),
        "topics to offer": lambda: selectors.suggest_topics("a garden at school"),
    }
    works |= {
        f"thread, {sort}": lambda sort=sort: thread_page(idea.discussion_id, viewer=person, sort=sort, now=NOW)
        for sort in ("best", "newest", "oldest")
    }

    found = too_costly(works)

    assert found == {}


def test_what_is_mine_is_found_through_indexes():
    person = Participant.objects.get(pk=17)
    works = {
        "ideas": lambda: personal.ideas_of(person, is_self=True),
        "ideas, as others see them": lambda: personal.ideas_of(person, is_self=False),
        "supports": lambda: personal.ideas_supported_by(person),
        "comments": lambda: personal.comments_of(person, is_self=True),
        "comments, as others see them": lambda: personal.comments_of(person, is_self=False),
    }

    found = too_costly(works)

    assert found == {}


def test_what_the_front_page_reads_after_every_change_is_found_through_indexes():
    found = too_costly({"what happened lately": lambda: front._lately(NOW)})

    assert found == {}
