"""Cursors: sealed words that say where the next page of one question begins, and are worth nothing elsewhere."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, Final

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from common.exceptions import RuleViolation
from common.schema import current_schema

USUAL: Final = 20
AT_MOST: Final = 100
_SEAL: Final = 12  # bytes
_LONGEST: Final = 400


def seal(place: Sequence[Any], *, question: Sequence[Any]) -> str:
    """A cursor for a place (JSON values) in the answer to a question: an order with its filters.

    Only this city reads it, and only for the same question.
    """
    text = json.dumps([_digest(question), *place], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sign(text) + text).decode().rstrip("=")


def unseal(cursor: str, *, question: Sequence[Any]) -> list[Any]:
    """The place that a cursor names.

    Raises ``RuleViolation``: ``cursor.unreadable`` for what was not made here, ``cursor.stale`` for a cursor of
    another order or other filters.
    """
    try:
        raw = base64.b64decode(cursor[:_LONGEST] + "=" * (-len(cursor[:_LONGEST]) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as broken:
        raise _unreadable() from broken
    if not hmac.compare_digest(raw[:_SEAL], _sign(raw[_SEAL:])):
        raise _unreadable()
    place: list[Any]
    asked, *place = json.loads(raw[_SEAL:])
    if asked != _digest(question):
        raise RuleViolation(
            "cursor.stale",
            _("This cursor belongs to another order or other filters. Begin without one."),
            field="after",
        )
    return place


def limit_of(given: str | None) -> int:
    """How many to a page: 1 to 100, 20 when nothing is said (None). Raises ``ValidationError``."""
    if given is None:
        return USUAL
    if not (given.isascii() and given.isdecimal() and len(given) <= 4 and 1 <= int(given) <= AT_MOST):
        raise ValidationError({"limit": [_("Ask for 1 to 100 at a time.")]})
    return int(given)


def _unreadable() -> RuleViolation:
    return RuleViolation("cursor.unreadable", _("This cursor was not made here. Begin without one."), field="after")


def _sign(text: bytes) -> bytes:
    seal: bytes = salted_hmac(f"{current_schema()}:cursor", text, algorithm="sha256").digest()[:_SEAL]
    return seal


def _digest(question: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(list(question)).encode()).hexdigest()[:12]
