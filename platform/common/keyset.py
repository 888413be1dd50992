"""Paging by key: the next page begins after the last row seen, so that new rows never shift what was read."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, newest first, and the cursor after which the next page begins (empty on the last)."""

    rows: list[Row]
    after: str


def newest_first(rows: QuerySet[Row], *, by: str, after: str = "", size: int = 20) -> Page[Row]:
    """A page of rows, ordered by the instant in field ``by`` and then the id, both falling. One query.

    A cursor that nobody of ours made is read as the beginning.
    """
    seen = _read(after)
    if seen is not None:
        at, pk = seen
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk}))
    found: list[Any] = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    return Page(found, _write(getattr(found[-1], by), found[-1].pk) if has_more else "")


def _write(at: datetime, pk: int) -> str:
    return f"{(at - _EPOCH) // _MICROSECOND}-{pk}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    instant, _dash, pk = cursor.partition("-")
    if not (instant.isdecimal() and pk.isdecimal() and len(cursor) <= 40):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(instant)), min(int(pk), 2**63 - 1)
    except OverflowError:
        return None
