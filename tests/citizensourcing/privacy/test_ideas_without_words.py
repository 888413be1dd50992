"""Somebody left with their words, and others had built on them: the page stays, and the wall is done with it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.ideas.services.mailing import mail_answer
from citizensourcing.participants.models import Participant, Scope
from citizensourcing.privacy.services import erasing
from common.exceptions import RuleViolation
from outbox.services import deliver_all
from tenants import lookup
from tests import factories
from tests.helpers import a_program, mails, signed_in_client, visitor_client

ORDERS = ("trending", "newest", "supported", "discussed", "unseen", "answered")
GONE = "Its author has left the wall and taken these words along. What others said and did can still be read."


@pytest.fixture
def rui(lisbon) -> Participant:
    cache.clear()
    lisbon.languages = ["en", "fr"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()
    return factories.a_resident("Rui", email="rui@example.org")


@pytest.fixture
def emptied(lisbon, rui, topics, files, committing) -> Idea:
    """An idea of somebody who left, which Rui supports and has commented on, with an answer owed."""
    ana = factories.a_resident("Ana")
    idea = factories.an_idea("Trees along the tram", text="Shade for xwaitingix people.", author=ana)
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())
    ideas.comment_on(idea=idea, author=rui, text="Plane trees, please.", now=timezone.now())
    Idea.objects.filter(pk=idea.pk).update(answer_owed_since=timezone.now() - timedelta(days=90))
    committing(erasing.erase, person=ana, keeps_texts=False, now=timezone.now())
    idea.refresh_from_db()
    return idea


def test_nothing_is_stored_in_place_of_the_words(emptied):
    assert (emptied.visibility, emptied.title, emptied.text, emptied.words) == ("emptied", "", "", [])
    assert (emptied.author, emptied.answer_owed_since) == (None, None)
    assert (emptied.support_count, emptied.comment_count) == (1, 1)


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "An idea of a former resident"), ("fr", "Une idée d’une personne qui a quitté le mur")],
)
def test_its_page_reads_in_the_readers_language(emptied, language, title):
    page = visitor_client().get(f"/{language}/ideas/{emptied.number}/").content.decode()

    assert f'<h1 lang="{language}">{title}</h1>' in page
    assert "Plane trees, please." in page
    assert '<meta name="robots" content="noindex">' in page


def test_its_page_says_what_happened_and_owes_nothing(emptied):
    page = visitor_client().get(f"/en/ideas/{emptied.number}/").content.decode()

    assert page.split("<main")[1].count(GONE) == 1
    assert "Its author left, and took the words along" not in page
    assert page.count("1 person supports this.") == 1
    assert "/follow/" not in page
    assert ">Follow<" not in page
    assert "the city owes an answer" not in page
    assert "anyone can support and discuss it" not in page
    assert "Support this idea" not in page
    assert f"/en/ideas/{emptied.number}/report/" not in page


@pytest.mark.parametrize("order", ORDERS)
def test_it_stands_in_no_order_and_no_search(emptied, order):
    visitor = visitor_client()

    assert emptied.number not in visitor.get(f"/en/ideas/?sort={order}").content.decode()
    assert visitor.get(f"/api/v1/ideas/?sort={order}").json()["items"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/en/ideas/?q=former",
        "/en/ideas/?q=trees",
        "/en/ideas/?where=city",
        "/sitemap.xml",
        "/api/v1/ideas/?q=former",
        "/api/v1/ideas/similar/?title=Trees+along+the+tram",
        "/en/ideas/share/similar/?title=Trees+along+the+tram",
    ],
)
def test_nothing_leads_to_it_but_its_number(emptied, path):
    assert emptied.number not in visitor_client().get(path).content.decode()


def test_its_number_still_finds_it(emptied):
    answer = visitor_client().get(f"/en/ideas/?q={emptied.number}")

    assert answer["Location"] == f"/en/ideas/{emptied.number}/"


def test_nobody_can_support_discuss_report_or_change_it(emptied):
    eva, now = factories.a_resident("Eva"), timezone.now()
    said = Comment.objects.get()

    for act in (
        lambda: ideas.vote_for(idea=emptied, voter=eva, now=now),
        lambda: ideas.comment_on(idea=emptied, author=eva, text="Where?", now=now),
        lambda: ideas.like_comment(idea=emptied, comment=said, by=eva, now=now),
        lambda: ideas.report_idea(idea=emptied, reporter=eva, reason="spam", text="", now=now),
        lambda: ideas.edit_idea(idea=emptied, by=eva, title="Mine", text="now", language="en", now=now),
        lambda: ideas.withdraw_idea(idea=emptied, by=eva),
    ):
        with pytest.raises(RuleViolation) as refusal:
            act()
        assert (refusal.value.code, str(refusal.value.sentence)) == ("idea.texts_gone", GONE)
    assert (Vote.objects.count(), Comment.objects.count()) == (1, 1)


def test_a_press_on_support_is_told_why_not(emptied):
    answer = signed_in_client(factories.a_resident("Eva")).post(
        f"/en/ideas/{emptied.number}/support/", {"support": "1"}, follow=True
    )

    assert answer.content.decode().count(GONE) >= 2
    assert Vote.objects.count() == 1


def test_whoever_supports_it_finds_it_and_can_take_it_back(emptied, rui):
    browser = signed_in_client(rui)

    mine = browser.get("/en/me/supports/").content.decode()
    page = browser.get(f"/en/ideas/{emptied.number}/").content.decode()
    swapped = browser.post(
        f"/en/ideas/{emptied.number}/support/", {"support": "0"}, headers={"HX-Request": "true"}
    ).content.decode()
    after = browser.get(f"/en/ideas/{emptied.number}/").content.decode()

    assert "An idea of a former resident" in mine
    assert "Take it back" in page
    assert "Should you take it back, that is for good" in page
    assert Vote.objects.count() == 0
    assert "Your support is taken back." in swapped
    assert [text for text in (swapped, after) if "support-btn" in text or "Take it back" in text] == []


def test_who_follows_it_can_let_go_and_nobody_else_is_asked_to_follow(emptied, rui):
    follower, other = signed_in_client(rui), signed_in_client(factories.a_resident("Eva"))

    pages = [browser.get(f"/en/ideas/{emptied.number}/").content.decode() for browser in (follower, other)]

    assert ["You follow this" in page for page in pages] == [True, False]
    assert ["/follow/" in page for page in pages] == [True, False]


def test_a_program_is_told_too(emptied, rui):
    program = a_program(rui, Scope.ME_READ, Scope.VOTES_READ, Scope.VOTES_WRITE)

    read = program.get(f"/api/v1/ideas/{emptied.number}/", headers={"Accept-Language": "fr"}).json()
    supported = program.get("/api/v1/me/votes/").json()["items"]
    said = program.get("/api/v1/me/comments/").json()["items"]
    refused = program.send("PUT", f"/api/v1/ideas/{emptied.number}/vote/")

    thread = program.get(f"/api/v1/ideas/{emptied.number}/comments/").json()
    assert (read["visibility"], read["text"], read["author"]) == ("emptied", "", None)
    assert (read["language"], thread["is_open"], thread["count"]) == ("fr", False, 1)
    assert read["title"] == "Une idée d’une personne qui a quitté le mur"
    assert [idea["title"] for idea in supported] == ["An idea of a former resident"]
    assert [one["idea"]["title"] for one in said] == ["An idea of a former resident"]
    assert (refused.status_code, refused.json()) == (409, {"code": "idea.texts_gone", "message": GONE})


def test_what_the_city_answers_all_the_same_reaches_who_asked(emptied, rui):
    manager = factories.staff("manager", "Marta")
    answer = ideas.write_feedback(
        idea=emptied, by=manager, text="Planted.", language="en", signed_name="Marta", signed_department="",
        now=timezone.now(),
    )  # fmt: skip

    mail_answer(feedback_id=answer.pk, participant_id=rui.pk)
    deliver_all()

    assert "An idea of a former resident" in mails()[-1].body


def test_what_a_moderator_shows_again_comes_back_without_words(lisbon, rui, topics, files, committing):
    ana, mia = factories.a_resident("Ana"), factories.staff("moderator", "Mia")
    idea = factories.an_idea("Loud words", author=ana)
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())
    ideas.hide_idea(idea=idea, by=mia, reason="Ana, not so loud.")
    committing(erasing.erase, person=ana, keeps_texts=True, now=timezone.now())
    idea.refresh_from_db()

    is_hidden = (idea.visibility, idea.title, idea.hidden_reason)
    ideas.show_idea_again(idea=idea, by=mia)

    assert is_hidden == ("hidden", "", "")
    assert Idea.objects.get().visibility == "emptied"
