"""Reporting an idea or a comment: one form, one page of thanks, nobody told who it was."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.models import Report
from citizensourcing.moderation.services import block
from tests.factories import a_resident, an_idea, staff
from tests.helpers import signed_in_client, visitor_client


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def idea(lisbon) -> Idea:
    return an_idea("Trees along the tram")


@pytest.fixture
def comment(idea) -> Comment:
    return ideas.comment_on(idea=idea, author=a_resident("Rui"), text="Buy my trees", now=timezone.now())


@pytest.fixture
def doors(idea, comment) -> dict[str, str]:
    number = idea.number
    return {
        "idea": f"/en/ideas/{number}/report/",
        "comment": f"/en/ideas/{number}/discussion/{comment.pk}/report/",
    }


@pytest.mark.parametrize("kind", ["idea", "comment"])
def test_a_resident_reports_and_reads_what_happens_next(doors, kind):
    ana = a_resident("Ana")
    browser = signed_in_client(ana)

    form = browser.get(doors[kind])
    sent = browser.post(doors[kind], {"reason": "spam", "text": "An advertisement."})
    thanks = browser.get(sent["Location"]).content.decode()

    report = Report.objects.select_related("content_type").get()
    assert form.status_code == 200
    assert form.content.decode().count('type="radio"') == 6
    assert (sent.status_code, sent["Location"]) == (303, f"{doors[kind]}?sent")
    assert "Thank you for telling us" in thanks
    assert (report.content_type.model, report.reporter, report.reason, report.text, report.state) == (
        kind,
        ana,
        "spam",
        "An advertisement.",
        "open",
    )


def test_reporting_twice_is_one_report(doors):
    browser = signed_in_client(a_resident("Ana"))

    answers = [browser.post(doors["comment"], {"reason": "spam"}).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert Report.objects.count() == 1


def test_without_a_reason_nothing_is_sent_and_what_was_typed_stays(doors):
    answer = signed_in_client(a_resident("Ana")).post(doors["idea"], {"text": "Look at the second line"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose what is wrong with it." in page
    assert "Look at the second line" in page
    assert Report.objects.count() == 0


def test_a_visitor_is_led_to_signing_in_and_back(doors):
    answer = visitor_client().get(doors["comment"])

    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/account/?next=%2Fen%2Fideas%2F")
    assert visitor_client().post(doors["comment"], {"reason": "spam"}).status_code == 302
    assert Report.objects.count() == 0


def test_who_is_blocked_does_not_report(doors):
    ana = a_resident("Ana")
    block(person=ana, by=staff("moderator"), reason="Forty false reports.")

    answer = signed_in_client(ana).post(doors["idea"], {"reason": "spam"})

    assert answer.status_code == 422
    assert "Forty false reports." in answer.content.decode()
    assert Report.objects.count() == 0


def test_the_words_of_a_hidden_comment_are_not_quoted_on_the_form(doors, idea, comment):
    ideas.hide_comment(idea=idea, comment=comment, by=staff("moderator"), reason="Advertising.")

    page = signed_in_client(a_resident("Ana")).get(doors["comment"]).content.decode()

    assert "Buy my trees" not in page


def test_twenty_reports_an_hour_are_enough(doors):
    browser = signed_in_client(a_resident("Ana"))

    answers = [browser.post(doors["idea"], {"reason": "spam"}) for _ in range(21)]

    assert [answer.status_code for answer in answers] == [303] * 20 + [422]
    assert "That was a lot in a short time." in answers[-1].content.decode()
