"""Rows of one person into files: JSON for programs, CSV for people, a chunk at a time."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from citizensourcing.privacy import folders
from citizensourcing.privacy.kinds import KINDS, Kind, Row
from citizensourcing.privacy.models import DataCopy
from tenants.context import require_city

CHUNK: Final = 500
# What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def is_complete(copy: DataCopy) -> bool:
    """True when every kind is gathered."""
    return int(copy.cursor.get("kind", 0)) >= len(KINDS)


def gather(copy: DataCopy, *, limit: int) -> bool:
    """Write the next rows (``limit`` at most) and move the cursor in memory; False when nothing is left.

    The files are first cut back to where the cursor says they ended: what a killed step wrote behind that is undone.
    """
    if is_complete(copy):
        return False
    number, after = int(copy.cursor.get("kind", 0)), int(copy.cursor.get("after", _BEFORE_ALL))
    kind, workshop = KINDS[number], folders.workshop(copy.key)
    is_first = "after" not in copy.cursor
    with translation.override(copy.language):
        found, next_after = kind.batch(copy.participant, after=after, limit=limit)
    zone = ZoneInfo(require_city().time_zone)
    rows = [{name: _in_zone(value, zone) for name, value in row.items()} for row in found]
    ends = {} if is_first else copy.cursor["ends"]
    data, table = workshop / f"{kind.name}.json", workshop / f"{kind.name}.csv"
    ends[data.name] = _append(
        data, ends.get(data.name, 0), _as_json(rows, is_first=is_first, is_last=next_after is None)
    )
    if kind.as_table:
        ends[table.name] = _append(table, ends.get(table.name, 0), _as_csv(kind, rows, is_first=is_first))
    copy.cursor = {"kind": number + 1} if next_after is None else {"kind": number, "after": next_after, "ends": ends}
    return True


# Numbers of rows begin at one; a row without a name has one below zero, but nobody asks for its copy.
_BEFORE_ALL: Final = 0


def _in_zone(value: Any, zone: ZoneInfo) -> Any:
    """A moment as ISO 8601 in the city's zone, to the second; everything else as it is."""
    return value.astimezone(zone).isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _append(file: Path, end: int, content: bytes) -> int:
    """Write behind byte ``end``, whatever stood there; where the file ends now."""
    with file.open("r+b" if file.exists() else "w+b") as out:
        out.truncate(end)
        out.seek(end)
        out.write(content)
        return out.tell()


def _as_json(rows: list[Row], *, is_first: bool, is_last: bool) -> bytes:
    lines = ",\n".join(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows)
    opening = "[\n" if is_first else (",\n" if rows else "")
    return (opening + lines + ("\n]\n" if is_last else "")).encode()


def _as_csv(kind: Kind, rows: list[Row], *, is_first: bool) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if is_first:
        out.write("\ufeff")  # spreadsheets then read the accents
        writer.writerow(kind.columns)
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = " · ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, (int, float)) else text
