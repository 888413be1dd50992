"""The answer clock: N supports oblige the city to answer within D working days. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def add_working_days(day: date, count: int) -> date:
    """The day that lies ``count`` working days (Monday to Friday) after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            count -= 1
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after ``first`` up to and including ``last``; negative when ``last`` is earlier."""
    if last < first:
        return -working_days_between(last, first)
    return sum((first + timedelta(days=n)).weekday() < _SATURDAY for n in range(1, (last - first).days + 1))


@dataclass(frozen=True, slots=True)
class AnswerClock:
    """Where an idea stands with its answer. ``days_left`` is negative from the day after the due day on."""

    due_on: date
    days_left: int
    answered_on: date | None
    share_gone: float

    @property
    def is_late(self) -> bool:
        """True when no answer came by the due day (or it came after it)."""
        return self.days_left < 0 if self.answered_on is None else self.answered_on > self.due_on


def read_clock(
    *, owed_since: datetime | None, answered_at: datetime | None, working_days: int, time_zone: str, now: datetime
) -> AnswerClock | None:
    """The clock of an idea, or None when no answer is owed. Days are days of the city."""
    if owed_since is None:
        return None
    zone = ZoneInfo(time_zone)
    began, today = owed_since.astimezone(zone).date(), now.astimezone(zone).date()
    due_on = add_working_days(began, working_days)
    answered_on = answered_at.astimezone(zone).date() if answered_at else None
    gone = working_days_between(began, today)
    left = working_days_between(today, due_on)
    # The weekend after a Friday holds no working day, and is late all the same.
    days_left = min(left, -1) if today > due_on else left
    return AnswerClock(
        due_on=due_on,
        days_left=days_left,
        answered_on=answered_on,
        share_gone=min(1.0, max(0.0, gone / working_days)) if working_days else 1.0,
    )
