"""What leaves is written with its cause, gone with its rollback, delivered once, tried again, and then forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import current_app
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from kombu.exceptions import OperationalError

from common.schema import current_schema, in_public
from config.celery import app
from control_plane.tasks import fan_out, sweep_outboxes
from outbox import services
from outbox.mail import sender
from outbox.models import OutboxEntry
from outbox.tasks import sweep_city, tidy
from tests.helpers import mails

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, dict]]:
    """What is handed to the broker: the network's edge, so it stands in for it."""
    handed: list[tuple[str, dict]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **more: handed.append((name, more)))
    return handed


@pytest.fixture
def broker_is_down(monkeypatch) -> None:
    def refuse(_name, **_more):
        raise OperationalError("connection refused")

    monkeypatch.setattr(current_app, "send_task", refuse)


def write_to(address: str = "ana@example.org", **headers: str) -> None:
    message = EmailMultiAlternatives("Hello", "Plain", "wall@example.org", [address], headers=headers)
    message.attach_alternative("<p>Rich</p>", "text/html")
    message.send()


def test_an_entry_goes_to_a_worker_of_its_city_when_its_cause_is_committed(
    lisbon, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        entry = services.enqueue("ideas.learn", {"a": 1})
        before_commit = list(sent)

    assert before_commit == []
    assert sent == [("outbox.deliver", {"args": [entry.pk], "headers": {"_schema_name": lisbon.schema_name}})]


def test_an_entry_is_gone_with_the_rollback_of_its_cause(lisbon, sent, django_capture_on_commit_callbacks):
    def fail_after_writing() -> None:
        with transaction.atomic():
            services.enqueue("ideas.learn")
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fail_after_writing()

    assert (OutboxEntry.objects.count(), sent) == (0, [])


def test_one_key_is_one_entry_and_a_second_does_not_break_the_transaction(lisbon):
    first, second = (services.enqueue("x", key="answer:1:2") for _ in range(2))
    without = [services.enqueue("x") for _ in range(2)]

    assert (first is not None, second, None in without) == (True, None, False)
    assert OutboxEntry.objects.count() == 3


def test_what_is_for_later_is_neither_published_nor_delivered_before(lisbon, sent, django_capture_on_commit_callbacks):
    with time_machine.travel(NOON, tick=False) as clock, django_capture_on_commit_callbacks(execute=True):
        entry = services.enqueue("ideas.learn", due_at=NOON + timedelta(hours=1))
        early = (services.due_entries(), services.deliver(entry.pk))
        clock.shift(3600)
        late = services.due_entries()

    assert (early, late, sent) == (([], False), [entry.pk], [])


def test_a_broker_that_is_down_loses_nothing_and_the_sweeper_delivers(
    lisbon, broker_is_down, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        write_to()

    swept = sweep_city.run()

    assert (swept, [message.to for message in mail.outbox]) == (1, [["ana@example.org"]])


def test_a_mail_arrives_as_it_was_written_once_and_then_its_words_are_forgotten(lisbon):
    write_to(**{"X-Purpose": "answer", "X-Outbox-Key": "k", "Reply-To": "no@example.org"})
    write_to(**{"X-Purpose": "answer", "X-Outbox-Key": "k"})
    [waiting] = OutboxEntry.objects.all()
    kept = waiting.payload["to"]

    [message] = mails()
    again = [services.deliver(waiting.pk), services.deliver(waiting.pk), sweep_city.run()]

    waiting.refresh_from_db()
    assert (waiting.kind, waiting.name, kept) == ("mail", "answer", ["ana@example.org"])
    assert (message.subject, message.body, message.alternatives[0][0]) == ("Hello", "Plain", "<p>Rich</p>")
    assert dict(message.extra_headers) == {"Reply-To": "no@example.org"}
    assert (again, len(mail.outbox)) == ([False, False, 0], 1)
    assert (waiting.payload, waiting.attempts, waiting.done_at is None) == ({}, 1, False)


@app.task(name="tests.tell")
def tell(words: str) -> None:
    services.enqueue("told", {"words": words, "where": current_schema()}, due_at=datetime(2999, 1, 1, tzinfo=UTC))


@app.task(name="tests.tell_and_fail")
def tell_and_fail() -> None:
    tell.run("never mind")
    raise RuntimeError


def test_a_task_has_run_in_its_city_when_its_entry_is_done_and_needs_no_broker(lisbon, broker_is_down):
    entry = services.enqueue("tests.tell", {"words": "hello"})

    done = services.deliver(entry.pk)
    again = services.deliver(entry.pk)

    entry.refresh_from_db()
    assert (done, again, entry.done_at is None) == (True, False, False)
    assert OutboxEntry.objects.get(name="told").payload == {"words": "hello", "where": lisbon.schema_name}


def test_what_a_task_wrote_before_it_failed_is_undone_and_the_task_waits(lisbon):
    entry = services.enqueue("tests.tell_and_fail")

    done = services.deliver(entry.pk)

    entry.refresh_from_db()
    assert (done, entry.done_at, entry.attempts, entry.last_error) == (False, None, 1, "RuntimeError")
    assert not OutboxEntry.objects.filter(name="told").exists()


def test_what_was_given_up_is_not_tried_by_a_late_message_either(lisbon):
    entry = services.enqueue("tests.tell", {"words": "late"})
    OutboxEntry.objects.filter(pk=entry.pk).update(attempts=services.GIVE_UP_AFTER)

    assert services.deliver(entry.pk) is False


def test_a_sweep_begins_nothing_when_its_time_is_over(lisbon):
    for _ in range(3):
        services.enqueue("tests.tell", {"words": "hello"})

    assert services.deliver_due(seconds=-1) == 0
    assert services.deliver_due(seconds=10) == 3


def test_what_need_not_be_kept_goes_once_a_day(lisbon):
    days = timedelta(days=1)
    rows = {
        "done long ago": {"done_at": NOON - 31 * days},
        "done lately": {"done_at": NOON - 29 * days},
        # The last pause of a day is added to an entry that is given up.
        "given up long ago": {"attempts": services.GIVE_UP_AFTER, "due_at": NOON - 6 * days - timedelta(seconds=1)},
        "given up lately": {"attempts": services.GIVE_UP_AFTER, "due_at": NOON - 6 * days + timedelta(seconds=1)},
        "waiting": {"attempts": 1, "due_at": NOON - 60 * days},
    }
    for name, columns in rows.items():
        entry = services.enqueue(name, {"to": ["ana@example.org"]}, kind="mail")
        OutboxEntry.objects.filter(pk=entry.pk).update(**columns)
    for name, until in (("old", NOON - days), ("new", NOON + days)):
        Session.objects.create(session_key=name, session_data="", expire_date=until)

    with time_machine.travel(NOON, tick=False):
        first, second = tidy.run(), tidy.run()

    left = dict(OutboxEntry.objects.values_list("name", "payload"))
    kept = {"to": ["ana@example.org"]}
    assert (first, second) == (3, 0)
    assert left == {"done lately": kept, "given up long ago": {}, "given up lately": kept, "waiting": kept}
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_every_city_and_the_platform_are_tidied_daily():
    planned = [entry for entry in app.conf.beat_schedule.values() if "outbox.tidy" in str(entry)]

    assert [(entry["task"], entry.get("args"), entry["schedule"]) for entry in planned] == [
        ("control_plane.tasks.fan_out", ["outbox.tidy"], 86400.0),
        ("outbox.tidy", None, 86400.0),
    ]


def test_a_failure_is_tried_again_ever_more_rarely_and_then_waits_for_somebody(lisbon):
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        entry = services.enqueue("no.such_task")
        for _ in range(services.GIVE_UP_AFTER):
            services.deliver(entry.pk)
            entry.refresh_from_db()
            waits.append((entry.due_at - datetime.now(UTC)).total_seconds())
            too_early = services.deliver(entry.pk)
            clock.move_to(entry.due_at)
        given_up = services.due_entries()

    assert waits == [10, 30, 120, 600, 3600, 21600, 86400]
    assert (too_early, given_up, entry.attempts, entry.done_at) == (False, [], 7, None)
    assert entry.last_error == "NotRegistered"


def test_what_went_wrong_is_remembered_without_an_address(lisbon, settings):
    settings.OUTBOX_MAIL_BACKEND = "tests.outbox.no_such_backend"
    write_to("ana@example.org")

    services.deliver_all()

    assert OutboxEntry.objects.values_list("attempts", "last_error").get() == (1, "ImportError")


def test_after_a_failure_the_next_try_delivers(lisbon, settings):
    settings.OUTBOX_MAIL_BACKEND = "tests.outbox.no_such_backend"
    with time_machine.travel(NOON, tick=False) as clock:
        write_to()
        services.deliver_all()
        settings.OUTBOX_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        clock.shift(10)
        done = services.deliver_all()

    assert (done, len(mail.outbox)) == (1, 1)
    assert OutboxEntry.objects.values_list("attempts", "payload").get() == (2, {})


def test_the_sweeper_is_sent_where_something_is_overdue_and_nowhere_else(lisbon, porto, sent):
    with time_machine.travel(NOON, tick=False):
        services.enqueue("ideas.learn")

    with in_public():
        sent_to = sweep_outboxes()

    assert sent_to == 1
    assert sent == [("outbox.sweep_city", {"headers": {"_schema_name": lisbon.schema_name}})]


@pytest.mark.parametrize(
    "columns",
    [{"done_at": NOON}, {"attempts": services.GIVE_UP_AFTER}, {"due_at": datetime(2999, 1, 1, tzinfo=UTC)}],
    ids=["done", "given up", "for later"],
)
def test_no_sweeper_is_sent_for_what_cannot_be_delivered_now(lisbon, sent, columns):
    with time_machine.travel(NOON, tick=False):
        entry = services.enqueue("ideas.learn")
    OutboxEntry.objects.filter(pk=entry.pk).update(**columns)

    with in_public():
        sent_to = sweep_outboxes()

    assert (sent_to, sent) == (0, [])


def test_the_timetable_sends_one_task_per_living_city_paying_ones_first(lisbon, porto, sent):
    type(porto).objects.filter(pk=porto.pk).update(state="active")
    type(lisbon).objects.filter(pk=lisbon.pk).update(state="pilot")

    with in_public():
        sent_to = fan_out("ideas.fold_views")

    assert sent_to == 2
    assert sent == [
        ("ideas.fold_views", {"headers": {"_schema_name": porto.schema_name}}),
        ("ideas.fold_views", {"headers": {"_schema_name": lisbon.schema_name}}),
    ]


def test_the_sender_is_the_citys_name_at_the_platforms_address(settings):
    settings.DEFAULT_FROM_EMAIL = "Commonwall <wall@example.org>"

    assert sender("São  Paulo\n") == "=?utf-8?q?S=C3=A3o_Paulo?= <wall@example.org>"
