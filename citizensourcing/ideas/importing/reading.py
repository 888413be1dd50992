"""From a file to rows of text: encodings, delimiters, headers, and what is wrong with them, in one sentence each."""

import csv
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from citizensourcing.ideas.importing.rows import BadRow, FileProblem, Refused

LARGEST_FILE: Final = 200 * 1024 * 1024
LARGEST_FIELD: Final = 1_000_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_FIRST_YEAR: Final = 1990
# What begins with these is no text; the second column names it in the sentence.
_BINARIES: Final = (
    (b"PK\x03\x04", "xlsx, ods, zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_TIME_SHAPES: Final = (
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S.%f %z",
    "%Y-%m-%d %H",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
)


def fold(name: str) -> str:
    """A name as it is compared: small letters, no accents, every run of other signs one space."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in letters if not unicodedata.combining(c))))


def column(header: str) -> str:
    """A header as it is compared: accents and case do not count, spaces are underscores."""
    letters = unicodedata.normalize("NFKD", header.strip().casefold())
    return "_".join("".join(c for c in letters if not unicodedata.combining(c)).split())


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its number (the header is row 1) and its values by ``column`` name."""

    number: int
    values: dict[str, str]

    def text(self, *columns: str) -> str:
        """The first of the columns with something in it, without space around; else empty."""
        return next((found for name in columns if (found := self.values.get(name, "").strip())), "")

    def whole(self, *columns: str) -> int:
        """A count from 0; empty is 0. Spreadsheets write ``33.0``."""
        written = self.text(*columns)
        if not written:
            return 0
        try:
            value = float(written.replace("\u202f", "").replace("\xa0", "").replace(" ", ""))
        except ValueError:
            value = -1.0
        if not 0 <= value < 2**31 or value != int(value):
            raise BadRow(_("“%(value)s” is no count (%(column)s).") % {"value": written[:40], "column": columns[0]})
        return int(value)

    def degrees(self, *columns: str, most: int) -> float | None:
        """A coordinate within ±``most``; None when empty. A decimal comma is understood."""
        written = self.text(*columns)
        if not written:
            return None
        try:
            value = float(written.replace(",", "."))
        except ValueError:
            value = float("nan")
        if not -most <= value <= most:
            raise BadRow(
                _("“%(value)s” is no coordinate (%(column)s).") % {"value": written[:40], "column": columns[0]}
            )
        return value

    def instant(self, *columns: str, zone: ZoneInfo, now: datetime) -> datetime | None:
        """A moment, in the zone it names or else in ``zone``; None when empty."""
        written = self.text(*columns)
        return instant(written, zone=zone, now=now) if written else None


def instant(written: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """A moment as exports write it; without an hour it is the day's first. Raises BadRow, also for the future."""
    moment = _moment(written.strip())
    if moment is None:
        raise BadRow(
            _("“%(value)s” is no date. Write it like 2026-03-14 or 2026-03-14 09:30.") % {"value": written[:40]}
        )
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    if moment.year < _FIRST_YEAR or moment > now + timedelta(days=1):
        raise BadRow(_("“%(value)s” lies in the future, or too long ago.") % {"value": written[:40]})
    return moment


def _moment(written: str) -> datetime | None:
    if written.endswith(" UTC"):
        found = _moment(written.removesuffix(" UTC"))
        return found.replace(tzinfo=UTC) if found else None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        pass
    for shape in _TIME_SHAPES:
        try:
            return datetime.strptime(written, shape)  # noqa: DTZ007 -- the caller adds the zone where none is named
        except ValueError:
            continue
    return None


@dataclass(slots=True)
class Table:
    """A file as rows; ``refused`` are those whose shape is broken, ``notes`` what a person should know about it."""

    header: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(path: Path, *, needs: Sequence[Sequence[str]]) -> Table:
    """The rows of a delimited text file (comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252).

    ``needs`` lists, per column that must be there, the names it may have (as ``column`` gives them), the usual one
    first. Raises ``FileProblem`` for a file that is missing, no text, empty, without rows or without a needed column.
    A row that is broken in itself is named in ``refused``, and the next line is read as if nothing had happened.
    """
    text, notes = _decoded(path)
    lines = text.splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.strip())
    delimiter, header = _header(lines[start:], needs)
    table = Table(header=header, notes=notes)
    for number, record in enumerate(_records(lines[start:], delimiter), 1):
        if number == 1 or record == []:
            continue
        if record is None:
            table.refused.append(Refused(number, _("Its quotation marks do not match.")))
        elif len(record) != len(header):
            table.refused.append(
                Refused(
                    number,
                    _("It has %(found)d columns where the header has %(expected)d.")
                    % {"found": len(record), "expected": len(header)},
                )
            )
        elif any(value.strip() for value in record):
            table.rows.append(Row(number, dict(zip(header, record, strict=True))))
    if not table.rows and not table.refused:
        raise FileProblem(_("%(file)s has a header but no rows.") % {"file": path.name})
    return table


def _decoded(path: Path) -> tuple[str, list[str]]:
    """The text of a file, and a note when its encoding had to be guessed."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileProblem(_("%(file)s is larger than 200 MB. Split it.") % {"file": path.name})
        data = path.read_bytes()
    except OSError as problem:
        raise FileProblem(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": problem.strerror or problem}
        ) from problem
    if not data.strip():
        raise FileProblem(_("%(file)s is empty.") % {"file": path.name})
    for start, kind in _BINARIES:
        if data.startswith(start):
            raise FileProblem(
                _("%(file)s is no text but %(kind)s. Open it in a spreadsheet and save it as CSV (UTF-8).")
                % {"file": path.name, "kind": kind}
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError:
            pass
    if b"\x00" in data[:100_000]:
        raise FileProblem(
            _("%(file)s is no text. Open it where it came from and save it as CSV (UTF-8).") % {"file": path.name}
        )
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"<", b"{"}:
        raise FileProblem(
            _("%(file)s looks like a web page or JSON, not like a table. Export it as CSV.") % {"file": path.name}
        )
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        note = _("%(file)s is not UTF-8; it was read as Windows-1252. Look at its accents in the preview.")
        return data.decode("cp1252", errors="replace"), [note % {"file": path.name}]


def _header(lines: list[str], needs: Sequence[Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    """The delimiter with which the header has what is needed, and the header."""
    best: tuple[tuple[int, int], str, tuple[str, ...]] | None = None
    for delimiter in _DELIMITERS:
        record = next(_records(lines, delimiter), None)
        if not record:
            continue
        header = tuple(column(name) or f"column_{at}" for at, name in enumerate(record, 1))
        found = sum(any(name in header for name in names) for names in needs)
        if best is None or (found, len(header)) > best[0]:
            best = ((found, len(header)), delimiter, header)
    if best is None:
        raise FileProblem(_("The header cannot be read: its quotation marks do not match."))
    _score, delimiter, header = best
    missing = [names[0] for names in needs if not set(names) & set(header)]
    if missing and len(header) == 1:
        raise FileProblem(
            _("The header has one column only. Separate columns by comma, semicolon or tab; needed are: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    if missing:
        raise FileProblem(
            _("A column is missing: %(columns)s. There is: %(header)s.")
            % {"columns": ", ".join(missing), "header": ", ".join(header)}
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileProblem(_("The header names a column twice: %(columns)s.") % {"columns": ", ".join(twice)})
    return delimiter, header


def _records(lines: Sequence[str], delimiter: str) -> Iterator[list[str] | None]:
    """Record by record; None for one that is broken, after which the next physical line is a record again."""
    csv.field_size_limit(LARGEST_FIELD)
    at = 0
    while at < len(lines):
        reader = csv.reader(itertools.islice(lines, at, None), delimiter=delimiter, strict=True)
        read = 0
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                # The broken record began where the last good one ended, however many lines it swallowed.
                yield None
                at += read + 1
                break
            read = reader.line_num
            yield record
