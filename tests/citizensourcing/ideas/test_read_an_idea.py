"""Reading one idea: everything its page says, who may see it, and what it never gives away."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea, StatusLabel
from citizensourcing.ideas.selectors import similar_ideas
from citizensourcing.ideas.services.learning import learn
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Project
from tests.factories import a_neighbourhood, a_resident, a_topic, an_idea, staff
from tests.helpers import signed_in_client, visitor_client

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def ana(lisbon) -> Participant:
    return a_resident("Ana Lopes", email="ana.secret@example.org")


@pytest.fixture
def manager(lisbon) -> Participant:
    return staff("manager", "Noor")


@pytest.fixture
def idea(ana) -> Idea:
    return an_idea(
        "Des arbres le long du tram",
        text="De l'ombre <b>en juillet</b>.\n\nEt des bancs.",
        author=ana,
        language="fr",
        topics=[a_topic("urbanism", "Urbanism")],
        neighbourhoods=[a_neighbourhood("alfama", "Alfama")],
        now=MONDAY,
    )


def page_of(idea: Idea, person: Participant | None = None, *, day: int = 0) -> str:
    with time_machine.travel(MONDAY + timedelta(days=day), tick=False):
        client = signed_in_client(person) if person else visitor_client()
        response = client.get(f"/en/ideas/{idea.number}/")
    assert response.status_code == 200
    return response.content.decode()


def stations(page: str) -> list[tuple[str, str, str]]:
    """State, when and title of each stop on the line of what became of it."""
    line = page.split('<ol class="stations"')[1].split("</ol>", maxsplit=1)[0]
    found = re.findall(
        r'<li class="(\w+)".*?<p class="when">\s*(.*?)\s*(?:<span.*?)?</p>\s*<b>(.*?)</b>', line, re.DOTALL
    )
    return [(state, when, re.sub("<.*?>", "", title)) for state, when, title in found]


def test_the_page_says_what_who_when_where_and_about_what(idea):
    page = page_of(idea)

    assert '<h1 lang="fr">Des arbres le long du tram</h1>' in page
    assert '<div class="prose" lang="fr"><p>De l&#x27;ombre' in page.replace("&#39;", "&#x27;").replace(
        "l'o", "l&#x27;o"
    )
    assert "&lt;b&gt;en juillet&lt;/b&gt;.</p><p>Et des bancs.</p>" in page
    assert "<b>Ana Lopes</b>" in page
    assert '<time datetime="2026-05-04T09:00:00+00:00">4 May 2026</time>' in page
    assert f"Idea {idea.number}" in page
    assert 'href="/en/ideas/?where=alfama"' in page
    assert 'href="/en/ideas/?topic=urbanism"' in page
    assert "It is on the wall and gathers support." in page
    assert "0 of 25 supports" in page
    assert "At 25 supports the city owes an answer within 20 working days." in page
    assert '<meta property="og:title" content="Des arbres le long du tram">' in page


def test_the_address_of_the_author_is_in_no_source(idea, ana, manager):
    pages = [page_of(idea, person) for person in (None, ana, a_resident(), manager, staff("city_admin"))]

    assert [("ana.secret" in page, "example.org" in page) for page in pages] == [(False, False)] * 5


def test_an_author_who_left_is_a_former_resident(idea):
    Idea.objects.filter(pk=idea.pk).update(author=None)

    assert "<b>A former resident</b>" in page_of(idea)


def test_the_whole_city_is_a_place_too(lisbon):
    assert 'href="/en/ideas/?where=city"' in page_of(an_idea())


def test_a_citys_own_words_for_a_status_are_used(idea):
    StatusLabel.objects.create(code="proposed", names={"en": "On the table"}, meanings={"en": "We listen."})

    page = page_of(idea)

    assert ("On the table" in page, "We listen." in page) == (True, True)


def seen_by(*, staff: int, others: int) -> dict[str, int]:
    """The author always sees their own."""
    roles = dict.fromkeys(("moderator", "manager", "city_admin"), staff)
    return {"visitor": others, "resident": others, "author": 200} | roles


VISIBLE = {
    "published": seen_by(staff=200, others=200),
    "draft": seen_by(staff=404, others=404),
    "held": seen_by(staff=200, others=404),
    "hidden": seen_by(staff=200, others=410),
    "removed": seen_by(staff=200, others=404),
    "withdrawn": seen_by(staff=404, others=404),
}


@pytest.mark.parametrize("visibility", VISIBLE)
def test_who_sees_what_is_not_on_the_wall(idea, ana, manager, visibility):
    Idea.objects.filter(pk=idea.pk).update(visibility=visibility, hidden_reason="Names a neighbour.")
    clients = {
        "visitor": visitor_client(),
        "resident": signed_in_client(a_resident()),
        "author": signed_in_client(ana),
        "moderator": signed_in_client(staff("moderator")),
        "manager": signed_in_client(manager),
        "city_admin": signed_in_client(staff("city_admin")),
    }

    answers = {role: client.get(f"/en/ideas/{idea.number}/").status_code for role, client in clients.items()}

    assert answers == VISIBLE[visibility]


@pytest.mark.parametrize("number", ["2026-99999", "1999-00001", "0000-00000", "9999-999999999", "2026-1", "٢٠٢٦-٩٩٩٩٩"])
def test_a_number_that_nobody_has_is_not_found(lisbon, number):
    assert visitor_client().get(f"/en/ideas/{number}/").status_code == 404


def test_a_fresh_idea_is_on_its_way(idea):
    assert stations(page_of(idea)) == [
        ("now", "4 May 2026", "Posted on the wall"),
        ("future", "next", "The city&#x27;s answer"),
    ]


def test_the_line_tells_what_happened_in_its_order_and_where_it_is_now(idea, manager):
    Idea.objects.filter(pk=idea.pk).update(answer_owed_since=MONDAY + timedelta(days=2))
    at = [MONDAY + timedelta(days=day) for day in range(6)]
    services.change_status(idea=Idea.objects.get(), status="under_review", by=manager, now=at[1])

    owed = stations(page_of(idea, day=3))
    services.write_feedback(
        idea=Idea.objects.get(), by=manager, text="Soon.", language="en", signed_name="Noor", signed_department="",
        now=at[4],
    )  # fmt: skip
    services.change_status(idea=Idea.objects.get(), status="in_progress", by=manager, now=at[5])
    begun = stations(page_of(idea, day=5))

    assert owed == [
        ("past", "4 May 2026", "Posted on the wall"),
        ("past", "5 May 2026", "Under review"),
        ("now", "6 May 2026", "Enough supports: the city owes an answer"),
        ("future", "3 June 2026", "The city&#x27;s answer is due"),
    ]
    assert begun == [
        ("past", "4 May 2026", "Posted on the wall"),
        ("past", "5 May 2026", "Under review"),
        ("past", "6 May 2026", "Enough supports: the city owes an answer"),
        ("past", "8 May 2026", "The city answered"),
        ("now", "9 May 2026", "In progress"),
    ]


def test_the_line_of_a_declined_idea_stops_at_the_no_whatever_was_written_afterwards(idea, manager):
    services.change_status(idea=idea, status="declined", by=manager, reason="No soil.", now=MONDAY + timedelta(days=1))
    services.write_feedback(
        idea=Idea.objects.get(), by=manager, text="Sorry.", language="en", signed_name="Noor", signed_department="",
        now=MONDAY + timedelta(days=2),
    )  # fmt: skip

    assert stations(page_of(idea, day=3)) == [
        ("past", "4 May 2026", "Posted on the wall"),
        ("stop", "5 May 2026", "Declined"),
        ("past", "6 May 2026", "The city answered"),
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (0, "20 working days left"),
        (1, "19 working days left"),
        (25, "1 working day left"),
        (28, "Due today"),
        (29, "1 working day late"),
        (30, "2 working days late"),
    ],
)
def test_the_clock_counts_down_and_admits_being_late(idea, day, said):
    Idea.objects.filter(pk=idea.pk).update(answer_owed_since=MONDAY)

    assert f"<b>{said}</b>" in page_of(idea, day=day)


def test_an_answer_is_read_in_its_own_language(idea, manager):
    services.write_feedback(
        idea=idea, by=manager, text="Quarante tilleuls.", language="fr", signed_name="Noor", signed_department="Parcs",
        now=MONDAY,
    )  # fmt: skip

    assert '<div lang="fr"><p>Quarante tilleuls.</p></div>' in page_of(idea, day=1)


def test_supports_of_an_earlier_platform_are_kept_apart(idea):
    Idea.objects.filter(pk=idea.pk).update(support_count=2, earlier_supports=31)

    page = page_of(idea)

    assert "31 supports came from the earlier platform and are kept apart." in page
    assert "2 people support this. 23 more and the city owes an answer." in page


def test_visitors_get_no_cookie_and_no_token(idea):
    response = visitor_client().get(f"/en/ideas/{idea.number}/")

    assert (dict(response.cookies), b"csrfmiddlewaretoken" in response.content) == ({}, False)


def test_visitors_get_no_cookie_and_no_token_where_nothing_can_be_supported_either(idea):
    Project.objects.filter(pk=idea.project_id).update(visibility="hidden")

    response = visitor_client().get(f"/en/ideas/{idea.number}/")

    assert "disabled" in response.content.decode()
    assert (dict(response.cookies), b"csrfmiddlewaretoken" in response.content) == ({}, False)
    assert response["Cache-Control"] == "no-cache"


def test_the_number_of_queries_depends_on_who_asks_and_not_on_how_much_there_is(idea, manager, assert_queries):
    visitor, resident = visitor_client(), signed_in_client(a_resident())
    address = f"/en/ideas/{idea.number}/"
    visitor.get(address), resident.get(address)

    with assert_queries(VISITOR_QUERIES):
        visitor.get(address)
    with assert_queries(RESIDENT_QUERIES):
        resident.get(address)
    for n in range(4):
        services.vote_for(idea=idea, voter=a_resident(), now=MONDAY)
        services.change_status(idea=idea, status=("planned", "in_progress")[n % 2], by=manager, now=MONDAY)
        an_idea(f"Des arbres le long du tram {n}", text="De l'ombre.", language="fr")
    with assert_queries(VISITOR_QUERIES):  # what is like it was compared a moment ago
        visitor.get(address)


VISITOR_QUERIES, RESIDENT_QUERIES = 11, 16


def alike(idea: Idea) -> list[str]:
    page = page_of(idea)
    return re.findall(r'lang="\w+">(.*?)</a></li>', page.split('id="alike"')[1]) if 'id="alike"' in page else []


def test_ideas_that_say_nearly_the_same_are_shown_most_alike_first(lisbon):
    idea = an_idea("Trees along the tram line", text="Shade for those who wait for the tram.")
    an_idea("A skate park for teenagers", text="Concrete bowls and lights.")
    an_idea("Trees at the tram stop", text="Shade for those who wait.")
    an_idea("Trees along the tram line", text="Shade for those who wait for the tram, please.")
    hidden = an_idea("Trees along the tram line!", text="Shade for those who wait for the tram.")
    Idea.objects.filter(pk=hidden.pk).update(visibility="hidden")

    assert alike(idea) == ["Trees along the tram line", "Trees at the tram stop"]


def test_an_idea_like_no_other_shows_none(lisbon):
    idea = an_idea("Trees along the tram line", text="Shade for those who wait.")
    an_idea("Concrete bowls", text="Skating under lights, loud music.")

    assert alike(idea) == []


def test_the_same_place_weighs_and_so_does_the_whole_city(lisbon):
    wait = {"title": "Benches for waiting", "text": "Seats in the shade."}
    alfama = a_neighbourhood("alfama", "Alfama")
    everywhere = an_idea(wait["title"], text=wait["text"])
    there = an_idea(wait["title"], text=wait["text"], neighbourhoods=[alfama])

    def best(neighbourhood_ids) -> Idea:
        return similar_ideas(**wait, project_id=there.project_id, neighbourhood_ids=neighbourhood_ids)[0]

    assert (best([]), best([alfama.pk])) == (everywhere, there)


def test_words_that_only_the_idea_itself_has_do_not_count_as_somebody_elses(lisbon):
    own = " ".join(f"zebra{n}word" for n in range(20))
    idea = an_idea("Kiosk", text=f"{own} harbour", now=MONDAY)
    other = an_idea("Harbour", text="harbour kiosk harbour kiosk", now=MONDAY)
    learn(now=MONDAY + timedelta(days=1))
    wish = {"title": idea.title, "text": idea.text, "project_id": idea.project_id, "exclude_id": idea.pk}

    knowing = similar_ideas(**wish, written_at=MONDAY, at_least=0.0)
    unknowing = similar_ideas(**wish, at_least=0.0)

    # Without knowing it, the fourteen rarest words are all the idea's own, and no candidate has them.
    assert (knowing, unknowing) == ([other], [])
