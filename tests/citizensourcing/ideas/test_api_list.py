"""The wall as programs read it: the same orders and filters as the page, written by the database in one statement."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.clock import add_working_days
from citizensourcing.ideas.models import Attachment, Idea
from citizensourcing.ideas.selectors import SORTS, Wish, list_bodies, list_ideas
from citizensourcing.ideas.services.submitting import Pin
from citizensourcing.projects.models import Project
from tenants import lookup
from tenants.context import for_city
from tests.citizensourcing.ideas.many import many_ideas
from tests.factories import a_neighbourhood, a_resident, a_topic, an_idea
from tests.helpers import CityClient, a_program, queries, signed_in_client, visitor_client

IDEAS = "/api/v1/ideas/"
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def numbers(client: CityClient, query: str = "") -> list[str]:
    """All numbers that a question gives, page after page."""
    path, found = f"{IDEAS}{query}", []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.content
        found += [idea["number"] for idea in answer.json()["items"]]
        path = answer.json()["next"]
    return found


@pytest.fixture
def few(lisbon, topics, neighbourhoods) -> list[Idea]:
    """Seven ideas, apart in every order."""
    author = a_resident("Ana")
    made = [
        an_idea(
            f"Trees number {n}",
            author=author,
            topics=topics[: 1 + n % 2],
            neighbourhoods=neighbourhoods[:1] if n % 2 else [],
            language="fr" if n == 3 else "en",
            now=NOW + timedelta(hours=n),
        )
        for n in range(7)
    ]
    for n, idea in enumerate(made):
        Idea.objects.filter(pk=idea.pk).update(
            view_count=n % 3, comment_count=(n * 5) % 7, support_count=(n * 3) % 7, trending_score=float((n * 2) % 7),
            status="planned" if n == 2 else "proposed", answered_at=NOW + timedelta(days=n) if n < 4 else None,
        )  # fmt: skip
    return made


# --- What an answer says -----------------------------------------------------------------------------------------


def test_a_list_says_of_an_idea_what_its_card_says(lisbon, topics, neighbourhoods):
    idea = an_idea(
        "Árvores “à sombra”",
        text="One  line.\n\nAnother " + "very " * 60 + "long one.",
        topics=topics[1:],
        neighbourhoods=neighbourhoods[:2],
        pin=Pin(38.715, -9.135),
        now=NOW,
    )
    Attachment.objects.create(
        idea=idea, file="ideas/a.webp", thumbnail="ideas/b.webp", alt="A tree", width=800, height=600
    )

    answer = visitor_client().get(IDEAS)

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "items": [
            {
                "number": "2026-00001",
                "title": "Árvores “à sombra”",
                "excerpt": f"One line. Another {'very ' * 33}"[:180],
                "language": "en",
                "status": "proposed",
                "project": "open-wall",
                "topics": ["urbanism", "culture"],
                "neighbourhoods": ["alfama", "baixa"],
                "pin": {"latitude": 38.715, "longitude": -9.135},
                "supports": 0,
                "earlier_supports": 0,
                "comments": 0,
                "earlier_comments": 0,
                "published_at": "2026-05-04T12:00:00Z",
                "edited_at": None,
                "answer_owed_since": None,
                "answer_due_on": None,
                "answered_at": None,
                "picture": {
                    "id": idea.attachments.get().pk,
                    "url": "/files/ideas/a.webp",
                    "thumbnail": "/files/ideas/b.webp",
                    "alt": "A tree",
                    "width": 800,
                    "height": 600,
                },
            }
        ],
        "next": None,
        "is_loose_match": False,
    }


def test_only_what_is_on_the_wall_is_listed_whoever_asks(lisbon):
    ana = a_resident("Ana")
    for visibility in Idea.Visibility.values:
        Idea.objects.filter(pk=an_idea(visibility, author=ana).pk).update(visibility=visibility)

    for client in (visitor_client(), signed_in_client(ana), a_program(ana)):
        assert [idea["title"] for idea in client.get(IDEAS).json()["items"]] == ["published"]


def test_what_somebody_supports_is_told_to_them_alone(lisbon):
    ana, idea = a_resident("Ana"), an_idea("Trees", now=timezone.now())
    services.vote_for(idea=idea, voter=ana, now=timezone.now())
    other = an_idea("Benches", now=timezone.now())

    def said(client: CityClient) -> list[object]:
        whole = client.get(f"{IDEAS}{idea.number}/").json()
        items = client.get(f"{IDEAS}?sort=newest").json()["items"]
        return [whole.get("supported"), *(one.get("supported") for one in items)]

    assert said(signed_in_client(ana)) == said(a_program(ana, "votes:read")) == [True, False, True]
    assert said(a_program(ana, "ideas:write", "votes:write")) == said(visitor_client()) == [None] * 3
    assert said(a_program(a_resident("Rui"), "votes:read")) == [False] * 3
    assert other.number in visitor_client().get(IDEAS).content.decode()


@pytest.mark.parametrize("owed_on", [date(2026, 5, 1) + timedelta(days=n) for n in range(8)], ids=str)
@pytest.mark.parametrize("working_days", [1, 4, 5, 6, 20])
def test_the_day_an_answer_is_due_is_the_one_the_page_counts(owed_on, working_days, lisbon):
    zone = ZoneInfo("Pacific/Auckland")
    lisbon.time_zone, lisbon.rules.answer_working_days = "Pacific/Auckland", working_days
    idea = an_idea("Trees", now=NOW)
    since = datetime(owed_on.year, owed_on.month, owed_on.day, 0, 30, tzinfo=zone)
    Idea.objects.filter(pk=idea.pk).update(answer_owed_since=since)

    body = selectors.bodies_of([idea.pk], viewer=None).decode()

    assert f'"answer_due_on":"{add_working_days(owed_on, working_days)}"' in body


# --- In which order, of which ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", ["1", "2", "7"])
def test_every_order_is_the_pages_and_goes_on_to_the_end(sort, limit, few):
    on_the_page = [card.number for card in list_ideas(Wish(sort=sort), person=None, now=NOW).cards]

    assert numbers(visitor_client(), f"?sort={sort}&limit={limit}") == on_the_page
    assert len(on_the_page) == (4 if sort == "answered" else 7)


@pytest.mark.parametrize(
    "narrowed",
    [
        {"topic": "urbanism"}, {"where": "alfama"}, {"where": "city"}, {"status": "planned"}, {"language": "fr"},
        {"project": "open-wall"}, {"topic": "work", "where": "city", "language": "en"},
    ],
    ids=str,
)  # fmt: skip
def test_every_filter_is_the_pages(narrowed, few):
    on_the_page = [card.number for card in list_ideas(Wish(**narrowed), person=None, now=NOW).cards]
    query = "&".join(f"{name}={value}" for name, value in narrowed.items())

    assert numbers(visitor_client(), f"?{query}&limit=2") == on_the_page


def test_words_are_found_best_first_page_by_page_and_loosely_when_nothing_has_all(few):
    an_idea("A kiosk without anything green", now=NOW)
    client = visitor_client()

    found = numbers(client, "?q=trees&limit=3")
    loose = client.get(f"{IDEAS}?q=trees+kiosk+nowhere").json()

    assert sorted(found) == sorted(idea.number for idea in few)
    assert loose["is_loose_match"] is True
    assert len(loose["items"]) == 8


def test_a_new_idea_shifts_nothing_that_was_read(few):
    client = visitor_client()
    first = client.get(f"{IDEAS}?sort=newest&limit=3").json()
    an_idea("Just now", now=NOW + timedelta(days=1))

    rest = numbers(client, first["next"].removeprefix(IDEAS))

    assert [*(idea["number"] for idea in first["items"]), *rest] == [idea.number for idea in reversed(few)]


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("?sort=best", "invalid", "sort"),
        ("?sort=", "invalid", "sort"),
        ("?status=done", "invalid", "status"),
        ("?limit=0", "invalid", "limit"),
        ("?limit=101", "invalid", "limit"),
        ("?limit=1e1", "invalid", "limit"),
        ("?page=2", "invalid", "page"),
        ("?topic=a&topic=b", "invalid", "topic"),
        ("?q=", "invalid", "q"),
        ("?q=%00", "invalid", "q"),
        ("?q=%ff", "invalid", "q"),
        ("?topic=a%00b", "invalid", "topic"),
        (f"?q={'a' * 201}", "invalid", "q"),
        (f"?topic={'a' * 81}", "invalid", "topic"),
        ("?after=p20", "cursor.unreadable", None),
        ("?after=WyJuZXdlc3QiXQ", "cursor.unreadable", None),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(query, code, field, few):
    answer = visitor_client().get(f"{IDEAS}{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert list(answer.json().get("fields", {})) == [field] * (field is not None)
    assert answer.json()["message"]


def test_ten_thousand_parameters_are_too_many(lisbon):
    answer = visitor_client().get(f"{IDEAS}?{'&'.join(f'p{n}=1' for n in range(10_000))}")

    assert (answer.status_code, answer.json()["code"]) == (400, "parameters.too_many")


def test_a_cursor_of_another_order_or_city_is_refused_never_taken_for_the_first_page(few, porto):
    with for_city(porto):
        for n in range(2):
            an_idea(f"Of Porto {n}", now=NOW)
        theirs = visitor_client(porto).get(f"{IDEAS}?sort=newest&limit=1").json()["next"]
    mine = visitor_client().get(f"{IDEAS}?sort=newest&limit=1").json()["next"]
    client = visitor_client()

    answers = [client.get(theirs), client.get(mine.replace("newest", "supported")), client.get(f"{mine}&language=fr")]

    assert [answer.status_code for answer in answers] == [400] * 3
    assert [answer.json()["code"] for answer in answers] == ["cursor.unreadable", "cursor.stale", "cursor.stale"]


# --- At what price -----------------------------------------------------------------------------------------------


def test_a_list_costs_a_visitor_one_query_and_a_program_two(few):
    visitor, program, browser = visitor_client(), a_program(few[0].author), signed_in_client(few[0].author)
    program.get(IDEAS)

    with queries(1):
        bare = visitor.get(IDEAS)
    with queries(1):
        narrowed = visitor.get(f"{IDEAS}?topic=urbanism&where=alfama&sort=newest&limit=3")
    with queries(2):
        found = visitor.get(f"{IDEAS}?q=trees")
    with queries(3):  # who that is, the list as anybody reads it, what of it is theirs
        theirs = program.get(IDEAS)
    with queries(4):  # session, who that is, and the same two
        own = browser.get(IDEAS)

    assert [answer.status_code for answer in (bare, narrowed, found, theirs, own)] == [200] * 5


def test_an_idea_costs_a_visitor_one_query_and_a_program_two(few):
    visitor, program = visitor_client(), a_program(few[0].author)
    program.get(IDEAS)

    with queries(1):
        bare = visitor.get(f"{IDEAS}{few[0].number}/")
    with queries(2):
        theirs = program.get(f"{IDEAS}{few[0].number}/")

    assert (bare.status_code, theirs.status_code) == (200, 200)


FILTERS = [
    {}, {"topic": "topic-1"}, {"where": "place-4"}, {"where": "city"}, {"status": "planned"}, {"project": "side"},
    {"language": "fr"}, {"topic": "topic-1", "where": "place-4", "language": "fr"}, {"topic": "no-such-topic"},
]  # fmt: skip


def plan_of(wish: Wish, place: list[object] | None = None) -> str:
    """How PostgreSQL answers when there is a way without reading the table, which for 2,000 ideas would be cheap."""
    with CaptureQueriesContext(connection) as captured:
        list_bodies(wish, place=place, limit=20, viewer=1)
    statement = next(q["sql"] for q in captured if "ideas_idea" in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {statement}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_question_reads_the_whole_table_and_every_later_page_begins_in_an_index(lisbon):
    side = Project.objects.create(slug="side", titles={"en": "Side"}, visibility=Project.Visibility.PUBLISHED)
    topics = [a_topic(f"topic-{n}", f"Topic {n}") for n in range(8)]
    places = [a_neighbourhood(f"place-{n}", f"Place {n}", west=-9.2 + n / 100) for n in range(9)]
    many_ideas(2000, topics=topics, places=places, side=side)

    first = {f"{sort} {narrowed}": plan_of(Wish(sort=sort, **narrowed)) for sort in SORTS for narrowed in FILTERS}
    later = {
        sort: plan_of(Wish(sort=sort), list_bodies(Wish(sort=sort), place=None, limit=20, viewer=None).place)
        for sort in SORTS
    }

    whole = {name for name, plan in (first | later).items() if re.search(r"Seq Scan on ideas_idea\b", plan)}
    assert whole == set()
    assert {sort: re.findall(r"Scan (?:using|on) (idea_\w+)", plan)[0] for sort, plan in later.items()} == {
        "trending": "idea_trending",
        "newest": "idea_newest",
        "supported": "idea_supported",
        "discussed": "idea_discussed",
        "unseen": "idea_least_seen",
        "answered": "idea_answered",
    }


# --- Who may keep it ---------------------------------------------------------------------------------------------


def test_a_visitor_who_has_it_already_gets_304_until_something_changes(few):
    client = visitor_client()
    etag = client.get(IDEAS)["ETag"]

    unchanged = client.get(IDEAS, headers={"if-none-match": etag})
    services.vote_for(idea=few[0], voter=a_resident("Rui"), now=timezone.now())
    changed = client.get(IDEAS, headers={"if-none-match": etag})

    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)


def test_any_site_may_read_what_everybody_may_and_nothing_personal(few):
    program, browser = a_program(few[0].author), signed_in_client(few[0].author)
    public = visitor_client().get(IDEAS)
    asked_before = visitor_client().options(IDEAS, headers={"origin": "https://elsewhere.example"})

    assert public["Access-Control-Allow-Origin"] == asked_before["Access-Control-Allow-Origin"] == "*"
    assert (public["Cache-Control"], public.cookies) == ("no-cache", {})
    assert asked_before["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" not in asked_before["Access-Control-Allow-Headers"]
    for client in (program, browser):
        personal = client.get(IDEAS)
        assert "Access-Control-Allow-Origin" not in personal.headers
        assert personal["Cache-Control"] == "private, no-store"
        assert {"Authorization", "Cookie"} <= set(personal["Vary"].split(", "))


def test_a_refusal_speaks_the_readers_language(lisbon):
    lisbon.languages = ["en", "fr"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()

    answer = visitor_client().get(f"{IDEAS}?limit=0", headers={"accept-language": "fr"})

    assert answer["Content-Language"] == "fr"
    assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (lambda client: client.get("/api/"), 404, "not_found"),
        (lambda client: client.get("/api/v1/nothing/"), 404, "not_found"),
        (lambda client: client.post("/api/v2/ideas/"), 404, "not_found"),
        (lambda client: client.get(f"{IDEAS}2026-99999/"), 404, "not_found"),
        (lambda client: client.delete(IDEAS), 405, "method.not_allowed"),
        (lambda client: client.get(IDEAS, headers={"accept": "text/html"}), 406, "type.not_offered"),
    ],
)
def test_whatever_is_refused_is_refused_in_json(ask, status, code, lisbon):
    answer = ask(visitor_client())

    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (status, "application/json", code)
    assert set(answer.json()) == {"code", "message"}
