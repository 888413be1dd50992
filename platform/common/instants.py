"""How the API writes an instant: UTC, whole seconds, ``2026-11-21T22:11:59Z``. PostgreSQL and Python write it alike.

What is smaller than a second is cut off, not rounded: nothing happens before it happened.
"""

from datetime import UTC, datetime
from typing import Final

# As a regular expression that JSON Schema knows too.
PATTERN: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"


def written(at: datetime) -> str:
    """An aware instant as the API says it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written_in_sql(column: str) -> str:
    """SQL that writes an instant as ``written`` does; null stays null. ``column`` is SQL of ours (timestamptz)."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
