"""One measured figure, and reading the real files it is measured on."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Some proposals are longer than csv allows a field to be by itself.
csv.field_size_limit(10_000_000)


class FilesMissing(Exception):  # noqa: N818 — a sentence for whoever runs the command
    """The folder does not hold the files that a figure is measured on."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the range it must lie in (None: open on that side; both None: told, not judged)."""

    name: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None
    digits: int = 3

    @property
    def is_reached(self) -> bool:
        """Whether the rounded figure lies in its range."""
        value = round(self.measured, self.digits)
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def target(self) -> str:
        """The range in words."""
        if self.at_least is not None and self.at_most is not None:
            return f"{self.at_least:g} to {self.at_most:g}"
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return "told"


def around(name: str, measured: float, expected: float, tolerance: float = 0.02) -> Figure:
    """A figure that must come out as expected, within a tolerance."""
    return Figure(name, measured, round(expected - tolerance, 6), round(expected + tolerance, 6))


def read_rows(folder: Path, name: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV file below ``folder``. Raises FilesMissing when it is not there."""
    path = folder / name
    if not path.is_file():
        raise FilesMissing(f"{name} is not in {folder}.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def table(figures: Sequence[Figure]) -> str:
    """The figures as text in columns: figure, target, measured, ok."""
    rows = [("figure", "target", "measured", "ok")]
    for figure in figures:
        is_judged = figure.at_least is not None or figure.at_most is not None
        verdict = ("yes" if figure.is_reached else "NO") if is_judged else ""
        rows.append((figure.name, figure.target, f"{figure.measured:.{figure.digits}f}", verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{name:<{widths[0]}}  {target:<{widths[1]}}  {measured:>{widths[2]}}  {verdict}".rstrip()
        for name, target, measured, verdict in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
