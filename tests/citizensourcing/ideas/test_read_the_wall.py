"""Reading the wall: its orders, its filters, its pages, and what strange addresses get."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea
from citizensourcing.projects.models import Phase, Project
from tests.factories import a_neighbourhood, a_resident, a_topic, an_idea
from tests.helpers import CityClient, signed_in_client, visitor_client

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PAGE = 20


def wall(query: str = "", client: CityClient | None = None, **headers: str) -> str:
    response = (client or visitor_client()).get(f"/en/ideas/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<h2 class="title"[^>]*><a href="[^"]+">(.*?)</a></h2>', page)


def next_page(page: str) -> str:
    """The query string behind "Show more ideas"; empty on the last page."""
    found = re.search(r'<a class="btn second"\s+href="(\?[^"]+)"\s+rel="next"', page)
    return found[1].replace("&amp;", "&") if found else ""


def walk(query: str = "", between=lambda number: None) -> list[list[str]]:
    """The titles of every page up to the last; ``between`` happens after each."""
    pages, page = [], wall(query)
    pages.append(titles(page))
    while more := next_page(page):
        between(len(pages))
        page = wall(more)
        pages.append(titles(page))
    return pages


def set_columns(idea: Idea, **columns) -> None:
    Idea.objects.filter(pk=idea.pk).update(**columns)


@pytest.fixture
def three(lisbon) -> dict[str, Idea]:
    """Each of the three is first in some order."""
    author = a_resident()
    made = {
        name: an_idea(name, author=author, now=NOON + timedelta(hours=at)) for at, name in enumerate(("A", "B", "C"))
    }
    set_columns(
        made["A"],
        trending_score=30.0,
        support_count=1,
        earlier_supports=9,
        comment_count=2,
        view_count=5,
        answered_at=NOON,
    )
    set_columns(made["B"], trending_score=10.0, support_count=3, comment_count=1, earlier_comments=7, view_count=1)
    set_columns(made["C"], trending_score=20.0, support_count=5, view_count=9, answered_at=NOON + timedelta(days=1))
    return made


@pytest.fixture
def fifty(lisbon) -> list[Idea]:
    """More than two pages: the first ten were supported, the others tie in every order but by age."""
    author = a_resident()
    made = [an_idea(f"Idea {n:02}", author=author, now=NOON + timedelta(minutes=n)) for n in range(50)]
    for n, idea in enumerate(made[:10]):
        set_columns(idea, trending_score=float(n), support_count=n + 1, view_count=1)
    return made


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "ACB"),
        ("?sort=trending", "ACB"),
        ("?sort=newest", "CBA"),
        ("?sort=supported", "ACB"),
        ("?sort=discussed", "BAC"),
        ("?sort=unseen", "BAC"),
        ("?sort=answered", "CA"),
        ("?sort=no-such-order", "ACB"),
    ],
)
def test_each_order_puts_its_own_first(three, query, order):
    assert "".join(titles(wall(query))) == order


def test_ties_go_to_the_newer_idea_in_every_order(lisbon):
    author = a_resident()
    [an_idea(name, author=author, now=NOON) for name in ("A", "B", "C")]

    orders = {sort: "".join(titles(wall(f"?sort={sort}"))) for sort in ("trending", "newest", "supported", "unseen")}

    assert orders == dict.fromkeys(("trending", "newest", "supported", "unseen"), "CBA")


def test_only_what_is_published_stands_on_the_wall(lisbon):
    author = a_resident()
    for visibility in Idea.Visibility.values:
        set_columns(an_idea(visibility, author=author), visibility=visibility)

    assert titles(wall()) == ["published"]
    assert titles(wall(client=signed_in_client(author))) == ["published"]


@pytest.fixture
def spread(lisbon) -> None:
    """Ideas that differ in what the filters look at."""
    work, culture = a_topic("work", "Work"), a_topic("culture", "Culture")
    alfama, baixa = a_neighbourhood("alfama", "Alfama"), a_neighbourhood("baixa", "Baixa", west=-9.16)
    side = Project.objects.create(slug="side", titles={"en": "Side street"}, visibility=Project.Visibility.PUBLISHED)
    Phase.objects.create(project=side, actions=["post", "vote"])
    author = a_resident()
    an_idea("Work in Alfama", author=author, topics=[work], neighbourhoods=[alfama])
    an_idea("Culture in both", author=author, topics=[culture], neighbourhoods=[alfama, baixa])
    an_idea("Work and culture everywhere", author=author, topics=[work, culture])
    french = an_idea("Travail à Baixa", author=author, topics=[work], neighbourhoods=[baixa], language="fr")
    set_columns(french, status="planned")
    an_idea("Side work", author=author, topics=[work], neighbourhoods=[alfama], project=side)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?topic=work", {"Work in Alfama", "Work and culture everywhere", "Travail à Baixa", "Side work"}),
        ("?topic=culture", {"Culture in both", "Work and culture everywhere"}),
        ("?where=alfama", {"Work in Alfama", "Culture in both", "Side work"}),
        ("?where=baixa", {"Culture in both", "Travail à Baixa"}),
        ("?where=city", {"Work and culture everywhere"}),
        ("?status=planned", {"Travail à Baixa"}),
        ("?project=side", {"Side work"}),
        ("?language=fr", {"Travail à Baixa"}),
        ("?topic=work&where=alfama", {"Work in Alfama", "Side work"}),
        ("?topic=work&where=alfama&project=open-wall", {"Work in Alfama"}),
        ("?topic=work&where=baixa&status=planned&language=fr&project=open-wall", {"Travail à Baixa"}),
        ("?topic=culture&language=fr", set()),
        ("?topic=none", set()),
        ("?where=none", set()),
        ("?status=none", set()),
        ("?project=none", set()),
        ("?language=none", set()),
        ("?q=work&where=city", {"<mark>Work</mark> and culture everywhere"}),
    ],
)
def test_filters_narrow_the_wall_together(spread, query, expected):
    assert set(titles(wall(query))) == expected


def test_a_filter_says_that_it_is_set_and_stays_for_the_next_page_and_order(spread):
    page = wall("?topic=work&where=alfama&sort=newest")

    assert '<span class="quiet">(2)</span>' in page
    assert '<option value="work" selected>Work</option>' in page
    assert '<option value="alfama" selected>Alfama</option>' in page
    assert 'href="?sort=supported&amp;topic=work&amp;where=alfama"' in page


def test_nothing_that_fits_is_said_with_a_way_on(spread):
    page = wall("?topic=culture&language=fr")

    assert "No idea fits this yet" in page
    assert "Show all ideas" in page


def test_an_empty_wall_invites_the_first_idea(lisbon):
    page = wall()

    assert "The wall is still empty" in page
    assert "Share the first idea" in page


@pytest.mark.parametrize("sort", ["trending", "newest", "supported", "discussed", "unseen"])
def test_the_pages_together_show_every_idea_once(fifty, sort):
    pages = walk(f"?sort={sort}")

    assert [len(page) for page in pages] == [20, 20, 10]
    assert sorted(title for page in pages for title in page) == [f"Idea {n:02}" for n in range(50)]


def test_the_answered_are_paged_alone(fifty):
    Idea.objects.filter(pk__in=[idea.pk for idea in fifty[:30]]).update(answered_at=NOON)

    pages = walk("?sort=answered")

    assert [len(page) for page in pages] == [20, 10]
    assert sorted(title for page in pages for title in page) == [f"Idea {n:02}" for n in range(30)]


@pytest.mark.parametrize("sort", ["trending", "newest", "supported", "discussed"])
def test_a_new_idea_meanwhile_pushes_nothing_from_one_page_to_the_next(fifty, sort):
    author = a_resident()

    pages = walk(f"?sort={sort}", lambda n: an_idea(f"Meanwhile {n}", author=author, now=NOON + timedelta(days=n)))

    old = [title for page in pages for title in page if title.startswith("Idea")]
    assert sorted(old) == [f"Idea {n:02}" for n in range(50)]


def test_a_support_meanwhile_shows_nothing_twice(fifty):
    voter = a_resident()
    supported = fifty[9]  # stands on the first page, and more so afterwards

    pages = walk(
        "?sort=trending", lambda n: services.vote_for(idea=supported, voter=voter, now=NOON + timedelta(days=n))
    )

    assert sorted(title for page in pages for title in page) == [f"Idea {n:02}" for n in range(50)]


def test_htmx_gets_the_next_cards_and_nothing_else(fifty):
    more = next_page(wall("?sort=newest"))

    fragment = wall(more, **{"hx-request": "true"})

    assert titles(fragment) == [f"Idea {n:02}" for n in range(29, 9, -1)]
    assert "<html" not in fragment
    assert next_page(fragment)


def test_the_page_behind_the_last_idea_says_so(lisbon):
    cursor = base64.urlsafe_b64encode(json.dumps([-2e9, 1]).encode()).decode().rstrip("=")
    an_idea()

    assert "That was the last idea" in wall(f"?after={cursor}")


def cursor_of(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


CURSORS = [
    "x", "%00", "===", "a" * 10_000, "p5", "p-1", "p" + "9" * 400, "null",
    cursor_of(None), cursor_of([]), cursor_of([1]), cursor_of([1, 2, 3]), cursor_of({"a": 1, "b": 2}),
    cursor_of([1, None]), cursor_of([None, 1]), cursor_of([True, True]), cursor_of(["x", 1]), cursor_of(["", 1]),
    cursor_of([10**30, 1]), cursor_of([1, 10**30]), cursor_of([-(10**30), -1]), cursor_of([1.5, 1]),
    cursor_of([float("inf"), 1]), cursor_of([float("nan"), 1]), cursor_of([1, float("inf")]),
    cursor_of([float("nan"), float("nan")]), cursor_of([[1], [2]]), cursor_of(["2026-05-04", 1]),
    cursor_of(["0001-01-01T00:00:00+14:00", 1]), cursor_of(["9999-12-31T23:59:59-12:00", 1]),
    cursor_of(["2026-05-04T12:00:00", 1]), cursor_of(["\ud800", 1]), cursor_of("ab"),
]  # fmt: skip


@pytest.mark.parametrize("sort", ["trending", "newest", "supported", "discussed", "unseen", "answered"])
def test_a_cursor_that_nobody_made_is_a_page_not_a_failure(three, sort):
    client = visitor_client()

    answers = {cursor: client.get(f"/en/ideas/?sort={sort}&after={cursor}").status_code for cursor in CURSORS}

    assert answers == dict.fromkeys(CURSORS, 200)


@pytest.mark.parametrize("sort", ["newest", "supported", "unseen", "answered"])
def test_the_cursor_of_another_order_begins_anew(fifty, sort):
    cursor = re.search(r"after=([\w-]+)", next_page(wall("?sort=trending")))[1]

    assert titles(wall(f"?sort={sort}&after={cursor}")) == titles(wall(f"?sort={sort}"))


STRANGE = [
    "%00", "%00a%00", "a" * 10_000, "%ED%A0%80", "%FF%FE", "%F0%9F%8C%B3", "%E2%80%AE", "9" * 400, "-1",
    "1e309", "NaN", "' OR 1=1 --", "\" $$ \\", "{{ 7 }}", "<script>alert(1)</script>", "..%2f..%2f", "&amp;", "%25",
]  # fmt: skip


@pytest.mark.parametrize("name", ["sort", "topic", "where", "status", "project", "language", "q", "after"])
def test_strange_values_get_a_page_not_a_failure(three, name):
    client = visitor_client()
    queries = [f"{name}={value if '%' in value else quote(value)}" for value in STRANGE]
    queries += [f"{name}[]=a&{name}[x]=b", f"{name}=a&{name}=b&{name}=c", f"{name}", f"{name}=", f"={name}"]

    answers = {query: client.get(f"/en/ideas/?{query}") for query in queries}

    assert {query: answer.status_code for query, answer in answers.items()} == dict.fromkeys(queries, 200)
    assert [query for query, answer in answers.items() if b"<script>alert" in answer.content] == []


def test_visitors_get_no_cookie_and_no_token(three):
    response = visitor_client().get("/en/ideas/?sort=newest&topic=work")

    assert response.cookies == {}
    assert b"csrf" not in response.content


def test_the_number_of_queries_does_not_grow_with_the_wall(three, assert_queries):
    client, ana = visitor_client(), signed_in_client(a_resident("Ana"))
    wall(client=client), wall(client=ana)

    with assert_queries(5):
        wall(client=client)
    with assert_queries(7):
        wall(client=ana)
    author = a_resident()
    [an_idea(f"More {n}", author=author, now=timezone.now()) for n in range(30)]
    with assert_queries(5):
        wall(client=client)
    with assert_queries(7):
        wall(client=ana)
    with assert_queries(6):  # which topic that is
        wall("?sort=newest&topic=work", client=client)


def test_each_filter_that_is_set_stands_as_a_word_with_its_way_out(lisbon):
    a_topic("work", "Work")
    a_neighbourhood("alfama", "Alfama")

    page = visitor_client().get("/en/ideas/?topic=work&where=alfama").content.decode()

    assert re.findall(r'<a class="tag" href="([^"]+)" aria-current="true">(\w+)', page) == [
        ("?where=alfama", "Work"),
        ("?topic=work", "Alfama"),
    ]
