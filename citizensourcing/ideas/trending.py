"""What is trending: forward decay, kept as one number per idea.

Source: Cormode, Shkapenyuk, Srivastava, Xu, "Forward decay: a practical time decay model for
streaming systems" (ICDE 2009), with a square root per clock hour of our own, so that a rush within
one hour counts less than the same supports spread over a day.

An idea's score is

    Σ over clock hours of √(supports in that hour) · 2^((t − EPOCH) / half-life)

and its base-2 logarithm is what we store (one ``double precision`` column, NULL without supports).
Each support adds its own share, √(c + 1) − √c for the c-th before it in that hour, weighted by its
own instant. Because the weights grow with time instead of the old scores shrinking, the order of
two ideas changes only when one of them is supported: an ordinary index serves the page, and no job
refreshes anything. An undone support, or another half-life, is answered by recomputing from the votes.

Units: instants are aware datetimes, half-lives are days, scores are half-lives since ``EPOCH``
(one more means twice as much). A clock hour is an hour of UTC. Everything is double precision; at
three days and a century of city life a score stays below 13,000, exact to about 1e-12.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

# The same for every city and for ever: moving it would need every score recomputed.
EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
HALF_LIFE_DAYS: Final = 3.0
SECONDS_A_DAY: Final = 86_400


def hour_of(at: datetime) -> datetime:
    """The clock hour (of UTC) in which ``at`` lies, as its first instant."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def weight_of(at: datetime, in_hour: int, half_life_days: float = HALF_LIFE_DAYS) -> float:
    """The base-2 logarithm of what one support adds.

    ``in_hour`` is how many supports the idea already had in this clock hour. √(c+1) − √c is written
    as 1 / (√(c+1) + √c), which loses no digits however many there are. Raises ValueError for a
    half-life that is not positive or a negative count.
    """
    if half_life_days <= 0 or in_hour < 0:
        raise ValueError("a half-life is positive, and a count is not negative")
    age = (at - EPOCH).total_seconds() / (SECONDS_A_DAY * half_life_days)
    return age - math.log2(math.sqrt(in_hour + 1) + math.sqrt(in_hour))


def add_support(score: float | None, at: datetime, in_hour: int, half_life_days: float = HALF_LIFE_DAYS) -> float:
    """The score after one more support at ``at``; ``score`` is None for an idea without any.

    Supports are added in the order in which they arrive. ``INCREMENT_SQL`` says the same in SQL.
    """
    weight = weight_of(at, in_hour, half_life_days)
    if score is None:
        return weight
    return max(score, weight) + math.log1p(math.exp2(-abs(score - weight))) / math.log(2)


def score_of(instants: Iterable[datetime], half_life_days: float = HALF_LIFE_DAYS) -> float | None:
    """The score from all supports of an idea, in any order; None when there are none.

    Equals adding them one by one by time (to rounding): what an undo and a new half-life need.
    ``RECOMPUTE_SQL`` says the same in SQL.
    """
    weights = []
    in_hours: Counter[datetime] = Counter()
    for at in sorted(instants):
        hour = hour_of(at)
        weights.append(weight_of(at, in_hours[hour], half_life_days))
        in_hours[hour] += 1
    if not weights:
        return None
    highest = max(weights)
    return highest + math.log2(math.fsum(math.exp2(weight - highest) for weight in weights))


# `add_support` as one scalar SQL expression of PostgreSQL, for the statement that inserts a vote and
# moves the score at once. The placeholders work both ways: as parameters of the driver, or, through
# `INCREMENT_SQL % {"score": "ideas_idea.trending", "at": "%(at)s", …}`, replaced by SQL fragments of
# our own code (never by anything a person typed).
#   score           double precision: the idea's score, NULL before its first support
#   at              timestamptz: when the support came
#   in_hour         integer: supports of the idea already in date_trunc('hour', at, 'UTC')
#   half_life_days  double precision, positive
# The gap is held at 1,000 half-lives because PostgreSQL refuses a power that underflows; beyond 53
# the smaller side no longer changes a double anyway.
_WEIGHT_SQL: Final = """(extract(epoch FROM given.at) - 1577836800)::float8 / (86400 * given.half_life_days)
            - ln(sqrt(given.in_hour + 1) + sqrt(given.in_hour)) / ln(2::float8)"""

INCREMENT_SQL: Final = f"""(
    SELECT CASE
        WHEN step.score IS NULL THEN step.weight
        ELSE greatest(step.score, step.weight)
            + ln(1 + power(2::float8, greatest(-abs(step.score - step.weight), -1000))) / ln(2::float8)
        END
    FROM (
        SELECT given.score, {_WEIGHT_SQL} AS weight
        FROM (
            SELECT %(score)s::float8 AS score, %(at)s::timestamptz AS at,
                %(in_hour)s::float8 AS in_hour, %(half_life_days)s::float8 AS half_life_days
        ) AS given
    ) AS step
)"""  # noqa: S608 — nothing but constants of this module

# `score_of` as one scalar SQL expression. `votes` is a SQL fragment of our own code that selects one
# timestamptz column named `at`, such as `SELECT created_at AS at FROM ideas_vote WHERE idea_id = 7`;
# `half_life_days` as above. NULL when there are no votes.
RECOMPUTE_SQL: Final = f"""(
    SELECT highest + ln(sum(power(2::float8, greatest(weight - highest, -1000)))) / ln(2::float8)
    FROM (
        SELECT weight, max(weight) OVER () AS highest
        FROM (
            SELECT {_WEIGHT_SQL} AS weight
            FROM (
                SELECT vote.at, %(half_life_days)s::float8 AS half_life_days,
                    (row_number() OVER (PARTITION BY date_trunc('hour', vote.at, 'UTC') ORDER BY vote.at) - 1)::float8
                        AS in_hour
                FROM (%(votes)s) AS vote
            ) AS given
        ) AS steps
    ) AS weights
    GROUP BY highest
)"""  # noqa: S608 — nothing but constants of this module
