"""Trending against what people supported the next day, and under attack, on a real stream of votes.

The stream is one consultation's (Polis, biodiversity): the last vote per person and statement, of which
"agree" is a support. On each day from the third to the fiftieth all statements are ranked by what was
known then, and gain the supports of the following day; days with fewer than 25 statements or 30
supports say nothing. The ideal order is over all statements.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, median
from typing import Final

from citizensourcing.ideas import trending
from citizensourcing.ideas.figures.figure import Figure, around, read_rows

TOP: Final = 10
FIRST_DAY: Final = 3
LAST_DAY: Final = 50
FAKES: Final = 30
A_DAY: Final = timedelta(days=1)
AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One evaluation: what each statement alive had by then, and what it gained the day after."""

    now: datetime
    supports: dict[str, list[datetime]]
    gains: dict[str, int]
    born: dict[str, datetime]


def read_days(folder: Path) -> list[Day]:
    """The days that are evaluated."""
    last: dict[tuple[str, str], tuple[datetime, bool]] = {}
    born: dict[str, datetime] = {}
    rows = read_rows(folder, "votes/biodiversity_votes.csv")
    for row in sorted(rows, key=lambda row: int(row["timestamp"])):
        at = datetime.fromtimestamp(int(row["timestamp"]) / 1000, tz=UTC)
        born.setdefault(row["comment-id"], at)
        last[row["voter-id"], row["comment-id"]] = (at, row["vote"] == "1")
    supports: dict[str, list[datetime]] = {key: [] for key in born}
    for (_, key), (at, is_support) in sorted(last.items(), key=lambda item: item[1][0]):
        if is_support:
            supports[key].append(at)
    start = min(born.values())
    days = []
    for number in range(FIRST_DAY, LAST_DAY):
        now = start + number * A_DAY
        alive = {key: instants for key, instants in supports.items() if born[key] <= now}
        until = {key: bisect_left(instants, now) for key, instants in alive.items()}
        gains = {key: bisect_left(instants, now + A_DAY) - until[key] for key, instants in alive.items()}
        if len(alive) >= 25 and sum(gains.values()) >= 30:
            days.append(Day(now, {key: alive[key][: until[key]] for key in alive}, gains, born))
    return days


def figures(folder: Path) -> Iterator[Figure]:
    """Quality and resistance, with the square root per hour and without."""
    days = read_days(folder)
    yield Figure("Votes: days evaluated", len(days), digits=0)
    yield around("Trending: NDCG@10 for the next day's supports", _quality(days, has_root=True), 0.72)
    yield Figure("Trending without the root: NDCG@10", _quality(days, has_root=False))
    in_one = _reached(days, has_root=True)
    yield Figure("Attack, 30 supports in a clock hour reach the top 10: P", in_one, at_most=0.11)
    in_two = _reached(days, has_root=True, delay=AN_HOUR / 2)
    yield Figure("Attack astride two clock hours: P", in_two, at_most=0.11)
    without = _reached(days, has_root=False)
    yield Figure("Attack without the root: P (must exceed that)", without, at_least=0.111)


def _scores(day: Day, *, has_root: bool) -> dict[str, float]:
    """The score of every statement alive; those without supports stand last."""
    scores = {}
    for key, instants in day.supports.items():
        score = trending.score_of(instants) if has_root else _score_without_root(instants)
        scores[key] = -math.inf if score is None else score
    return scores


def _score_without_root(instants: list[datetime]) -> float | None:
    """The product's own steps, each as if it were the first of its hour: a whole support."""
    score = None
    for at in instants:
        score = trending.add_support(score, at, 0)
    return score


def _quality(days: list[Day], *, has_root: bool) -> float:
    """Mean NDCG@10."""
    return fmean(_ndcg(day, _scores(day, has_root=has_root)) for day in days)


def _ndcg(day: Day, scores: dict[str, float]) -> float:
    order = sorted(scores, key=lambda key: (-scores[key], int(key)))
    ideal = sorted(day.gains.values(), reverse=True)
    return _dcg([day.gains[key] for key in order]) / _dcg(ideal)


def _dcg(gains: list[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:TOP]))


def _reached(days: list[Day], *, has_root: bool, delay: timedelta = timedelta()) -> float:
    """How often the attacked statement reaches the top ten, over every day and every possible victim.

    Attacked is a statement with fewer supports than the median and older than the median, which is not
    in the top ten anyway: 30 supports, evenly through the hour that begins ``delay`` after the second
    last full hour before the evaluation.
    """
    tries = reached = 0
    for day in days:
        scores = _scores(day, has_root=has_root)
        tenth = sorted(scores.values(), reverse=True)[TOP - 1]
        usual = median(len(instants) for instants in day.supports.values())
        middle = median(day.born[key].timestamp() for key in day.supports)
        start = trending.hour_of(day.now) - 2 * AN_HOUR + delay
        fakes = [start + number * AN_HOUR / FAKES for number in range(FAKES)]
        for key, instants in day.supports.items():
            if len(instants) < usual and day.born[key].timestamp() < middle and scores[key] < tenth:
                tries += 1
                with_fakes = sorted(instants + fakes)
                attacked = trending.score_of(with_fakes) if has_root else _score_without_root(with_fakes)
                reached += attacked is not None and attacked > tenth
    return reached / tries
