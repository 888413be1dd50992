"""Pages of rows that PostgreSQL has already written as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class JsonPage:
    """A JSON list, and where the next page begins (None on the last): the last row's place in the order, as JSON."""

    items: bytes
    place: list[Any] | None


def json_page(statement: str, values: Mapping[str, Any], *, limit: int) -> JsonPage:
    """A page of at most ``limit`` rows. One query.

    ``statement`` gives up to ``limit + 1`` rows in order: the row as JSON text, the value it is ordered by (a number
    or an instant), its id.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    items = f"[{','.join(row[0] for row in rows[:limit])}]".encode()
    if len(rows) <= limit:
        return JsonPage(items, None)
    _body, value, pk = rows[limit - 1]
    return JsonPage(items, [value.isoformat() if isinstance(value, datetime) else value, pk])
