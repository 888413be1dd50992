"""Somebody has an idea and puts it on the wall: through the pages, without scripts."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from citizensourcing.ideas import services
from citizensourcing.ideas.models import Attachment, Draft, Idea
from citizensourcing.ideas.views import sharing as views
from citizensourcing.moderation.models import Block
from citizensourcing.participants.services import join
from citizensourcing.projects.models import Action, Phase
from citizensourcing.projects.selectors import open_wall
from tenants import lookup
from tenants.context import for_city
from tenants.models import City
from tests.citizensourcing.ideas.sharing import *  # noqa: F403 -- fixtures
from tests.citizensourcing.ideas.sharing import TEXT, TITLE, jpeg, signed_in, upload

SHARE = "/en/ideas/share/"


@pytest.fixture(autouse=True)
def _fresh_city():
    lookup.forget()
    yield
    lookup.forget()


def page(response) -> str:
    return response.content.decode()


def say(client: Client, **words: str):
    return client.post(SHARE, {"title": TITLE, "text": TEXT} | words)


def an_idea(author, topic, title: str = TITLE) -> Idea:
    return services.submit_idea(
        author=author, project=open_wall(), title=title, text=TEXT, language="en", now=timezone.now(), topics=[topic]
    )


def test_somebody_signed_in_shares_an_idea_step_by_step(lisbon, ana, topics, places):
    browser = signed_in(ana)

    began = say(browser)
    about = browser.post(began["Location"], {"topics": [topics[2].pk]})
    where = browser.post(about["Location"], {"where": "neighbourhoods", "neighbourhoods": [places[1].pk]})
    last = browser.post(where["Location"], {"language": "en"})
    preview = browser.get(last["Location"])
    published = browser.post(last["Location"].replace("preview", "publish"))
    shown = browser.get(published["Location"])

    with for_city(lisbon):
        idea = Idea.objects.get()
        assert [answer.status_code for answer in (began, about, where, last, published)] == [303] * 5
        assert TITLE in page(preview)
        assert "Put it on the wall" in page(preview)
        assert published["Location"] == f"/en/ideas/{idea.number}/"
        assert "Your idea is on the wall. At 25 supports the city owes you an answer." in page(shown)
        assert (idea.title, idea.text, idea.author, idea.language) == (TITLE, TEXT, ana, "en")
        assert (list(idea.topics.all()), list(idea.neighbourhoods.all())) == ([topics[2]], [places[1]])


def test_the_draft_survives_signing_in(lisbon, lisbon_client, topics):
    began = say(lisbon_client)
    lisbon_client.post(began["Location"], {"topics": [topics[0].pk]})
    key = began["Location"].split("/")[-3]
    lisbon_client.post(f"{SHARE}{key}/3/", {"where": "city"})
    refused = lisbon_client.post(f"{SHARE}{key}/publish/")
    with for_city(lisbon):
        stored_before = Idea.objects.count()
        user = User.objects.create_user("new@example.org")
        lisbon_client.force_login(user)
    not_yet_here = lisbon_client.get(f"{SHARE}{key}/preview/")
    with for_city(lisbon):
        person = join(user=user, display_name="Nu", is_old_enough=True, accepts_rules=True, now=timezone.now())
    preview = lisbon_client.get(f"{SHARE}{key}/preview/")
    published = lisbon_client.post(f"{SHARE}{key}/publish/")

    with for_city(lisbon):
        assert refused.status_code == 303
        assert refused["Location"] == f"/en/account/?next=%2Fen%2Fideas%2Fshare%2F{key}%2Fpreview%2F"
        assert stored_before == 0
        assert "/en/me/welcome/?next=" in page(not_yet_here)
        assert "Put it on the wall" in page(preview)
        assert published.status_code == 303
        assert Idea.objects.get().author == person
        assert Draft.objects.get().owner == person


def test_the_first_page_costs_a_visitor_no_session(lisbon_client, topics):
    answer = lisbon_client.get(SHARE)

    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies
    assert "What is your idea?" in page(answer)
    assert "1 of 4" in page(answer)


def test_the_first_page_costs_two_queries_and_the_steps_few(lisbon, ana, topics, places, assert_queries):
    visitor, browser = Client(headers={"host": "lisbon.localhost"}), signed_in(ana)
    visitor.get(SHARE)
    began = say(browser)
    address = began["Location"][: -len("2/")]

    with assert_queries(2):
        visitor.get(SHARE)
    # Session, account, person and roles are one of each; the draft, the project, its phases and the block four more.
    with assert_queries(5):
        browser.get(f"{address}1/")
    with assert_queries(11):
        browser.get(f"{address}2/")
    with assert_queries(6):
        browser.get(f"{address}3/")


def test_a_double_click_puts_one_idea_on_the_wall(lisbon, ana, topics):
    browser = signed_in(ana)
    began = say(browser)
    browser.post(began["Location"], {"topics": [topics[0].pk]})
    key = began["Location"].split("/")[-3]
    browser.post(f"{SHARE}{key}/3/", {"where": "city"})

    first = browser.post(f"{SHARE}{key}/publish/")
    second = browser.post(f"{SHARE}{key}/publish/")
    looked_again = browser.get(f"{SHARE}{key}/preview/")

    with for_city(lisbon):
        assert Idea.objects.count() == 1
        assert first["Location"] == second["Location"] == looked_again["Location"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"title": ""}, "Give your idea a title: one line that says it."),
        ({"text": "  "}, "Tell us more: what would change, and for whom?"),
        ({"title": "x" * 121}, "Ensure this value has at most 120 characters (it has 121)."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(lisbon, lisbon_client, words, sentence):
    answer = say(lisbon_client, **words)

    with for_city(lisbon):
        assert answer.status_code == 422
        assert sentence in page(answer)
        assert Draft.objects.count() == 0
    assert "sessionid" not in answer.cookies


def test_words_far_too_long_are_refused_before_any_work_is_done_on_them(lisbon, lisbon_client):
    began = time.perf_counter()

    refused = say(lisbon_client, text=" " * 10 + "x" + " " * 700_000 + "x" + "\u0301\u0323" * 50_000)

    assert refused.status_code == 422
    assert time.perf_counter() - began < 2


def test_an_unfinished_draft_is_found_again_on_the_first_page(lisbon, ana, topics):
    here, elsewhere = signed_in(ana), signed_in(ana)
    say(here)

    again = elsewhere.get(SHARE)

    assert f"Go on with “{TITLE}”" in page(again)


def test_going_on_leads_to_the_step_that_is_missing(lisbon, ana, topics):
    browser = signed_in(ana)
    began = say(browser)

    answer = browser.get(began["Location"].replace("/2/", "/preview/"))

    assert answer["Location"] == began["Location"]


def test_nobody_else_reaches_a_draft(lisbon, lisbon_client, ana, rui, topics):
    stranger = signed_in(rui)
    began = say(lisbon_client)
    key = began["Location"].split("/")[-3]
    addresses = [f"{SHARE}{key}/1/", f"{SHARE}{key}/4/", f"{SHARE}{key}/preview/"]

    looked = [stranger.get(address).status_code for address in addresses]
    wrote = [
        stranger.post(f"{SHARE}{key}/1/", {"title": "Mine", "text": "Now"}).status_code,
        stranger.post(f"{SHARE}{key}/publish/").status_code,
        stranger.post(f"{SHARE}{key}/discard/").status_code,
        stranger.post(f"{SHARE}{key}/pictures/1/remove/").status_code,
    ]

    with for_city(lisbon):
        assert looked == [404] * 3
        assert wrote == [404] * 4
        assert Draft.objects.get().data["title"] == TITLE


def test_another_city_knows_nothing_of_a_draft(lisbon, lisbon_client, topics):
    began = say(lisbon_client)
    elsewhere = Client(headers={"host": "porto.localhost"})
    elsewhere.cookies = lisbon_client.cookies

    assert elsewhere.get(began["Location"]).status_code == 404


def test_coming_from_the_preview_one_goes_back_there(lisbon, ana, topics):
    browser = signed_in(ana)
    began = say(browser)

    answer = browser.post(began["Location"] + "?then=preview", {"topics": [topics[0].pk]})

    assert answer["Location"] == began["Location"].replace("/2/", "/preview/")


def test_throwing_away_is_one_click(lisbon, ana, topics):
    browser = signed_in(ana)
    began = say(browser)

    answer = browser.post(began["Location"].replace("/2/", "/discard/"))

    with for_city(lisbon):
        assert answer["Location"] == SHARE
        assert Draft.objects.count() == 0


# --- Why not, before anybody types -------------------------------------------------------------------------------


def test_a_read_only_city_says_so_first(lisbon, lisbon_client):
    City.objects.filter(pk=lisbon.pk).update(state=City.State.READ_ONLY)
    lookup.forget()

    looked, tried = lisbon_client.get(SHARE), say(lisbon_client)

    with for_city(lisbon):
        assert (looked.status_code, tried.status_code) == (200, 422)
        assert "This wall is closed for writing. Everything on it can still be read." in page(looked)
        assert "What is your idea?" not in page(looked)
        assert Draft.objects.count() == 0


def test_a_blocked_person_reads_why_first(lisbon, ana, rui):
    Block.objects.create(participant=ana, reason="Three times the same advert.", created_at=timezone.now())
    browser = signed_in(ana)

    looked, tried = browser.get(SHARE), say(browser)

    with for_city(lisbon):
        assert (looked.status_code, tried.status_code) == (200, 422)
        assert "Three times the same advert." in page(looked)
        assert Draft.objects.count() == 0


def test_a_phase_that_is_over_says_when_it_ended(lisbon, lisbon_client):
    ended = timezone.now() - timedelta(days=3)
    Phase.objects.update(ends_at=ended, actions=[Action.POST])

    looked, tried = lisbon_client.get(SHARE), say(lisbon_client)

    with for_city(lisbon):
        assert (looked.status_code, tried.status_code) == (200, 422)
        assert "This ended on" in page(looked)
        assert Draft.objects.count() == 0


def test_a_phase_that_ends_meanwhile_keeps_the_draft(lisbon, ana, topics):
    browser = signed_in(ana)
    began = say(browser)
    with for_city(lisbon):
        Phase.objects.update(ends_at=timezone.now() - timedelta(minutes=1))

    answer = browser.post(began["Location"], {"topics": [topics[0].pk]})

    with for_city(lisbon):
        assert answer.status_code == 422
        assert "This ended on" in page(answer)
        assert "topics" not in Draft.objects.get().data


def test_beginning_over_and_over_has_an_end(lisbon, ana, monkeypatch):
    monkeypatch.setattr(views, "DRAFTS_PER_HOUR", 2)
    browser = signed_in(ana)

    answers = [say(browser, title=f"Idea {number}").status_code for number in range(3)]

    with for_city(lisbon):
        assert answers == [303, 303, 422]
        assert Draft.objects.count() == 2
        cache.clear()


# --- The steps ---------------------------------------------------------------------------------------------------


def test_similar_ideas_appear_while_typing(lisbon, lisbon_client, rui, topics):
    idea = an_idea(rui, topics[0])

    answer = lisbon_client.get(f"{SHARE}similar/", {"title": "Benches in the shade near the market"})

    assert TITLE in page(answer)
    assert f'href="/en/ideas/{idea.number}/"' in page(answer)
    assert f'name="seen" form="share-form" value="{idea.pk}"' in page(answer)
    assert "Support this one instead" in page(answer)
    assert answer.cookies == {}


@pytest.mark.parametrize("title", ["", "Ben", "Zebra zoology xylophone"])
def test_nothing_similar_is_nothing(lisbon_client, rui, topics, title):
    an_idea(rui, topics[0])

    answer = lisbon_client.get(f"{SHARE}similar/", {"title": title})

    assert page(answer).strip() == ""


def test_without_scripts_similar_ideas_stand_on_the_next_page(lisbon, lisbon_client, rui, topics):
    idea = an_idea(rui, topics[0])

    unseen = lisbon_client.get(say(lisbon_client)["Location"])
    seen = lisbon_client.get(say(lisbon_client, seen=str(idea.pk))["Location"])

    assert f'href="/en/ideas/{idea.number}/"' in page(unseen)
    assert f'href="/en/ideas/{idea.number}/"' not in page(seen)


def test_suggested_topics_are_ticked_and_the_rest_is_listed(lisbon, lisbon_client, topics):
    answer = lisbon_client.get(say(lisbon_client)["Location"])

    market, culture = topics[3].pk, topics[0].pk
    assert "Our suggestion from your words" in page(answer)
    assert f'value="{market}" id="id_topics_0" checked' in page(answer)
    assert f'value="{culture}" id="id_topics_1">' in page(answer)


@pytest.mark.parametrize("count", [0, 4])
def test_one_to_three_topics(lisbon, lisbon_client, topics, count):
    began = say(lisbon_client)

    answer = lisbon_client.post(began["Location"], {"topics": [topic.pk for topic in topics[:count]]})

    with for_city(lisbon):
        assert answer.status_code == 422
        assert "Choose one to three topics." in page(answer)
        assert "topics" not in Draft.objects.get().data


def test_a_pin_from_the_map_finds_its_neighbourhood(lisbon, lisbon_client, topics, places):
    address = say(lisbon_client)["Location"].replace("/2/", "/3/")

    named = lisbon_client.get(f"{SHARE}place-name/", {"latitude": "38.75", "longitude": "-9.05"})
    outside = lisbon_client.get(f"{SHARE}place-name/", {"latitude": "48.75", "longitude": "-9.05"})
    broken = lisbon_client.get(f"{SHARE}place-name/", {"latitude": "nan", "longitude": "x"})
    answer = lisbon_client.post(address, {"where": "pin", "latitude": "38.75", "longitude": "-9.05"})

    with for_city(lisbon):
        assert named.json() == {"words": "The pin is in Belém.", "name": "Belém", "is_inside": True}
        assert outside.json()["is_inside"] is False
        assert broken.status_code == 400
        assert answer.status_code == 303
        assert Draft.objects.get().data["neighbourhoods"] == [places[1].pk]


def test_a_pin_outside_the_city_is_refused_with_a_way_on(lisbon, lisbon_client, places):
    address = say(lisbon_client)["Location"].replace("/2/", "/3/")

    answer = lisbon_client.post(address, {"where": "pin", "latitude": "48.75", "longitude": "2.35"})

    assert answer.status_code == 422
    assert "That pin stands outside the city. Move it inside, or choose a neighbourhood." in page(answer)


def test_the_map_has_the_citys_own_shapes_and_nothing_from_outside(lisbon_client, places):
    shapes = lisbon_client.get(f"{SHARE}shapes.json")
    address = say(lisbon_client)["Location"].replace("/2/", "/3/")
    answer = lisbon_client.get(address)

    assert [feature["properties"] for feature in shapes.json()["features"]] == [{"name": "Alvalade"}, {"name": "Belém"}]
    assert shapes.cookies == {}
    assert "http://" not in page(answer).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "https://" not in page(answer)


def test_a_tile_address_in_the_settings_is_let_through(lisbon_client, places, settings):
    settings.MAP_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    address = say(lisbon_client)["Location"].replace("/2/", "/3/")

    policy = lisbon_client.get(address)["Content-Security-Policy"]

    assert "img-src 'self' https://tiles.example data: blob:" in policy
    assert "https://tiles.example" not in lisbon_client.get(SHARE)["Content-Security-Policy"]


def test_pictures_are_added_described_and_removed_without_scripts(lisbon, lisbon_client, topics):
    address = say(lisbon_client)["Location"].replace("/2/", "/4/")

    added = lisbon_client.post(address, {"language": "en", "pictures": [upload(jpeg()), upload(jpeg())]})
    with for_city(lisbon):
        first, second = Attachment.objects.all()
    described = lisbon_client.post(address, {"language": "en", f"alt-{first.pk}": "A wall in the sun"})
    removed = lisbon_client.post(address.replace("/4/", f"/pictures/{second.pk}/remove/"), {})

    with for_city(lisbon):
        assert added["Location"] == address
        assert described["Location"] == address.replace("/4/", "/preview/")
        assert removed["Location"] == address
        assert [(one.pk, one.alt) for one in Attachment.objects.all()] == [(first.pk, "A wall in the sun")]


def test_a_picture_that_cannot_be_added_is_said_and_the_others_are_kept(lisbon, lisbon_client):
    address = say(lisbon_client)["Location"].replace("/2/", "/4/")

    answer = lisbon_client.post(
        address, {"language": "en", "pictures": [upload(jpeg()), upload(b"<svg/>", "x.svg", "image/svg+xml")]}
    )

    with for_city(lisbon):
        assert answer.status_code == 422
        assert "“x.svg”: We can show JPEG, PNG and WebP pictures." in page(answer)
        assert Attachment.objects.count() == 1


def test_of_several_pictures_each_that_cannot_be_added_is_named(lisbon, lisbon_client):
    address = say(lisbon_client)["Location"].replace("/2/", "/4/")
    sent = [upload(b"", "empty.png"), upload(jpeg(), "bench.jpg"), upload(b"<svg/>", "<b>.svg", "image/svg+xml")]

    several = page(lisbon_client.post(address, {"language": "en", "pictures": sent}))
    one = page(lisbon_client.post(address, {"language": "en", "pictures": [upload(b"", "empty.png")]}))

    assert "“empty.png”: That file is empty. Choose another picture." in several
    assert "“&lt;b&gt;.svg”: We can show JPEG, PNG and WebP pictures." in several
    assert "bench.jpg”" not in several
    assert "empty.png" not in one


def test_with_scripts_only_the_pictures_come_back(lisbon, lisbon_client):
    address = say(lisbon_client)["Location"].replace("/2/", "/4/")

    answer = lisbon_client.post(address, {"pictures": [upload(jpeg())]}, headers={"hx-request": "true"})

    assert answer.status_code == 200
    assert page(answer).strip().startswith('<div class="field lead-field')
    assert "What can be seen?" in page(answer)


def test_the_language_is_guessed_and_can_be_corrected(lisbon, lisbon_client, topics):
    City.objects.filter(pk=lisbon.pk).update(languages=["en", "fr", "nl"])
    lookup.forget()
    words = {"title": "Des bancs à l’ombre sur le chemin du marché", "text": "Ma mère a 81 ans et n’a aucun siège."}
    address = lisbon_client.post(SHARE, words)["Location"].replace("/2/", "/4/")

    guessed = lisbon_client.get(address)
    lisbon_client.post(address, {"language": "nl"})

    with for_city(lisbon):
        assert '<option value="fr" selected>' in page(guessed)
        assert Draft.objects.get().data["language"] == "nl"


def test_the_preview_warns_of_an_address_and_publishes_only_when_it_is_meant(lisbon, ana, topics):
    browser = signed_in(ana)
    began = say(browser, text="Write to ana@example.org or call 0470 12 34 56.")
    browser.post(began["Location"], {"topics": [topics[0].pk]})
    browser.post(began["Location"].replace("/2/", "/3/"), {"where": "city"})
    publish = began["Location"].replace("/2/", "/publish/")

    preview = browser.get(began["Location"].replace("/2/", "/preview/"))
    refused = browser.post(publish)
    with for_city(lisbon):
        stored = Idea.objects.count()
    meant = browser.post(publish, {"anyway": "1"})

    with for_city(lisbon):
        assert "ana@example.org, 0470 12 34 56" in page(preview)
        assert "Publish anyway" in page(preview)
        assert (refused.status_code, stored) == (422, 0)
        assert (meant.status_code, Idea.objects.count()) == (303, 1)


def test_unpublished_words_stay_out_of_every_cache(lisbon_client, topics):
    answer = lisbon_client.get(say(lisbon_client)["Location"])

    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("step", [0, 5, 99])
def test_there_is_no_such_step(lisbon_client, step):
    assert lisbon_client.get(say(lisbon_client)["Location"].replace("/2/", f"/{step}/")).status_code == 404
