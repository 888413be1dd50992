"""Letting go of what need not be kept any longer, kind by kind. Each is safe to run again, a bite at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.services import forget_user
from audit import services as audit
from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Attachment, Idea, Vote
from citizensourcing.moderation.models import Block, Report
from citizensourcing.notifications.services import language_of, write_notice
from citizensourcing.participants.models import Participant
from citizensourcing.privacy import folders
from citizensourcing.privacy.models import DataCopy, Departure
from citizensourcing.privacy.services import leaving
from common.exceptions import RuleViolation
from tenants.addresses import absolute
from tenants.context import require_city

DECISIONS: Final = timedelta(days=2 * 365)
BLOCKS: Final = timedelta(days=2 * 365)
AUDIT: Final = timedelta(days=5 * 365)
NEWCOMERS: Final = timedelta(days=30)
UNUSED: Final = timedelta(days=3 * 365)
WARNED_BEFORE: Final = timedelta(days=30)
STRANGERS: Final = timedelta(days=30)
ORPHANS: Final = timedelta(days=1)
PREVIEWS: Final = timedelta(days=90)
_AT_MOST: Final = 200


def empty_decisions(*, now: datetime) -> int:
    """Take free words and the reporter's name off reports decided two years ago; how many. Counts by reason stay."""
    old = Report.objects.filter(decided_at__lte=now - DECISIONS)
    return old.exclude(text="", decision_note="", reporter=None).update(text="", decision_note="", reporter=None)


def remove_old_blocks(*, now: datetime) -> int:
    """Remove blocks that have been over for two years; how many. Those of people who left go when they end."""
    over = Q(lifted_at__lte=now - BLOCKS) | Q(until__lte=now - BLOCKS)
    of_the_gone = Q(participant=None) & (Q(until__lte=now) | Q(lifted_at__isnull=False))
    removed, _of = Block.objects.filter(over | of_the_gone).delete()
    return removed


def remove_old_audit(*, now: datetime) -> int:
    """Remove audit entries of five years ago; how many."""
    return audit.forget_older_than(now - AUDIT)


def remove_newcomers(*, now: datetime) -> int:
    """Remove accounts that signed in and never joined, thirty days after their last sign-in; how many."""
    never = (
        User.objects.filter(participant=None, staff_roles=None, is_staff=False)
        .annotate(last=Coalesce("last_login", "date_joined"))
        .filter(last__lte=now - NEWCOMERS)
    )
    gone = list(never.order_by("pk")[:_AT_MOST])
    for user in gone:
        forget_user(user)
    return len(gone)


def warn_unused(*, now: datetime) -> int:
    """Tell whoever has not signed in for three years less thirty days that they leave then; how many were told.

    Staff are the city's to look after. Signing in during these days takes it back (``leaving.leave_step``).
    """
    asleep = (
        Participant.objects.filter(user__is_active=True, departure=None, user__staff_roles=None)
        .annotate(last=Coalesce("user__last_login", "user__date_joined"))
        .filter(last__lte=now - UNUSED + WARNED_BEFORE)
        .select_related("user")
    )
    told = 0
    for person in asleep.order_by("pk")[:_AT_MOST]:
        told += _warn(person, now)
    return told


@transaction.atomic
def _warn(person: Participant, now: datetime) -> bool:
    try:
        departure = leaving.ask_to_leave(
            person=person, keeps_texts=True, now=now, because=Departure.Because.UNUSED, grace=WARNED_BEFORE
        )
    except RuleViolation:
        return False
    city = require_city()
    with translation.override(language_of(person, city)):
        link = absolute(city, reverse("account_login"))
    return write_notice(
        to=person,
        template="privacy/mail/unused",
        key=f"unused:{departure.pk}",
        context={"link": link, "due_at": departure.due_at},
    )


def remove_strangers(*, now: datetime) -> int:
    """Remove authors from an earlier platform by whom nothing is here any more, thirty days after; how many."""
    by_them = {"author": OuterRef("pk")}
    alone = Participant.objects.filter(
        ~Exists(Idea.objects.filter(**by_them)),
        ~Exists(Comment.objects.filter(**by_them)),
        ~Exists(Vote.objects.filter(voter=OuterRef("pk"))),
        user=None,
        external_ref__isnull=False,
        updated_at__lte=now - STRANGERS,
    )
    removed, _of = Participant.objects.filter(pk__in=list(alone.values_list("pk", flat=True)[:_AT_MOST])).delete()
    return removed


def remove_orphans(*, now: datetime) -> int:
    """Remove files that nothing points at and that are a day old: what a killed process left behind; how many."""
    known = set(Attachment.objects.values_list("file", flat=True))
    known |= set(Attachment.objects.values_list("thumbnail", flat=True))
    removed = 0
    for path in _older_than(now - ORPHANS, "ideas"):
        if f"ideas/{path.name}" not in known:
            path.unlink(missing_ok=True)
            removed += 1
    keys = {str(key) for key in DataCopy.objects.values_list("key", flat=True)}
    for path in _older_than(now - ORPHANS, folders.FOLDER):
        if path.stem not in keys and path.parent.name not in keys:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def remove_old_previews(*, now: datetime) -> int:
    """Remove link-preview pictures drawn ninety days ago; how many. Who asks for one gets it drawn anew."""
    old = list(_older_than(now - PREVIEWS, "previews"))
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _older_than(moment: datetime, folder: str) -> Iterator[Path]:
    """The files beneath a folder of the city that were last written before then."""
    for path in sorted(Path(default_storage.path(folder)).rglob("*")):
        if path.is_file() and path.stat().st_mtime <= moment.timestamp():
            yield path
