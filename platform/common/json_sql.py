"""Answers whose JSON PostgreSQL writes: text from the database into the response, no object in between."""

from collections.abc import Mapping
from typing import Any

from django.db import connection


def json_list(select: str, values: Mapping[str, Any] | None = None) -> bytes:
    """The rows of a SELECT as a JSON list of objects, in its order; columns are the fields. One query.

    ``select`` is SQL of ours, never made of what somebody sent: that goes into ``values`` (``%(name)s``).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(json_agg(row_to_json(line)), '[]')::text FROM ({select}) AS line",  # noqa: S608 -- ours
            values,
        )
        return str(cursor.fetchone()[0]).encode()
