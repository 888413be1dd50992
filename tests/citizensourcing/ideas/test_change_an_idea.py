"""Changing one's own idea, at first freely and later in the open; and taking it off the wall."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea, IdeaRevision
from common.exceptions import RuleViolation
from tests.factories import a_resident, an_idea, staff
from tests.helpers import signed_in_client, visitor_client

POSTED = datetime(2026, 5, 4, 9, tzinfo=UTC)
NEW = {"title": "Shade at the stop", "text": "Limes, not planes.", "language": "en"}


@pytest.fixture
def ana(lisbon):
    return a_resident("Ana")


@pytest.fixture
def idea(ana) -> Idea:
    return an_idea("Trees along the tram", text="Planes.", author=ana, now=POSTED)


def change(idea: Idea, person, minutes: int, **more):
    with time_machine.travel(POSTED + timedelta(minutes=minutes), tick=False):
        client = signed_in_client(person)
        return client.post(f"/en/ideas/{idea.number}/edit/", NEW | more), client


def test_in_the_first_fifteen_minutes_a_change_leaves_no_trace(idea, ana):
    answer, client = change(idea, ana, 14)

    idea.refresh_from_db()
    page = client.get(f"/en/ideas/{idea.number}/").content.decode()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/ideas/{idea.number}/")
    assert (idea.title, idea.text, idea.edited_at) == ("Shade at the stop", "Limes, not planes.", None)
    assert IdeaRevision.objects.count() == 0
    assert "What it said before" not in page


def test_afterwards_what_it_said_stays_readable_for_everybody(idea, ana):
    change(idea, ana, 15)

    idea.refresh_from_db()
    revision = IdeaRevision.objects.get()
    page = visitor_client().get(f"/en/ideas/{idea.number}/").content.decode()
    assert (revision.title, revision.text) == ("Trees along the tram", "Planes.")
    assert idea.edited_at == revision.replaced_at == POSTED + timedelta(minutes=15)
    assert "What it said before" in page
    assert "<b>Trees along the tram</b>" in page
    assert "changed on 4 May 2026" in page


def test_saving_the_same_words_is_no_change(idea, ana):
    change(idea, ana, 60, title="Trees  along the tram ", text="Planes.\r\n")

    idea.refresh_from_db()
    assert (idea.edited_at, IdeaRevision.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"title": ""}, "Limes, not planes."),
        ({"title": "\u202e\u202e"}, "Limes, not planes."),
        ({"text": " "}, "Shade at the stop"),
        ({"title": "x" * 121}, "x" * 121),
        ({"language": "xx"}, "Shade at the stop"),
    ],
)
def test_a_refused_change_keeps_what_was_typed(idea, ana, typed, kept):
    answer, _client = change(idea, ana, 1, **typed)

    idea.refresh_from_db()
    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert idea.title == "Trees along the tram"


def test_characters_that_turn_the_writing_round_are_left_out(idea, ana):
    change(idea, ana, 1, title="Shade\u202e at the stop", text="Limes\u0002.")

    idea.refresh_from_db()
    assert (idea.title, idea.text) == ("Shade at the stop", "Limes.")


@pytest.mark.parametrize("who", ["resident", "manager", "city_admin", "moderator"])
def test_nobody_else_changes_or_withdraws_it(idea, who):
    person = {"resident": a_resident}.get(who, lambda: staff(who))()
    client = signed_in_client(person)

    answers = [client.post(f"/en/ideas/{idea.number}/{door}/", NEW)["Location"] for door in ("edit", "withdraw")]
    page = client.get(f"/en/ideas/{idea.number}/").content.decode()

    idea.refresh_from_db()
    assert answers == [f"/en/ideas/{idea.number}/"] * 2
    assert (idea.title, idea.visibility) == ("Trees along the tram", "published")
    assert "Only its author can change an idea." in page
    assert "Change the text" not in page


def test_a_visitor_is_sent_to_sign_in_without_a_cookie_of_messages(idea):
    answer = visitor_client().get(f"/en/ideas/{idea.number}/edit/")

    assert answer["Location"] == f"/en/account/?next=%2Fen%2Fideas%2F{idea.number}%2Fedit%2F"
    assert answer.cookies == {}


def test_withdrawing_asks_once_and_takes_it_off_the_wall(idea, ana):
    client = signed_in_client(ana)

    question = client.get(f"/en/ideas/{idea.number}/withdraw/").content.decode()
    still = Idea.objects.get().visibility
    answer = client.post(f"/en/ideas/{idea.number}/withdraw/")

    assert "Withdraw your idea?" in question
    assert (still, Idea.objects.get().visibility) == ("published", "withdrawn")
    assert answer["Location"] == "/en/ideas/"
    assert visitor_client().get(f"/en/ideas/{idea.number}/").status_code == 404
    assert "You have withdrawn this idea" in client.get(f"/en/ideas/{idea.number}/").content.decode()


def test_what_is_withdrawn_can_be_neither_changed_nor_withdrawn_again(idea, ana):
    services.withdraw_idea(idea=idea, by=ana)

    change(idea, ana, 1)
    with pytest.raises(RuleViolation) as again:
        services.withdraw_idea(idea=idea, by=ana)

    assert again.value.code == "idea.withdrawn"
    assert Idea.objects.get().title == "Trees along the tram"


def test_no_moderator_brings_back_what_its_author_withdrew(idea, ana):
    moderator = staff("moderator")
    as_it_was = Idea.objects.get(pk=idea.pk)
    services.withdraw_idea(idea=idea, by=ana)

    for act in (
        lambda: services.hide_idea(idea=as_it_was, by=moderator, reason="Spam"),
        lambda: services.show_idea_again(idea=as_it_was, by=moderator),
    ):
        with pytest.raises(RuleViolation):
            act()
    answer = signed_in_client(moderator).post(f"/en/ideas/{idea.number}/hide/", {"reason": "Spam"})

    assert answer.status_code == 404
    assert Idea.objects.get().visibility == "withdrawn"
