"""The desk: moderators decide reports, and what they decide happens to the thing as well."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import AuditEntry
from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.models import Block, Report
from tests.factories import a_resident, an_idea, staff
from tests.helpers import signed_in_client, visitor_client


@pytest.fixture
def rui(lisbon):
    return a_resident("Rui")


@pytest.fixture
def idea(lisbon) -> Idea:
    return an_idea("Trees along the tram")


@pytest.fixture
def comment(idea, rui) -> Comment:
    return ideas.comment_on(idea=idea, author=rui, text="You fool", stance="against", now=timezone.now())


def reported(thing, by, idea=None, reason="insult") -> Report:
    now = timezone.now()
    if idea is None:
        return ideas.report_idea(idea=thing, reporter=by, reason=reason, text="Look", now=now)
    return ideas.report_comment(idea=idea, comment=thing, reporter=by, reason=reason, text="Look", now=now)


@pytest.mark.parametrize("role", ["moderator", "city_admin"])
def test_the_desk_opens_on_the_reports(role, idea, comment):
    report = reported(comment, a_resident("Ana"), idea)
    browser = signed_in_client(staff(role))

    home = browser.get("/en/desk/")
    page = browser.get("/en/desk/reports/").content.decode()

    assert home["Location"] == "/en/desk/reports/"
    assert "You fool" in page
    assert "Trees along the tram" in page
    assert "It attacks or insults somebody" in page
    assert "Ana" in page
    assert f"/en/desk/reports/{report.pk}/decide/" in page


def test_nobody_else_finds_the_reports(idea, comment):
    report = reported(comment, a_resident("Ana"), idea)
    doors = ["/en/desk/reports/", f"/en/desk/reports/{report.pk}/"]
    acts = [f"/en/desk/reports/{report.pk}/decide/", f"/en/desk/reports/{report.pk}/block/"]

    for browser in (visitor_client(), signed_in_client(a_resident("Eva")), signed_in_client(staff("manager"))):
        assert [browser.get(door).status_code for door in doors] == [404, 404]
        assert [browser.post(act, {"decision": "dismiss", "dismiss-note": "x"}).status_code for act in acts] == [
            404,
            404,
        ]

    assert Report.objects.get().state == "open"


def test_a_manager_reads_where_their_work_is_and_a_resident_finds_no_desk(lisbon):
    assert "Your work is on the idea pages" in signed_in_client(staff("manager")).get("/en/desk/").content.decode()
    assert signed_in_client(a_resident("Eva")).get("/en/desk/").status_code == 404


def test_an_empty_queue_says_so(lisbon):
    page = signed_in_client(staff("moderator")).get("/en/desk/reports/").content.decode()

    assert "Nothing waits for you" in page


def test_upholding_hides_the_comment_with_the_reason_and_settles_every_report_of_it(idea, comment):
    first = reported(comment, a_resident("Ana"), idea)
    reported(comment, a_resident("Eva"), idea, reason="off_topic")
    other = reported(idea, a_resident("Leo"))
    mia = staff("moderator", "Mia")

    answer = signed_in_client(mia).post(
        f"/en/desk/reports/{first.pk}/decide/", {"decision": "uphold", "uphold-reason": "Speak to the idea."}
    )

    comment.refresh_from_db()
    idea.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, "/en/desk/reports/")
    assert (comment.visibility, comment.hidden_reason) == ("hidden", "Speak to the idea.")
    assert idea.comment_count == 0
    assert list(Report.objects.order_by("pk").values_list("state", "decided_by", "decision_note")) == [
        ("upheld", mia.pk, "Speak to the idea."),
        ("upheld", mia.pk, "Speak to the idea."),
        ("open", None, ""),
    ]
    assert AuditEntry.objects.filter(action="moderation.report_decided").count() == 2
    assert Report.objects.get(pk=other.pk).state == "open"


def test_upholding_hides_an_idea(idea):
    report = reported(idea, a_resident("Ana"))

    signed_in_client(staff("moderator")).post(
        f"/en/desk/reports/{report.pk}/decide/", {"decision": "uphold", "uphold-reason": "An advertisement."}
    )

    idea.refresh_from_db()
    assert (idea.visibility, idea.hidden_reason) == ("hidden", "An advertisement.")


def test_dismissing_leaves_it_where_it_is(idea, comment):
    report = reported(comment, a_resident("Ana"), idea)

    answer = signed_in_client(staff("moderator")).post(
        f"/en/desk/reports/{report.pk}/decide/", {"decision": "dismiss", "dismiss-note": "Sharp, and about the idea."}
    )

    report.refresh_from_db()
    comment.refresh_from_db()
    assert answer.status_code == 303
    assert (report.state, report.decision_note) == ("dismissed", "Sharp, and about the idea.")
    assert comment.visibility == "published"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"decision": "uphold"}, "Say why: everybody who reads on will see it."),
        ({"decision": "dismiss"}, "Write down why it stays; other moderators will read it."),
    ],
)
def test_a_decision_needs_its_reason(idea, comment, typed, sentence):
    report = reported(comment, a_resident("Ana"), idea)

    answer = signed_in_client(staff("moderator")).post(f"/en/desk/reports/{report.pk}/decide/", typed)

    comment.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Report.objects.get().state, comment.visibility) == ("open", "published")


def test_two_moderators_do_not_decide_the_same_report(idea, comment):
    report = reported(comment, a_resident("Ana"), idea)
    decide = f"/en/desk/reports/{report.pk}/decide/"
    signed_in_client(staff("moderator", "Mia")).post(decide, {"decision": "dismiss", "dismiss-note": "It may stay."})

    late = signed_in_client(staff("moderator", "Tom")).post(decide, {"decision": "uphold", "uphold-reason": "No"})

    comment.refresh_from_db()
    page = late.content.decode()
    assert late.status_code == 422
    assert "This report is settled" in page
    assert "It may stay." in page
    assert comment.visibility == "published"


def test_what_its_author_has_removed_is_settled_without_hiding(idea, comment, rui):
    report = reported(comment, a_resident("Ana"), idea)
    ideas.delete_own_comment(idea=idea, comment=comment, by=rui, now=timezone.now())
    browser = signed_in_client(staff("moderator"))

    page = browser.get(f"/en/desk/reports/{report.pk}/").content.decode()
    browser.post(f"/en/desk/reports/{report.pk}/decide/", {"decision": "uphold", "uphold-reason": "An insult."})

    comment.refresh_from_db()
    assert "Its author has removed the words." in page
    assert (Report.objects.get().state, comment.visibility) == ("upheld", "deleted")


def test_the_author_is_blocked_for_a_week_and_the_report_stays_open(idea, comment, rui):
    report = reported(comment, a_resident("Ana"), idea)

    answer = signed_in_client(staff("moderator")).post(
        f"/en/desk/reports/{report.pk}/block/", {"block-reason": "Insults.", "block-days": "7"}
    )

    made = Block.objects.get()
    assert answer["Location"] == f"/en/desk/reports/{report.pk}/"
    assert (made.participant, made.reason) == (rui, "Insults.")
    assert timedelta(days=6, hours=23) < made.until - timezone.now() <= timedelta(days=7)
    assert Report.objects.get().state == "open"


@pytest.mark.parametrize("typed", [{"block-reason": "", "block-days": "7"}, {"block-reason": "x", "block-days": "8"}])
def test_a_block_needs_a_reason_and_an_end_from_the_list(idea, comment, typed):
    report = reported(comment, a_resident("Ana"), idea)

    answer = signed_in_client(staff("moderator")).post(f"/en/desk/reports/{report.pk}/block/", typed)

    assert answer.status_code == 422
    assert Block.objects.count() == 0


def test_staff_are_not_blocked(idea):
    said = ideas.comment_on(idea=idea, author=staff("manager"), text="No", now=timezone.now())
    report = reported(said, a_resident("Ana"), idea)

    answer = signed_in_client(staff("moderator")).post(
        f"/en/desk/reports/{report.pk}/block/", {"block-reason": "x", "block-days": "0"}
    )

    assert answer.status_code == 422
    assert "They work for the city." in answer.content.decode()
    assert Block.objects.count() == 0


def test_the_queue_costs_the_same_whatever_its_length(idea, rui, assert_queries):
    browser = signed_in_client(staff("moderator"))
    for n in range(2):
        said = ideas.comment_on(idea=idea, author=rui, text=f"c{n}", now=timezone.now())
        reported(said, a_resident(f"P{n}"), idea)
    reported(idea, rui)
    browser.get("/en/desk/reports/")

    with assert_queries(5):
        browser.get("/en/desk/reports/")
    for n in range(2, 8):
        said = ideas.comment_on(idea=idea, author=rui, text=f"c{n}", now=timezone.now())
        reported(said, a_resident(f"P{n}"), idea)
        reported(an_idea(f"Idea {n}"), rui)
    with assert_queries(5):
        browser.get("/en/desk/reports/")
