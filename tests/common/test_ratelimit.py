"""How often somebody may: counted per purpose, per person, per city; an address is never kept."""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from common.exceptions import RuleViolation
from common.ratelimit import source_of, take
from tenants.context import for_city

NOON = "2026-05-04 12:00Z"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def source(address: str) -> str:
    return source_of(RequestFactory().get("/", REMOTE_ADDR=address))


def used(times: int, **more) -> list[str]:
    """What each of so many tries got: nothing, or the code of a refusal."""
    wish = {"purpose": "comment", "who": "ana", "limit": 3, "seconds": 600} | more
    said = []
    for _ in range(times):
        try:
            take(**wish)
            said.append("")
        except RuleViolation as refusal:
            said.append(refusal.code)
    return said


def test_the_limit_may_be_used_up_and_not_one_more(lisbon):
    with time_machine.travel(NOON, tick=False):
        assert used(5) == ["", "", "", "too_many", "too_many"]


def test_the_refusal_says_what_to_do(lisbon):
    with time_machine.travel(NOON, tick=False), pytest.raises(RuleViolation) as caught:
        [take(purpose="comment", who="ana", limit=1, seconds=600) for _ in range(2)]

    assert str(caught.value.sentence) == "That was a lot in a short time. Wait 10 minutes and go on."


def test_the_next_window_begins_anew(lisbon):
    with time_machine.travel(NOON, tick=False) as clock:
        used(3)
        clock.shift(599)
        before = used(1)
        clock.shift(1)
        after = used(1)

    assert (before, after) == (["too_many"], [""])


@pytest.mark.parametrize("other", [{"who": "rui"}, {"purpose": "report"}, {"seconds": 60}])
def test_somebody_else_and_something_else_are_counted_apart(lisbon, other):
    with time_machine.travel(NOON, tick=False):
        used(3)

        assert used(1, **other) == [""]
        assert used(1) == ["too_many"]


def test_another_city_is_counted_apart(lisbon, porto):
    with time_machine.travel(NOON, tick=False):
        used(4)
        with for_city(porto):
            there = used(3)

    assert there == ["", "", ""]


def test_who_is_not_stored_as_written(lisbon):
    with time_machine.travel(NOON, tick=False):
        used(1, who="ana@example.org")

        assert cache.get("limit:comment:ana@example.org:2962600") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.200"),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::9"),
        ("::ffff:192.0.2.1", "192.0.2.77"),
    ],
)
def test_one_network_is_one_source(one, other):
    with time_machine.travel(NOON, tick=False):
        assert source(one) == source(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.3.1"),
        ("2001:db8:1::1", "2001:db8:2::1"),
        ("::ffff:192.0.2.1", "::ffff:198.51.100.1"),
    ],
)
def test_two_networks_are_two_sources(one, other):
    with time_machine.travel(NOON, tick=False):
        assert source(one) != source(other)


def test_a_source_says_nothing_about_the_address_and_changes_every_day():
    with time_machine.travel(NOON, tick=False) as clock:
        today = source("192.0.2.1")
        clock.shift(86400)
        tomorrow = source("192.0.2.1")

    assert re.fullmatch(r"[0-9a-f]{24}", today)
    assert today != tomorrow


@pytest.mark.parametrize("address", ["", "unix", "not-an-address", "999.1.1.1"])
def test_what_is_no_address_is_one_unknown_source(address):
    assert source(address) == "unknown"
