"""A cursor is worth something for the question it was made for, in the city that made it."""

import base64

import pytest
from rest_framework.exceptions import ValidationError

from common.api import paging
from common.exceptions import RuleViolation
from tenants.context import for_city

QUESTION = ["newest", "", "urbanism"]


def code_of(cursor: str, question: list[str]) -> str:
    with pytest.raises(RuleViolation) as refused:
        paging.unseal(cursor, question=question)
    assert refused.value.field == "after"
    return refused.value.code


def test_a_cursor_says_where_the_next_page_begins(lisbon):
    cursor = paging.seal([-1.5, 42], question=QUESTION)

    assert paging.unseal(cursor, question=QUESTION) == [-1.5, 42]
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_cursor_of_another_order_or_filter_is_stale(lisbon):
    cursor = paging.seal([-1.5, 42], question=QUESTION)

    assert code_of(cursor, ["supported", "", "urbanism"]) == "cursor.stale"
    assert code_of(cursor, ["newest", "", "work"]) == "cursor.stale"


def test_a_cursor_of_another_city_was_not_made_here(lisbon, porto):
    with for_city(porto):
        theirs = paging.seal([-1.5, 42], question=QUESTION)

    assert code_of(theirs, QUESTION) == "cursor.unreadable"


@pytest.mark.parametrize(
    "forged",
    [
        "a", "p20", "=", "æ", "%00", "A" * 1000, base64.urlsafe_b64encode(b"[1, 2]").decode(),
        base64.urlsafe_b64encode(b"\x00" * 12 + b'["0", 1, 2]').decode(),
    ],
)  # fmt: skip
def test_a_forged_cursor_is_unreadable(forged, lisbon):
    assert code_of(forged, QUESTION) == "cursor.unreadable"


def test_one_changed_letter_makes_a_cursor_unreadable(lisbon):
    cursor = paging.seal([1, 42], question=QUESTION)
    changed = [
        f"{cursor[:at]}{'A' if letter != 'A' else 'B'}{cursor[at + 1 :]}" for at, letter in enumerate(cursor[:-1])
    ]

    assert {code_of(one, QUESTION) for one in changed} == {"cursor.unreadable"}


def test_a_page_holds_one_to_a_hundred(lisbon):
    assert [paging.limit_of(given) for given in (None, "1", "100", "020")] == [20, 1, 100, 20]


@pytest.mark.parametrize("given", ["0", "101", "-1", "1.5", "ten", "1e1", "٣", "9" * 5000, " 5"])
def test_another_limit_is_refused(given, lisbon):
    with pytest.raises(ValidationError) as refused:
        paging.limit_of(given)

    assert list(refused.value.detail) == ["limit"]
