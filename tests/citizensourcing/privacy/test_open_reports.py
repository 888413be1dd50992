"""Leaving settles no report: what was reported and still stands is decided by the moderators all the same."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.models import Report
from citizensourcing.participants.models import Participant
from citizensourcing.privacy.kinds import KINDS
from citizensourcing.privacy.services import erasing
from tests import factories
from tests.helpers import signed_in_client


@pytest.fixture
def ana(lisbon, topics, files) -> Participant:
    cache.clear()
    return factories.a_resident("Ana Quill")


@pytest.fixture
def mia(lisbon) -> Participant:
    return factories.staff("moderator", "Mia")


def leave(person: Participant, committing, *, keeps_texts: bool) -> None:
    committing(erasing.erase, person=person, keeps_texts=keeps_texts, now=timezone.now())


def uphold(moderator: Participant, report: Report):
    data = {"decision": "uphold", "uphold-reason": "An advertisement."}
    return signed_in_client(moderator).post(f"/en/desk/reports/{report.pk}/decide/", data)


def test_what_somebody_reported_before_leaving_is_decided(ana, mia, committing):
    idea = factories.an_idea("Cheap watches")
    report = ideas.report_idea(idea=idea, reporter=ana, reason="spam", text="I, Ana, saw it.", now=timezone.now())
    leave(ana, committing, keeps_texts=False)

    page = signed_in_client(mia).get(f"/en/desk/reports/{report.pk}/").content.decode()
    answer = uphold(mia, report)

    assert "Cheap watches" in page
    assert "A former resident" in page
    assert "Quill" not in page
    report.refresh_from_db()
    idea.refresh_from_db()
    assert (answer.status_code, report.state, report.text, idea.visibility) == (303, "upheld", "", "hidden")


@pytest.mark.parametrize("is_comment", [False, True])
def test_a_report_about_a_text_that_stays_is_decided(ana, mia, committing, is_comment):
    idea = factories.an_idea("Cheap watches", author=ana)
    comment = ideas.comment_on(idea=idea, author=ana, text="Buy now.", now=timezone.now())
    rui = factories.a_resident("Rui")
    report = (
        ideas.report_comment(idea=idea, comment=comment, reporter=rui, reason="spam", text="Ads.", now=timezone.now())
        if is_comment
        else ideas.report_idea(idea=idea, reporter=rui, reason="spam", text="Ads.", now=timezone.now())
    )
    leave(ana, committing, keeps_texts=True)

    kept = Report.objects.get()
    answer = uphold(mia, report)

    assert (kept.state, kept.text, kept.reporter) == ("open", "Ads.", rui)
    hidden = Comment.objects.get().visibility if is_comment else Idea.objects.get().visibility
    assert (answer.status_code, hidden, Report.objects.get().state) == (303, "hidden", "upheld")


def test_a_report_about_an_idea_that_lost_its_words_can_still_be_settled(ana, mia, committing):
    idea = factories.an_idea("Cheap watches", author=ana)
    rui = factories.a_resident("Rui")
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())
    report = ideas.report_idea(idea=idea, reporter=rui, reason="spam", text="Ads by Ana.", now=timezone.now())
    leave(ana, committing, keeps_texts=False)

    page = signed_in_client(mia).get(f"/en/desk/reports/{report.pk}/").content.decode()
    answer = uphold(mia, report)

    report.refresh_from_db()
    assert "Its author has removed the words." in page
    assert (answer.status_code, report.state, report.text) == (303, "upheld", "")
    assert Idea.objects.get().visibility == "emptied"


@pytest.mark.parametrize("is_comment", [False, True])
def test_a_report_about_words_that_went_is_moot_and_stays_with_who_reported(ana, mia, committing, is_comment):
    idea = factories.an_idea("Cheap watches", author=factories.a_resident("Eva") if is_comment else ana)
    rui, now, kind = factories.a_resident("Rui"), timezone.now(), "comment" if is_comment else "idea"
    if is_comment:
        comment = ideas.comment_on(idea=idea, author=ana, text="Buy now.", now=now)
        ideas.report_comment(idea=idea, comment=comment, reporter=rui, reason="spam", text="Ana lies.", now=now)
    else:
        ideas.report_idea(idea=idea, reporter=rui, reason="spam", text="Ana lies.", now=now)
    leave(ana, committing, keeps_texts=False)

    kept = Report.objects.get()
    page = signed_in_client(mia).get(f"/en/desk/reports/{kept.pk}/")
    again = uphold(mia, kept)
    (row,), _after = next(kind for kind in KINDS if kind.name == "reports").batch(rui, after=0, limit=5)

    assert (kept.state, kept.text, kept.reporter) == ("moot", "", rui)
    assert kept.decided_at is not None
    assert page.status_code == 200
    assert "has left the wall and taken it along, so there is nothing left to decide." in page.content.decode()
    assert again.status_code == 422
    assert (row["kind"], row["number"], row["state"]) == (kind, None, "moot")


def test_a_report_by_somebody_who_left_goes_with_the_words(ana, committing):
    rui = factories.a_resident("Rui")
    idea = factories.an_idea("Cheap watches", author=ana)
    ideas.report_idea(idea=idea, reporter=rui, reason="spam", text="Ads.", now=timezone.now())
    leave(rui, committing, keeps_texts=False)

    leave(ana, committing, keeps_texts=False)

    assert not Report.objects.exists()
