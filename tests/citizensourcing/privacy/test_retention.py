"""What is old enough goes, what is a second younger stays, kind by kind; and the tables that people read say so."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone, translation

from accounts.models import User
from audit.models import AuditEntry
from audit.services import SYSTEM, record
from citizensourcing.ideas.models import Attachment
from citizensourcing.ideas.services import drafting
from citizensourcing.moderation import services as moderation
from citizensourcing.moderation.models import Block, Report
from citizensourcing.participants.models import Participant
from citizensourcing.privacy import tasks
from citizensourcing.privacy.models import Departure
from citizensourcing.privacy.retention import KEPT, TIDY
from citizensourcing.privacy.services import leaving, retiring
from citizensourcing.projects.selectors import open_wall
from config.celery import app
from outbox.models import OutboxEntry
from outbox.services import deliver_all
from tests import factories
from tests.citizensourcing.privacy.somebody import a_photo
from tests.helpers import mails, visitor_client

DOCS = Path(__file__).resolve().parents[3] / "docs"
SECOND = timedelta(seconds=1)
NOW = timezone.now()


def at_the_border(tidy, border) -> tuple[int, int]:
    """How many go a second before the border, and how many on it."""
    return tidy(now=border - SECOND), tidy(now=border)


# --- What people read --------------------------------------------------------------------------------------------


def test_the_documentation_repeats_the_table():
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \| (.+?) \|$", (DOCS / "privacy.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    with translation.override("en"):
        said = [(str(kept.what), str(kept.how_long), str(kept.why)) for kept in KEPT]

    assert [row for row in said if row not in rows] == []


def test_the_notice_prints_every_kind(lisbon):
    page = visitor_client().get("/en/about/privacy/").content.decode()

    with translation.override("en"):
        assert [str(kept.how_long) for kept in KEPT if f"{kept.how_long}." not in page] == []


def test_every_kind_has_its_night(lisbon):
    timetable = {(entry["task"], *entry.get("args", [])) for entry in app.conf.beat_schedule.values()}

    sent = tasks.tidy.run()
    keys = set(OutboxEntry.objects.filter(name="privacy.tidy_kind").values_list("payload__key", flat=True))
    deliver_all()

    assert ("control_plane.tasks.fan_out", "privacy.tidy") in timetable
    assert ("control_plane.tasks.fan_out", "privacy.revive") in timetable
    assert (sent, keys) == (len(TIDY), set(TIDY))
    assert not OutboxEntry.objects.filter(done_at=None).exists()


# --- Border by border --------------------------------------------------------------------------------------------


def test_reports_lose_their_words_two_years_after_the_decision(lisbon):
    idea, reporter = factories.an_idea(), factories.a_resident("Rui")
    report = moderation.file_report(
        target=idea, author_id=idea.author_id, reporter=reporter, reason="spam", text="Look at this."
    )
    waits = moderation.file_report(
        target=idea, author_id=idea.author_id, reporter=factories.a_resident(), reason="spam", text="And this."
    )
    moderator = factories.staff("moderator")
    moderation.decide_report(report=report, by=moderator, is_upheld=True, note="Indeed.", now=NOW)

    gone = at_the_border(retiring.empty_decisions, NOW + retiring.DECISIONS)

    report.refresh_from_db()
    assert gone == (0, 1)
    assert (report.text, report.decision_note, report.reporter, report.state) == ("", "", None, "upheld")
    assert Report.objects.get(pk=waits.pk).text == "And this."
    assert retiring.empty_decisions(now=NOW + retiring.DECISIONS) == 0


def test_blocks_go_two_years_after_they_ended(lisbon):
    moderator, person = factories.staff("moderator"), factories.a_resident()
    moderation.block(person=person, by=moderator, reason="Enough.", until=NOW)
    moderation.block(person=person, by=moderator, reason="For good.")
    lifted = moderation.block(person=person, by=moderator, reason="A mistake.")
    moderation.lift_block(block=lifted, by=moderator, now=NOW + timedelta(days=1))

    first = at_the_border(retiring.remove_old_blocks, NOW + retiring.BLOCKS)
    second = at_the_border(retiring.remove_old_blocks, NOW + timedelta(days=1) + retiring.BLOCKS)

    assert (first, second) == ((0, 1), (0, 1))
    assert Block.objects.get().reason == "For good."


def test_what_is_left_of_a_block_goes_when_it_ends(lisbon):
    person = factories.a_resident()
    moderation.block(person=person, by=factories.staff("moderator"), reason="Enough.", until=NOW + timedelta(days=9))
    moderation.forget_person(person=person, now=NOW)

    assert at_the_border(retiring.remove_old_blocks, NOW + timedelta(days=9)) == (0, 1)


def test_audit_entries_go_after_five_years_and_the_rest_stays_unchangeable(lisbon):
    with time_machine.travel(NOW, tick=False):
        record(action="tests.old", actor=SYSTEM)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        record(action="tests.young", actor=SYSTEM)
    AuditEntry.objects.filter(action__startswith="tests.").count()

    gone = (
        retiring.remove_old_audit(now=NOW + retiring.AUDIT),
        AuditEntry.objects.filter(action="tests.old").exists(),
        retiring.remove_old_audit(now=NOW + retiring.AUDIT + SECOND) > 0,
    )

    assert gone == (0, True, True)
    assert list(AuditEntry.objects.filter(action__startswith="tests.").values_list("action", flat=True)) == [
        "tests.young"
    ]
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM audit_auditentry")


def test_an_address_that_never_joined_goes_after_thirty_days(lisbon):
    user = factories.a_user("curious@example.org")
    User.objects.filter(pk=user.pk).update(last_login=NOW)
    factories.a_resident("Ana")

    gone = at_the_border(retiring.remove_newcomers, NOW + retiring.NEWCOMERS)

    assert gone[0] == 0
    assert not User.objects.filter(email="curious@example.org").exists()
    assert Participant.objects.count() == 1


def asleep(name: str, email: str) -> Participant:
    person = factories.a_resident(name, email=email)
    User.objects.filter(pk=person.user_id).update(last_login=NOW)
    return person


def test_three_years_without_signing_in_and_thirty_days_after_a_mail_somebody_is_gone(lisbon):
    person = asleep("Ana", "ana@example.org")
    idea = factories.an_idea("Trees", author=person)
    moderator = factories.staff("moderator")
    User.objects.filter(pk=moderator.user_id).update(last_login=NOW)
    warning = NOW + retiring.UNUSED - retiring.WARNED_BEFORE

    told = at_the_border(retiring.warn_unused, warning)
    again = retiring.warn_unused(now=warning + timedelta(days=1))
    departure = Departure.objects.select_related("participant").get()
    before = leaving.leave_step(departure_id=departure.pk, now=NOW + retiring.UNUSED - timedelta(seconds=2))
    steps = [leaving.leave_step(departure_id=departure.pk, now=NOW + retiring.UNUSED) for _begin_and_end in range(2)]

    assert (told, again, departure.participant, departure.due_at) == ((0, 1), 0, person, NOW + retiring.UNUSED)
    assert (before, steps) == (False, [False, True])
    assert not Participant.objects.filter(pk=person.pk).exists()
    assert Participant.objects.filter(pk=moderator.pk).exists()
    idea.refresh_from_db()
    assert (idea.author, idea.title) == (None, "Trees")


def test_the_mail_before_says_by_when_and_signing_in_is_enough_to_stay(lisbon):
    person = asleep("Ana", "ana@example.org")
    warning = NOW + retiring.UNUSED - retiring.WARNED_BEFORE
    retiring.warn_unused(now=warning)
    User.objects.filter(pk=person.pk).update(last_login=warning + SECOND)
    User.objects.filter(pk=person.user_id).update(last_login=warning + SECOND)

    leaving.leave_step(departure_id=Departure.objects.get().pk, now=NOW + retiring.UNUSED)

    assert Participant.objects.filter(pk=person.pk).exists()
    assert not Departure.objects.exists()
    assert mails()[-1].subject == "Your account on the wall of Lisbon"
    assert "To keep it, sign in once before then:" in mails()[-1].body


def test_authors_from_an_earlier_platform_go_when_nothing_is_by_them(lisbon):
    alone = Participant.objects.create(display_name="Old", external_ref="consul:1")
    author = Participant.objects.create(display_name="Author", external_ref="consul:2")
    factories.an_idea(author=author)
    Participant.objects.filter(pk=alone.pk).update(updated_at=NOW)
    Participant.objects.filter(pk=author.pk).update(updated_at=NOW)

    gone = at_the_border(retiring.remove_strangers, NOW + retiring.STRANGERS)

    assert gone == (0, 1)
    assert Participant.objects.filter(pk=author.pk).exists()


def _dated(name: str) -> str:
    stored = default_storage.save(name, ContentFile(b"x"))
    os.utime(default_storage.path(stored), (NOW.timestamp(), NOW.timestamp()))
    return stored


def test_files_that_belong_to_nothing_go_after_a_day(lisbon, files):
    draft = drafting.begin_draft(
        person=factories.a_resident(), project=open_wall(), title="Benches", text="Shade.", now=timezone.now()
    )
    kept = drafting.attach_picture(draft=draft, upload=a_photo())
    os.utime(default_storage.path(kept.file.name), (NOW.timestamp(), NOW.timestamp()))
    for name in ("ideas/orphan.webp", "copies/7f1c.zip", "brand/logo.png"):
        _dated(name)

    gone = at_the_border(retiring.remove_orphans, NOW + retiring.ORPHANS)

    assert gone == (0, 2)
    assert default_storage.exists(kept.file.name)
    assert default_storage.exists("brand/logo.png")
    assert Attachment.objects.count() == 1


def test_drawn_previews_go_after_ninety_days(lisbon, files):
    _dated("previews/2026-00001/en.abc.png")

    assert at_the_border(retiring.remove_old_previews, NOW + retiring.PREVIEWS) == (0, 1)
