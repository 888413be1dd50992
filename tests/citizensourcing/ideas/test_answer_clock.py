"""The answer clock: working days of the city, over weekends and time zones, and never kind to itself."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from citizensourcing.ideas.clock import AnswerClock, add_working_days, read_clock, working_days_between

# 2026-05-04 is a Monday.
MONDAY, FRIDAY, SATURDAY, SUNDAY = date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 9), date(2026, 5, 10)


def clock(now: datetime, *, answered: datetime | None = None, days: int = 4, zone: str = "UTC") -> AnswerClock:
    """Owed since Monday at nine."""
    read = read_clock(
        owed_since=datetime(2026, 5, 4, 9, tzinfo=UTC),
        answered_at=answered,
        working_days=days,
        time_zone=zone,
        now=now,
    )
    assert read is not None
    return read


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "count", "end"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 4, FRIDAY),
        (MONDAY, 5, date(2026, 5, 11)),
        (FRIDAY, 1, date(2026, 5, 11)),
        (SATURDAY, 1, date(2026, 5, 11)),
        (SUNDAY, 1, date(2026, 5, 11)),
        (SATURDAY, 0, SATURDAY),
        (MONDAY, 20, date(2026, 6, 1)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_working_days_are_added_over_weekends(begin, count, end):
    assert add_working_days(begin, count) == end


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, FRIDAY, 4),
        (FRIDAY, SUNDAY, 0),
        (FRIDAY, date(2026, 5, 11), 1),
        (SATURDAY, date(2026, 5, 11), 1),
        (FRIDAY, MONDAY, -4),
        (date(2026, 5, 11), FRIDAY, -1),
        (MONDAY, date(2026, 5, 25), 15),
    ],
)
def test_working_days_are_counted_after_the_first_and_with_the_last(first, last, count):
    assert working_days_between(first, last) == count


def test_nothing_owed_has_no_clock():
    assert (
        read_clock(owed_since=None, answered_at=at(5), working_days=20, time_zone="Europe/Brussels", now=at(6)) is None
    )


@pytest.mark.parametrize(
    ("day", "left", "late", "share"),
    [
        (4, 4, False, 0.0),
        (5, 3, False, 0.25),
        (6, 2, False, 0.5),
        (8, 0, False, 1.0),
        # The weekend has no working day, and the promise is broken all the same.
        (9, -1, True, 1.0),
        (10, -1, True, 1.0),
        (11, -1, True, 1.0),
        (12, -2, True, 1.0),
        (18, -6, True, 1.0),
    ],
)
def test_the_days_run_down_to_the_due_day_and_then_below_nothing(day, left, late, share):
    read = clock(at(day))

    assert (read.due_on, read.days_left, read.is_late, read.share_gone) == (FRIDAY, left, late, share)


@pytest.mark.parametrize(("day", "late"), [(4, False), (8, False), (9, True), (12, True)])
def test_an_answer_is_late_from_the_day_after_the_due_day(day, late):
    read = clock(at(25), answered=at(day))

    assert (read.answered_on, read.is_late) == (date(2026, 5, day), late)


@pytest.mark.parametrize(
    ("zone", "due_on", "left"),
    [
        ("UTC", date(2026, 5, 5), 0),
        # In Auckland it was already Tuesday when the support came, and is Wednesday now.
        ("Pacific/Auckland", date(2026, 5, 6), 0),
        # In Bogotá it was still Monday, and is Tuesday only five hours later.
        ("America/Bogota", date(2026, 5, 5), 0),
    ],
)
def test_days_are_days_of_the_city(zone, due_on, left):
    read = read_clock(
        owed_since=datetime(2026, 5, 4, 22, tzinfo=UTC),
        answered_at=None,
        working_days=1,
        time_zone=zone,
        now=datetime(2026, 5, 5, 22, tzinfo=UTC),
    )

    assert (read.due_on, read.days_left) == (due_on, left)


def test_the_last_minute_of_the_due_day_is_in_time_where_the_city_is():
    brussels = ZoneInfo("Europe/Brussels")
    last, first = datetime(2026, 5, 8, 23, 59, tzinfo=brussels), datetime(2026, 5, 9, 0, 0, tzinfo=brussels)

    assert clock(last, answered=last, zone="Europe/Brussels").is_late is False
    assert clock(first, answered=first, zone="Europe/Brussels").is_late is True


def test_a_promise_of_no_days_is_due_at_once():
    read = clock(at(4), days=0)

    assert (read.due_on, read.days_left, read.share_gone, read.is_late) == (MONDAY, 0, 1.0, False)
