"""The city answers: a status with its reason, feedback signed by name, one mail each. Hiding is other work."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.models import AuditEntry
from citizensourcing.discussions.services import follow_discussion
from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea, OfficialFeedback, StatusChange
from citizensourcing.ideas.services.mailing import mail_answer
from citizensourcing.notifications.models import Delivery
from citizensourcing.notifications.services import choose_answers_by_mail, tell_of_answer
from citizensourcing.participants.permissions import ROLE_MAY, StaffAction, may, require_staff, speaks_as
from common.exceptions import RuleViolation
from outbox.models import OutboxEntry
from tests.factories import a_resident, an_idea, staff
from tests.helpers import mails, signed_in_client, visitor_client

ANSWER = {"text": "We plant forty limes.", "signed_name": "Noor", "signed_department": "Parks", "outcome": ""}
MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def ana(lisbon):
    return a_resident("Ana", email="ana@example.org")


@pytest.fixture
def idea(ana) -> Idea:
    return an_idea("Trees along the tram", author=ana, now=MONDAY)


@pytest.fixture
def manager(lisbon):
    return staff("manager", "Noor")


def post(person, idea: Idea, door: str, data: dict[str, str]):
    return signed_in_client(person).post(f"/en/ideas/{idea.number}/{door}/", data)


def page_of(idea: Idea, person=None) -> str:
    client = signed_in_client(person) if person else visitor_client()
    return client.get(f"/en/ideas/{idea.number}/").content.decode()


def write_the_mails() -> list:
    """What a worker does with the tasks that wait, and the outbox with their mails."""
    for task in OutboxEntry.objects.filter(name="ideas.mail_answer").order_by("pk"):
        mail_answer(**task.payload)
    return mails()


def test_a_new_status_and_its_reason_are_on_the_page(idea, manager):
    answer = post(manager, idea, "status", {"status": "planned", "reason": "In the budget for 2027."})

    change, page = StatusChange.objects.get(), page_of(idea)
    assert (answer.status_code, change.before, change.after) == (302, "proposed", "planned")
    assert (change.changed_by, Idea.objects.get().status) == (manager, "planned")
    assert ("The city will do it and says when." in page, "In the budget for 2027." in page) == (True, True)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_no_without_a_reason_is_refused_and_the_form_stays_as_it_was(idea, manager, reason):
    answer = post(manager, idea, "status", {"status": "declined", "reason": reason})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A “no” needs a reason: residents will read it." in page
    assert '<option value="declined" selected>' in page
    assert (Idea.objects.get().status, StatusChange.objects.count()) == ("proposed", 0)


@pytest.mark.parametrize("status", ["merged", "", "done", "x" * 10_000])
def test_only_the_statuses_set_by_hand_are_taken(idea, manager, status):
    answer = post(manager, idea, "status", {"status": status, "reason": "Because I typed this."})

    assert (answer.status_code, Idea.objects.get().status) == (422, "proposed")
    assert "Because I typed this." in answer.content.decode()
    with pytest.raises(RuleViolation) as refused:
        services.change_status(idea=idea, status=status, by=manager, now=MONDAY)
    assert refused.value.code == "status.unknown"


def test_setting_what_is_already_so_writes_no_history(idea, manager):
    assert services.change_status(idea=idea, status="proposed", by=manager, now=MONDAY) is None
    assert StatusChange.objects.count() == 0


def test_the_answer_is_signed_and_stops_the_clock(idea, manager):
    Idea.objects.filter(pk=idea.pk).update(answer_owed_since=MONDAY)

    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        answer = post(manager, idea, "answer", ANSWER | {"outcome": "built"})
        page = page_of(idea)

    feedback = OfficialFeedback.objects.get()
    assert answer.status_code == 302
    assert (feedback.signed_name, feedback.signed_department, feedback.author) == ("Noor", "Parks", manager)
    assert Idea.objects.get().answered_at == MONDAY + timedelta(days=1)
    assert "<p>We plant forty limes.</p>" in page
    assert "<strong>Noor</strong><br>Parks" in page
    assert "<strong>Built</strong>" in page
    assert "Answered in time" in page
    assert "The city answered on 5 May 2026." in page


def test_a_second_answer_stands_beside_the_first_and_leaves_the_clock_alone(idea, manager):
    for day in (1, 2):
        with time_machine.travel(MONDAY + timedelta(days=day), tick=False):
            post(manager, idea, "answer", ANSWER | {"text": f"Answer {day}."})

    page = page_of(idea)
    assert Idea.objects.get().answered_at == MONDAY + timedelta(days=1)
    assert page.index("Answer 1.") < page.index("Answer 2.")


@pytest.mark.parametrize("missing", ["text", "signed_name"])
def test_an_answer_without_words_or_name_is_refused_and_keeps_the_rest(idea, manager, missing):
    answer = post(manager, idea, "answer", ANSWER | {missing: " ", "signed_department": "Parks and squares"})

    assert answer.status_code == 422
    assert "Parks and squares" in answer.content.decode()
    assert (OfficialFeedback.objects.count(), OutboxEntry.objects.count()) == (0, 0)
    assert Idea.objects.get().answered_at is None


def test_one_mail_per_reader_and_answer_with_a_way_out(idea, ana, manager):
    bea = a_resident("Bea", email="bea@example.org")
    [follow_discussion(discussion=idea.discussion, participant=person) for person in (ana, bea, manager)]

    post(manager, idea, "answer", ANSWER)
    sent = write_the_mails()

    assert [message.to for message in sent] == [["ana@example.org"], ["bea@example.org"]]
    assert ["We plant forty limes." in message.body for message in sent] == [True, True]
    assert [message.extra_headers["List-Unsubscribe-Post"] for message in sent] == ["List-Unsubscribe=One-Click"] * 2
    assert len({message.extra_headers["List-Unsubscribe"] for message in sent}) == 2


def test_a_retry_mails_nobody_twice_and_a_second_answer_mails_again(idea, ana, manager):
    post(manager, idea, "answer", ANSWER)
    first = OfficialFeedback.objects.get()
    again = tell_of_answer(feedback_id=first.pk, participant_ids={ana.pk})
    [write_the_mails() for _ in range(3)]
    after_one = len(mails())
    post(manager, idea, "answer", ANSWER | {"text": "And benches."})

    assert (again, after_one, len(write_the_mails())) == (0, 1, 2)
    assert Delivery.objects.count() == 2


def test_who_said_no_before_or_meanwhile_gets_nothing(idea, ana, manager):
    bea = a_resident("Bea")
    follow_discussion(discussion=idea.discussion, participant=bea)
    choose_answers_by_mail(person=bea, is_wanted=False)

    post(manager, idea, "answer", ANSWER)
    choose_answers_by_mail(person=ana, is_wanted=False)

    assert OutboxEntry.objects.filter(name="ideas.mail_answer").count() == 1
    assert write_the_mails() == []


@pytest.mark.parametrize("role", ["moderator", "manager", "city_admin"])
def test_each_role_finds_its_own_tools_and_no_other(idea, role):
    person = staff(role)
    page = page_of(idea, person)

    answers = {
        door: post(person, idea, door, data).status_code
        for door, data in (("status", {"status": "planned"}), ("answer", ANSWER), ("hide", {"reason": "Spam"}))
    }

    expected = {
        "moderator": {"status": 404, "answer": 404, "hide": 302},
        "manager": {"status": 302, "answer": 302, "hide": 404},
        "city_admin": {"status": 302, "answer": 302, "hide": 302},
    }
    seen = {
        "status": "Change the status" in page,
        "answer": "Write the city&#x27;s answer" in page or "Write the city's answer" in page,
        "hide": "Hide this idea" in page,
    }
    assert answers == expected[role]
    assert seen == {door: status == 302 for door, status in expected[role].items()}


@pytest.mark.parametrize("person", [a_resident, lambda: None])
def test_services_refuse_who_does_not_work_for_the_city(idea, person):
    by = person()
    acts = {
        "status": lambda: services.change_status(idea=idea, status="planned", by=by, now=MONDAY),
        "answer": lambda: services.write_feedback(idea=idea, by=by, language="en", now=MONDAY, **ANSWER),
        "hide": lambda: services.hide_idea(idea=idea, by=by, reason="Spam"),
        "show": lambda: services.show_idea_again(idea=idea, by=by),
    }

    codes = {}
    for name, act in acts.items():
        with pytest.raises(RuleViolation) as refused:
            act()
        codes[name] = refused.value.code

    assert codes == dict.fromkeys(acts, "staff.not_allowed")
    assert Idea.objects.values_list("status", "visibility", "answered_at").get() == ("proposed", "published", None)


def test_the_table_of_roles_is_complete_and_read_the_same_everywhere(lisbon):
    people = {role: staff(role) for role in ("moderator", "manager", "city_admin")}

    allowed = {role: {str(a) for a in StaffAction if may(frozenset({role}), a)} for role in people}

    assert set(ROLE_MAY) == set(StaffAction)
    assert allowed == {
        "moderator": {"open_desk", "hide", "decide_report", "block"},
        "manager": {"open_desk", "change_status", "answer"},
        "city_admin": {str(action) for action in StaffAction},
    }
    assert [require_staff(people[role], StaffAction(a)) for role, may_do in allowed.items() for a in may_do] == [
        None
    ] * 14
    assert {role: speaks_as(person) for role, person in people.items()} == {role: role for role in people}
    assert (speaks_as(a_resident()), speaks_as(None), may(frozenset(), StaffAction.OPEN_DESK)) == ("", "", False)


def test_a_hidden_idea_is_gone_for_residents_its_author_reads_why_and_it_can_come_back(idea, ana):
    moderator = staff("moderator")

    no_reason = post(moderator, idea, "hide", {"reason": " "})
    hidden = post(moderator, idea, "hide", {"reason": "Names a neighbour."})
    seen = [visitor_client().get(f"/en/ideas/{idea.number}/").status_code, "Names a neighbour." in page_of(idea, ana)]
    back = post(moderator, idea, "hide", {"show": "1"})

    assert (no_reason.status_code, hidden.status_code, back.status_code) == (422, 302, 302)
    assert seen == [410, True]
    assert Idea.objects.values_list("visibility", "hidden_reason").get() == ("published", "")
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="ideas.").order_by("pk")] == [
        "ideas.submitted",
        "ideas.hidden",
        "ideas.shown_again",
    ]


def test_an_answer_to_what_is_off_the_wall_mails_nobody(idea, manager):
    Idea.objects.filter(pk=idea.pk).update(visibility="hidden")

    services.write_feedback(idea=Idea.objects.get(), by=manager, language="en", now=timezone.now(), **ANSWER)

    assert write_the_mails() == []
