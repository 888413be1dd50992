"""Signed tokens that are worth nothing in another city."""

from typing import Any

from django.core import signing

from common.schema import current_schema


def _salt(purpose: str) -> str:
    return f"{current_schema()}:{purpose}"


def sign(value: Any, *, purpose: str) -> str:
    """A token for an address: the value is readable, but only we can have made it, for this city and purpose."""
    return signing.dumps(value, salt=_salt(purpose), compress=True)


def read(token: str, *, purpose: str, max_age: int | None = None) -> Any:
    """The value of a token. Raises ``django.core.signing.BadSignature`` when it was not made here, or is too old."""
    return signing.loads(token, salt=_salt(purpose), max_age=max_age)
