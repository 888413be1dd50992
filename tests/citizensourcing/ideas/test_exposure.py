"""The front page mixes trending and least-seen ideas."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizensourcing.ideas.exposure import Because, front_page

HOT = list(range(1, 11))
RARE = list(range(101, 111))


def keys(page):
    return [slot.key for slot in page]


def reasons(page):
    return "".join("T" if slot.because is Because.TRENDING else "L" for slot in page)


def test_seven_trending_ideas_make_room_for_three_least_seen_ones():
    page = front_page(HOT, RARE)

    assert keys(page) == [1, 2, 101, 3, 4, 102, 5, 6, 103, 7]
    assert reasons(page) == "TTLTTLTTLT"


def test_an_idea_in_both_lists_stands_as_trending_and_the_next_takes_the_other_slot():
    page = front_page(HOT, [2, 7, 101, 102, 103])

    assert keys(page) == [1, 2, 101, 3, 4, 102, 5, 6, 103, 7]


def test_a_trending_idea_beyond_the_seventh_may_stand_as_least_seen():
    page = front_page(HOT, [8, 101, 9])

    assert keys(page) == [1, 2, 8, 3, 4, 101, 5, 6, 9, 7]


def test_few_least_seen_ideas_leave_their_slots_to_trending_ones():
    page = front_page(HOT, [101])

    assert keys(page) == [1, 2, 101, 3, 4, 5, 6, 7, 8, 9]
    assert reasons(page) == "TTLTTTTTTT"


def test_few_trending_ideas_leave_their_slots_to_least_seen_ones():
    page = front_page([1, 2], RARE)

    assert keys(page) == [1, 2, 101, 102, 103, 104, 105, 106, 107, 108]
    assert reasons(page) == "TTLLLLLLLL"


def test_a_young_wall_shows_all_it_has_once():
    page = front_page([1, 2, 3], [3, 2, 1, 4])

    assert keys(page) == [1, 2, 4, 3]


@pytest.mark.parametrize(("trending", "least_seen", "expected"), [([], [], []), ([1], [], [1]), ([], [5, 6], [5, 6])])
def test_an_empty_list_is_no_gap(trending, least_seen, expected):
    assert keys(front_page(trending, least_seen)) == expected


@settings(deadline=None)
@given(st.lists(st.integers(0, 15), max_size=14), st.lists(st.integers(0, 15), max_size=14))
def test_no_idea_stands_twice_and_no_slot_stays_empty_while_there_are_ideas(trending, least_seen):
    page = front_page(trending, least_seen)

    assert len(set(keys(page))) == len(page) == min(10, len({*trending, *least_seen}))
    assert page == front_page(trending, least_seen)
