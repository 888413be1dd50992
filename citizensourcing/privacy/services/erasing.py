"""Taking somebody out of a city, so that nothing here tells of them any more. Safe to call again, also after a restore.

The order matters: first the list that a restore cannot undo, then nobody signs in any more, then texts in chunks, and
last, in one transaction, everything else. Killed in between, the next call goes on.
"""

import time
from datetime import datetime
from functools import partial

from django.core.cache import cache
from django.db import transaction

from accounts import services as accounts
from audit.services import SYSTEM, record
from citizensourcing.discussions.models import CommentLike
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Vote
from citizensourcing.moderation import services as moderation
from citizensourcing.participants import services as participants
from citizensourcing.participants.models import Participant
from citizensourcing.privacy import folders
from citizensourcing.privacy.models import DataCopy
from common.schema import current_schema
from outbox import services as outbox
from tenants.context import require_city
from tenants.models import Erasure
from web import kept

_CHUNK = 50


@transaction.atomic
def begin(*, person: Participant, keeps_texts: bool, now: datetime) -> None:
    """Write it on the list in ``public`` and close the account. What follows can be done again from that alone."""
    Erasure.objects.update_or_create(
        city=require_city(),
        participant=person.pk,
        joined_at=person.created_at,
        defaults={"keeps_texts": keeps_texts},
        create_defaults={"keeps_texts": keeps_texts, "erased_at": now},
    )
    if person.user is not None:
        accounts.close_account(person.user)


def go_on(*, person: Participant, keeps_texts: bool, now: datetime, until: float) -> bool:
    """Take texts down, chunk by chunk, until ``until`` (monotonic seconds), then all the rest; True when done."""
    while ideas.take_down_texts(author=person, keeps_texts=keeps_texts, limit=_CHUNK):
        if time.monotonic() > until:
            return False
    _finish(person, now)
    return True


def erase(*, person: Participant, keeps_texts: bool, now: datetime) -> None:
    """All of it, here and now: for commands and tests."""
    begin(person=person, keeps_texts=keeps_texts, now=now)
    go_on(person=person, keeps_texts=keeps_texts, now=now, until=float("inf"))


@transaction.atomic
def _finish(person: Participant, now: datetime) -> None:
    # Whoever writes in this name just now, in another request, waits here and then finds nobody.
    locked = Participant.objects.select_for_update(of=("self",)).select_related("user").filter(pk=person.pk).first()
    if locked is None:
        return
    folders.drop_copies(DataCopy.objects.filter(participant=locked))
    ideas.let_go_of_author(author=locked, heir=_heir_of(locked))
    moderation.forget_person(person=locked, now=now)
    outbox.forget(person=locked.pk)
    user = locked.user
    participants.forget_person(locked)
    if user is not None:
        accounts.forget_user(user)
    record(action="privacy.erased", actor=SYSTEM)
    transaction.on_commit(partial(_forget_pages, current_schema()))


def _forget_pages(schema: str) -> None:
    """Pages and lists that were kept for the next reader still hold names and words."""
    cache.delete_beginning("wall:")  # type: ignore[attr-defined]  # our cache's own
    kept.forget(schema)


def _heir_of(person: Participant) -> Participant | None:
    supports = Vote.objects.filter(voter=person).exists() or CommentLike.objects.filter(participant=person).exists()
    return participants.make_heir() if supports else None
