"""The one table: what, target, measured, of bare, spread, met; on the terminal and in docs/performance.md."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from config.local.run import ROOT

PAGE = ROOT / "docs" / "performance.md"
_HEADS = ("what", "target", "measured", "of bare", "spread", "met")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``met`` is None where there is nothing to meet, or nothing was measured."""

    what: str
    target: str = ""
    measured: str = ""
    ratio: str = ""
    spread: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """As it stands in the table."""
        word = {True: "yes", False: "NO", None: ""}[self.met]
        return (self.what, self.target, self.measured, self.ratio, self.spread, word)


def text(rows: Sequence[Row]) -> str:
    """For the terminal: columns of one width."""
    lines = [_HEADS, *(row.cells for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_HEADS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def write(rows: Sequence[Row], *, mark: str = "bench", server: str = "") -> None:
    """Put the table between the marks of that name in docs/performance.md, with the machine and the day."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, _begin, rest = PAGE.read_text().partition(begin)
    _old, _end, after = rest.partition(end)
    made = ", ".join(part for part in (f"{datetime.now(UTC):%d %B %Y}", f"{os.cpu_count()} cores", server) if part)
    lines = [" | ".join(row.cells) for row in rows]
    table = "\n".join([f"| {' | '.join(_HEADS)} |", "|---|---|---|---|---|---|", *(f"| {line} |" for line in lines)])
    PAGE.write_text(f"{before}{begin}\n{made}.\n\n{table}\n{end}{after}")
