"""Letting programs act for somebody, and ending that."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.participants.models import ApiToken, Participant, Scope
from citizensourcing.participants.selectors import token_of
from citizensourcing.participants.services.joining import actor
from citizensourcing.participants.services.replies import claim_key, keep_reply
from common.exceptions import RuleViolation
from common.sanitise import is_far_too_long, plain

LONGEST_LIFE: Final = 365  # days
LIVING_AT_MOST: Final = 20
_TOKEN: Final = re.compile(r"cw_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token with its text, which is nowhere else and never comes again."""

    token: ApiToken
    text: str


@transaction.atomic
def make_token_once(
    *, person: Participant, form: str, name: str, scopes: Collection[str], days: int, now: datetime
) -> MadeToken:
    """As ``make_token``, once for each form that somebody was given: sent again (by reloading), it makes no second key.

    ``form`` is what the form was marked with. Raises also ``RuleViolation``: ``idempotency.shown_once``,
    ``idempotency.key``.
    """
    claim = claim_key(person=person, credential="page", key=f"form:{form}", asked="a key", now=now)
    made = make_token(person=person, name=name, scopes=scopes, days=days, now=now)
    keep_reply(claim=claim, status=200, location="", body="", is_secret=True)
    return made


@transaction.atomic
def make_token(*, person: Participant, name: str, scopes: Collection[str], days: int, now: datetime) -> MadeToken:
    """Let a program act for this person for so many days, as far as the scopes go.

    Raises ``RuleViolation``: ``program.name``, ``program.scopes``, ``program.expiry``, ``program.too_many``.
    """
    clean = "" if is_far_too_long(name, _LONGEST_NAME) else " ".join(plain(name).split())
    if not clean or len(clean) > _LONGEST_NAME:
        raise RuleViolation(
            "program.name", _("Give the program a name of up to sixty characters, so that you know it again."),
            field="name",
        )  # fmt: skip
    chosen = [scope for scope in Scope.values if scope in set(scopes)]
    if len(chosen) != len(set(scopes)):
        raise RuleViolation("program.scopes", _("Choose from the list what it may do."), field="scopes")
    if not 1 <= days <= LONGEST_LIFE:
        raise RuleViolation("program.expiry", _("A key lasts from one day to a year."), field="days")
    # Two at once must both see the other: the person's row is the queue.
    Participant.objects.select_for_update().only("pk").get(pk=person.pk)
    if ApiToken.objects.filter(person=person, revoked_at=None, expires_at__gt=now).count() >= LIVING_AT_MOST:
        raise RuleViolation(
            "program.too_many",
            _("You let %(count)d programs act for you already. End one that you no longer use.")
            % {"count": LIVING_AT_MOST},
        )
    prefix = secrets.token_hex(4)
    text = f"cw_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        person=person,
        name=clean,
        prefix=prefix,
        digest=digest_of(text),
        scopes=chosen,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.save(force_insert=True)
    record(action="participants.token_made", actor=actor(person), target=token, data={"scopes": chosen, "days": days})
    return MadeToken(token, text)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Participant, now: datetime) -> bool:
    """End what a program may do, at once; True if it still could."""
    ended = ApiToken.objects.filter(pk=token.pk, person=by, revoked_at=None).update(revoked_at=now)
    if ended:
        token.revoked_at = now
        record(action="participants.token_revoked", actor=actor(by), target=token)
    return bool(ended)


def holder_of(header: str, *, now: datetime) -> tuple[ApiToken, frozenset[str]]:
    """The token that an ``Authorization`` header carries, with its person, and the person's roles. One query.

    Its use is noted: a write, once a day. Raises ``RuleViolation``: ``token.unknown``, ``token.revoked``,
    ``token.expired``.
    """
    scheme, _space, text = header.partition(" ")
    parts = _TOKEN.fullmatch(text.strip())
    found = token_of(digest_of(parts[0])) if scheme.lower() == "bearer" and parts else None
    if parts is None or found is None or not hmac.compare_digest(found[0].prefix, parts[1]):
        raise RuleViolation(
            "token.unknown", _("This key opens nothing here. Make one on the page “Programs” of this wall.")
        )
    token, roles = found
    if token.revoked_at is not None or token.person.user is None or not token.person.user.is_active:
        raise RuleViolation("token.revoked", _("This key was ended. Make another on the page “Programs”."))
    if token.expires_at <= now:
        raise RuleViolation("token.expired", _("This key has run out. Make another on the page “Programs”."))
    note_use(token=token, today=now.date())
    return token, roles


def reads_as(token: ApiToken, roles: frozenset[str]) -> tuple[Participant | None, frozenset[str]]:
    """Who a program reads as, and what they are here: nobody, when its token covers neither what is theirs nor their
    ideas; then it reads what everybody reads.
    """
    covers = Scope.ME_READ in token.scopes or Scope.IDEAS_WRITE in token.scopes
    return (token.person, roles) if covers else (None, frozenset())


def note_use(*, token: ApiToken, today: date) -> None:
    """Remember the day of its latest use: at most one write a day."""
    if token.last_used_on is None or token.last_used_on < today:
        stale = Q(last_used_on=None) | Q(last_used_on__lt=today)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_on=today)
        token.last_used_on = today


def digest_of(text: str) -> str:
    """What is stored of a token: 64 hexadecimal digits. The text holds 256 random bits, so no salt is needed."""
    return hashlib.sha256(text.encode()).hexdigest()
