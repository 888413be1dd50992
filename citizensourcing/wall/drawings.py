"""The drawings of the how-it-works page, as plain coordinates. Pure.

They show the very formulas that rank the wall: weights come from ``ideas.trending``, places from ``ideas.exposure``.
"""

import math
from dataclasses import dataclass

from citizensourcing.ideas.exposure import LEAST_SEEN_POSITIONS, SLOTS

HALVINGS = 3
LEFT, TOP, RUN, RISE = 16, 34, 312, 130  # drawing units: where the curve begins, how far it runs and falls
RUSH = 25


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the curve: after ``hours`` a support counts ``share`` of a new one (1, ½, ¼, ⅛)."""

    x: int
    y: int
    hours: int
    share: str


@dataclass(frozen=True, slots=True)
class Decay:
    """How the weight of one support falls: an SVG path, the ground under it, and the marks on it."""

    line: str
    area: str
    marks: list[Mark]
    floor: int


def decay(half_life_hours: int) -> Decay:
    """The weight of one support, 2^(−t / half-life), over three half-lives."""
    points = [(LEFT + RUN * step / 48, TOP + RISE * (1 - 2 ** (-HALVINGS * step / 48))) for step in range(49)]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    floor = TOP + RISE
    shares = ("1", "½", "¼", "⅛")
    marks = [
        Mark(
            x=round(LEFT + RUN * n / HALVINGS),
            y=round(TOP + RISE * (1 - 2**-n)),
            hours=n * half_life_hours,
            share=share,
        )
        for n, share in enumerate(shares)
    ]
    return Decay(line=line, area=f"{line}L{LEFT + RUN} {floor}L{LEFT} {floor}z", marks=marks, floor=floor)


@dataclass(frozen=True, slots=True)
class Rush:
    """The same number of supports, spread over as many hours or all within one."""

    supports: int
    spread: int
    rushed: int
    spread_width: int
    rushed_width: int


def rush() -> Rush:
    """25 supports in 25 different hours count 25; within one hour they count √25 = 5. Widths of 300 units."""
    rushed = math.isqrt(RUSH)
    return Rush(RUSH, RUSH, rushed, spread_width=300, rushed_width=300 * rushed // RUSH)


@dataclass(frozen=True, slots=True)
class Place:
    """One of the ten places on the front page."""

    number: int
    x: int
    is_rare: bool


def slots() -> list[Place]:
    """The ten places in their order."""
    return [Place(n, 36 * (n - 1), n in LEAST_SEEN_POSITIONS) for n in range(1, SLOTS + 1)]
