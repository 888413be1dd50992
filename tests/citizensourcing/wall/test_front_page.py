"""The front page: what it shows, what it costs, and what a visitor's browser is left with."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.services.exposure import fold_views
from citizensourcing.wall.selectors import front_page
from citizensourcing.wall.selectors.places import change_words, level_of, topics_by_discussion
from citizensourcing.wall.selectors.record import Numbers, numbers
from tenants.models import Branding, City
from tests import factories, helpers

FRONT = "/en/"


def page(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def section(response, key: str) -> str:
    """The part of the page below the heading with this id."""
    return page(response).split(f'id="{key}"')[1].split("</section>")[0]


def titles(markup: str) -> list[str]:
    return re.findall(r'<a href="/en/ideas/[0-9-]+/">([^<]+)</a>', markup)


@pytest.fixture
def twelve(lisbon, topics, neighbourhoods) -> list[Idea]:
    """Twelve ideas, an hour apart, the latest last; the first three have 3, 2 and 1 supports."""
    author = factories.a_resident("Ana")
    began = timezone.now() - timedelta(days=2)
    ideas = [
        factories.an_idea(
            f"Idea {n}", author=author, topics=[topics[0]], neighbourhoods=[neighbourhoods[0]],
            now=began + timedelta(hours=n),
        )
        for n in range(12)
    ]  # fmt: skip
    people = [factories.a_resident(f"Voter {n}") for n in range(3)]
    for n, idea in enumerate(ideas[:3]):
        for voter in people[n:]:
            services.vote_for(idea=idea, voter=voter, now=timezone.now())
    return ideas


def test_the_address_without_a_language_leads_to_the_readers_language(lisbon_client, decide):
    decide(City, languages=["en", "fr"])

    answer = lisbon_client.get("/?utm=poster", headers={"accept-language": "fr-BE,fr;q=0.9,en;q=0.5"})

    assert (answer.status_code, answer["Location"]) == (302, "/fr/?utm=poster")
    assert answer["Vary"] == "Accept-Language"


def test_an_empty_wall_begins_warmly(lisbon_client):
    answer = lisbon_client.get(FRONT)

    assert answer.status_code == 200
    assert "<h1 >Lisbon</h1>" in page(answer)
    assert "The wall is waiting for its first idea" in page(answer)
    assert "Share the first idea" in page(answer)
    assert "Every idea is read by a person within 5 days." in page(answer)
    assert "At 25 supports the city owes you an answer within 20 working days." in page(answer)


def test_seven_trending_ideas_and_three_that_few_have_seen_and_it_says_so(lisbon_client, twelve):
    Idea.objects.exclude(pk__in=[idea.pk for idea in twelve[3:6]]).update(view_count=9)

    answer = lisbon_client.get(FRONT)

    trending = section(answer, "trending")
    assert len(titles(trending)) == 10
    assert titles(trending)[:3] == ["Idea 0", "Idea 1", "Idea 5"]
    assert [titles(trending)[n] for n in (2, 5, 8)] == ["Idea 5", "Idea 4", "Idea 3"]
    assert trending.count("Few have seen this") == 3
    assert "Three of ten places go to ideas that too few have seen." in trending


def test_what_stands_there_is_counted_as_shown(lisbon_client, twelve):
    lisbon_client.get(FRONT)
    lisbon_client.get(FRONT)

    fold_views()

    assert sorted(Idea.objects.values_list("view_count", flat=True)) == [0] * 2 + [2] * 10


def test_newest_and_most_discussed(lisbon_client, twelve):
    author = factories.a_resident("Bea")
    for idea, said in ((twelve[4], 2), (twelve[7], 1)):
        for n in range(said):
            services.comment_on(idea=idea, author=author, text=f"I agree, {n}.", now=timezone.now())

    answer = lisbon_client.get(FRONT)

    assert titles(section(answer, "newest")) == ["Idea 11", "Idea 10", "Idea 9", "Idea 8", "Idea 7"]
    assert titles(section(answer, "discussed")) == ["Idea 4", "Idea 7"]


def test_topics_by_what_was_said_in_thirty_days_with_the_change(lisbon, topics):
    now = timezone.now()
    author = factories.a_resident("Ana", now=now - timedelta(days=90))
    work = factories.an_idea("Work", author=author, topics=[topics[0]], now=now - timedelta(days=80))
    urban = factories.an_idea("Trees", author=author, topics=[topics[1]], now=now - timedelta(days=80))
    for idea, days in ((work, 1), (work, 40), (work, 41), (urban, 2), (urban, 3), (work, 70)):
        services.comment_on(idea=idea, author=author, text=f"After {days} days.", now=now - timedelta(days=days))

    rows = topics_by_discussion(now)

    assert [(row.name, row.value, row.percent, row.change) for row in rows] == [
        ("Urbanism", 2, 100, "new"),
        ("Work", 1, 50, "1 fewer"),
        ("Culture", 0, 0, ""),
    ]
    assert rows[0].href == "/en/ideas/?topic=urbanism"


@pytest.mark.parametrize(
    ("lately", "earlier", "words"),
    [(5, 5, "as before"), (0, 0, ""), (3, 0, "new"), (7, 4, "3 more"), (0, 4, "4 fewer")],
)
def test_a_change_is_said_in_plain_numbers(lately, earlier, words):
    assert change_words(lately, earlier) == words


@pytest.mark.parametrize(("count", "most", "level"), [(0, 0, 0), (0, 7, 0), (1, 7, 1), (4, 7, 3), (7, 7, 5)])
def test_a_place_is_the_darker_the_more_comes_from_it(count, most, level):
    assert level_of(count, most) == level


def test_neighbourhoods_stand_on_the_map_and_in_the_list(lisbon_client, twelve):
    answer = lisbon_client.get(FRONT)

    places = section(answer, "places")
    assert 'aria-label="Alfama: 12 ideas"' in places
    assert 'aria-label="Belém: 0 ideas"' in places
    assert places.count("<path") == 3
    assert places.count('href="/en/ideas/?where=belem"') == 2


def test_what_the_city_did_lately(lisbon_client, twelve):
    manager = factories.staff("manager", "Rui", department="Parks")
    services.change_status(idea=twelve[0], status="planned", by=manager, now=timezone.now())
    services.write_feedback(
        idea=twelve[1], by=manager, text="We plant them in March.", language="en", signed_name="Rui Costa",
        signed_department="Parks", now=timezone.now(),
    )  # fmt: skip

    lately = section(lisbon_client.get(FRONT), "lately")

    assert "We plant them in March." in lately
    assert "Rui Costa" in lately
    assert f'href="/en/ideas/{twelve[1].number}/#answer-' in lately
    assert "Planned" in lately


def test_the_numbers_and_the_share_answered_in_time(lisbon, twelve):
    now = timezone.now()
    owed = now - timedelta(days=60)
    Idea.objects.filter(pk=twelve[0].pk).update(answer_owed_since=owed, answered_at=owed + timedelta(days=3))
    Idea.objects.filter(pk=twelve[1].pk).update(answer_owed_since=owed, answered_at=owed + timedelta(days=50))
    Idea.objects.filter(pk=twelve[2].pk).update(answer_owed_since=owed)
    Idea.objects.filter(pk=twelve[3].pk).update(answer_owed_since=now)

    found = numbers(now)

    assert found == Numbers(ideas=12, supports=6, comments=0, answered=2, implemented=0, kept=1, due=3)
    assert found.kept_percent == 33


def test_a_visitor_gets_no_cookie_and_no_token_and_an_unchanged_page_costs_nothing(lisbon_client, twelve):
    first = lisbon_client.get(FRONT)
    again = lisbon_client.get(FRONT, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert (first.cookies, again.cookies) == ({}, {})
    assert first["Cache-Control"] == "no-cache"
    assert first["Vary"] == "Cookie, HX-Request, Accept-Encoding"
    assert "csrf" not in page(first)


def test_a_support_changes_the_page_at_once(lisbon_client, twelve):
    first = lisbon_client.get(FRONT)
    services.vote_for(idea=twelve[11], voter=factories.a_resident("Late"), now=timezone.now())

    again = lisbon_client.get(FRONT, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_what_a_moderator_hides_is_gone_at_once(lisbon_client, twelve):
    before = lisbon_client.get(FRONT)
    services.hide_idea(idea=twelve[11], by=factories.staff("moderator"), reason="It names a neighbour.")

    after = lisbon_client.get(FRONT)

    assert "Idea 11" in page(before)
    assert "Idea 11" not in page(after)


def test_only_i_see_what_i_support(lisbon, lisbon_client, twelve):
    me = factories.a_resident("Me")
    services.vote_for(idea=twelve[0], voter=me, now=timezone.now())

    mine = helpers.signed_in_client(me).get(FRONT)
    theirs = lisbon_client.get(FRONT)

    assert "yours among them" in page(mine)
    assert mine["Cache-Control"] == "private, no-cache"
    assert "ETag" not in mine
    assert "yours among them" not in page(theirs)


def test_the_number_of_queries_does_not_grow_with_the_wall(lisbon, twelve, assert_queries):
    now = timezone.now()
    cache.clear()

    with assert_queries(14):
        front_page(person=None, now=now)
    # This test's own rows are not committed, so only the figures are kept; tests/web/test_kept_pages.py has the rest.
    with assert_queries(7):
        front_page(person=None, now=now)
    with assert_queries(8):
        front_page(person=twelve[0].author, now=now)

    for n in range(12):
        factories.an_idea(f"One more {n}", author=twelve[0].author)
    cache.clear()
    with assert_queries(14):
        front_page(person=None, now=now)


def test_a_text_in_another_language_says_so(lisbon_client, decide):
    decide(City, languages=["en", "fr"])
    decide(Branding, question={"fr": "Et si ?"}, promise={"fr": "On vous lit.", "en": "We read you."})

    english = page(lisbon_client.get("/en/"))
    french = page(lisbon_client.get("/fr/"))

    assert '<p class="question" lang="fr">Et si ?</p>' in english
    assert "in French</p>" in english
    assert '<p class="promise" >We read you.</p>' in english
    assert '<p class="question" >Et si ?</p>' in french
    assert "other-language" not in french


def test_a_shared_link_to_the_wall_shows_its_question_and_a_picture(lisbon_client, decide):
    decide(Branding, question={"en": "What would make Lisbon better?"})

    shown = page(lisbon_client.get(FRONT))

    assert '<meta property="og:title" content="Lisbon: the idea wall">' in shown
    assert '<meta property="og:description" content="What would make Lisbon better?">' in shown
    address = re.search(r'<meta property="og:image" content="http://lisbon.localhost:8000(/preview[^"]+)">', shown)[1]
    picture = lisbon_client.get(address)
    assert (picture.status_code, picture["Content-Type"], picture.content[:4]) == (200, "image/png", b"\x89PNG")
