"""Trending: what a support adds, and that the order needs no clock."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizensourcing.ideas import trending

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)

instants = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 — hypothesis adds the zone
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
# Some of them in one rush, as in life.
supports = st.lists(
    st.one_of(instants, st.integers(0, 7_200).map(lambda seconds: NOON + timedelta(seconds=seconds))),
    min_size=1,
    max_size=60,
)
half_lives = st.floats(0.5, 30)


def arriving(moments, half_life_days=trending.HALF_LIFE_DAYS):
    """Add supports one by one, in order of time, as the page does."""
    score, in_hours = None, {}
    for at in sorted(moments):
        hour = trending.hour_of(at)
        score = trending.add_support(score, at, in_hours.get(hour, 0), half_life_days)
        in_hours[hour] = in_hours.get(hour, 0) + 1
    return score


def worth(moments, now, half_life_days=trending.HALF_LIFE_DAYS):
    """The textbook sum at one moment: each support halves every half-life, with the root per hour."""
    total, in_hours = 0.0, {}
    for at in sorted(moments):
        hour = trending.hour_of(at)
        count = in_hours.get(hour, 0)
        age_in_half_lives = (now - at).total_seconds() / (86_400 * half_life_days)
        total += (math.sqrt(count + 1) - math.sqrt(count)) * 2**-age_in_half_lives
        in_hours[hour] = count + 1
    return total


def test_an_idea_without_supports_has_no_score():
    assert trending.score_of([]) is None


def test_the_first_support_is_worth_its_age_in_half_lives_since_the_epoch():
    score = trending.add_support(None, trending.EPOCH + timedelta(days=30), 0)

    assert score == 10.0


def test_a_support_one_half_life_later_counts_twice():
    early = trending.score_of([NOON])
    late = trending.score_of([NOON + timedelta(days=3)])

    assert late - early == pytest.approx(1, abs=1e-12)


def test_four_supports_in_one_hour_count_like_two_spread_ones_of_that_moment():
    rush = trending.score_of([NOON] * 4)
    alone = trending.score_of([NOON])

    assert rush - alone == pytest.approx(math.log2(2), abs=1e-12)


def test_supports_on_both_sides_of_a_full_hour_are_two_hours():
    before, after = NOON - timedelta(microseconds=1), NOON

    assert trending.score_of([before, after]) == pytest.approx(trending.score_of([NOON]) + 1, abs=1e-9)
    assert trending.hour_of(before) == NOON - timedelta(hours=1)


def test_a_clock_hour_is_one_of_utc_wherever_the_city_lies():
    kathmandu = (NOON + timedelta(minutes=10)).astimezone(datetime.strptime("+0545", "%z").tzinfo)

    assert trending.hour_of(kathmandu) == NOON


def test_a_rush_of_millions_in_one_hour_still_adds_something():
    before = trending.score_of([NOON])

    assert trending.weight_of(NOON, 10_000_000) == pytest.approx(
        before - math.log2(2 * math.sqrt(10_000_000)), abs=1e-6
    )


def test_an_old_score_is_not_lost_in_a_much_later_support():
    later = trending.add_support(trending.score_of([NOON]), NOON + timedelta(days=30_000), 0)

    assert later == trending.score_of([NOON + timedelta(days=30_000)])


@pytest.mark.parametrize(("in_hour", "half_life_days"), [(-1, 3.0), (0, 0.0), (0, -1.0)])
def test_a_count_below_none_or_a_half_life_of_nothing_is_refused(in_hour, half_life_days):
    with pytest.raises(ValueError, match="half-life"):
        trending.weight_of(NOON, in_hour, half_life_days)


@settings(deadline=None)
@given(supports, half_lives)
def test_adding_one_by_one_equals_recomputing_from_the_votes(moments, half_life_days):
    assert arriving(moments, half_life_days) == pytest.approx(
        trending.score_of(reversed(moments), half_life_days), abs=1e-9
    )


@settings(deadline=None)
@given(supports, supports, st.integers(0, 400))
def test_the_order_of_two_ideas_is_that_of_the_textbook_at_whatever_moment_it_is_read(ours, theirs, days_later):
    now = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=days_later)

    difference = trending.score_of(ours) - trending.score_of(theirs)

    assert difference == pytest.approx(math.log2(worth(ours, now)) - math.log2(worth(theirs, now)), abs=1e-6)


@settings(deadline=None)
@given(supports, st.data())
def test_an_undone_support_leaves_the_score_of_the_others(moments, data):
    undone = data.draw(st.sampled_from(moments))
    others = list(moments)
    others.remove(undone)

    assert trending.score_of([*others, undone]) == pytest.approx(arriving(moments), abs=1e-9)
    assert trending.score_of(others) == (pytest.approx(arriving(others), abs=1e-9) if others else None)


@settings(deadline=None)
@given(supports, instants)
def test_a_support_never_lowers_an_idea(moments, at):
    assert trending.add_support(trending.score_of(moments), at, 0) >= trending.score_of(moments)


def test_the_sql_expressions_hold_nothing_but_their_placeholders():
    names = {"score": "s", "at": "t", "in_hour": "c", "half_life_days": "h", "votes": "SELECT at FROM vote"}

    assert "%" not in trending.INCREMENT_SQL % names
    assert "%" not in trending.RECOMPUTE_SQL % names
    assert str(int(trending.EPOCH.timestamp())) in trending.INCREMENT_SQL
