"""Answering a repeated write as the first time: one row per credential and key, in the transaction of the write."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from citizensourcing.participants.models import KeptReply, Participant
from common.exceptions import RuleViolation

KEPT_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that is ours to use (``earlier`` is None), or the reply that it was answered with."""

    pk: int
    earlier: KeptReply | None


def claim_key(*, person: Participant, credential: str, key: str, asked: str, now: datetime) -> Claim:
    """Take a key for one write, or find what it was answered. Inside the transaction of that write.

    ``credential`` says by which means the person writes (``session``, or which token). Each has keys of its own: a
    reply holds what the scopes of the first asker let it see, so another one must not be handed it.

    Who comes at the same moment with the same key waits here until the first has ended: then it finds the reply, or,
    when the first was refused, does the write itself. Raises ``RuleViolation``: ``idempotency.key`` for a key that is
    not 1 to 128 printable ASCII characters, ``idempotency.other_body`` when it was used for something else,
    ``idempotency.shown_once``. One or two queries.
    """
    assert connection.in_atomic_block  # noqa: S101 -- else the key would outlive a write that failed
    if not (1 <= len(key) <= 128 and key.isascii() and key.isprintable()):
        raise RuleViolation("idempotency.key", _("An Idempotency-Key has 1 to 128 printable ASCII characters."))
    stored = hashlib.sha256(f"{credential}\n{key}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO participants_keptreply AS kept
                (person_id, key, asked, status, location, body, is_secret, created_at)
            VALUES (%(person)s, %(key)s, %(asked)s, 0, '', '', false, %(now)s)
            ON CONFLICT (person_id, key) DO UPDATE
                SET asked = excluded.asked, status = 0, location = '', body = '', is_secret = false,
                    created_at = excluded.created_at
                WHERE kept.created_at <= %(oldest)s
            RETURNING id
            """,
            {"person": person.pk, "key": stored, "asked": asked, "now": now, "oldest": now - KEPT_FOR},
        )
        row = cursor.fetchone()
    if row is not None:
        return Claim(int(row[0]), None)
    earlier = KeptReply.objects.get(person=person, key=stored)
    if earlier.asked != asked:
        raise RuleViolation(
            "idempotency.other_body",
            _("This Idempotency-Key was used for something else. Take a new key for a new request."),
        )
    if earlier.is_secret:
        raise RuleViolation(
            "idempotency.shown_once",
            _("That was done, and its key was shown once. If you lost it, end it and make another."),
        )
    return Claim(earlier.pk, earlier)


def keep_reply(*, claim: Claim, status: int, location: str, body: str, is_secret: bool) -> None:
    """Remember what the write was answered, without the body when that may be shown only once."""
    KeptReply.objects.filter(pk=claim.pk).update(
        status=status, location=location, body="" if is_secret else body, is_secret=is_secret
    )


@transaction.atomic
def tidy_replies(*, now: datetime) -> int:
    """Forget replies that are older than a day; how many."""
    gone, _kinds = KeptReply.objects.filter(created_at__lte=now - KEPT_FOR).delete()
    return gone
