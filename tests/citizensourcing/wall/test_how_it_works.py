"""How it works says what this city has decided, not what cities usually decide."""

import re

import pytest

from citizensourcing.ideas.models import StatusLabel
from citizensourcing.wall import drawings
from citizensourcing.wall.views.how_it_works import duration
from tenants.models import Branding, Rules

HOW = "/en/how-it-works/"


def page(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_is_made_from_the_citys_rules(lisbon_client, decide):
    decide(Rules,
        minimum_age=16, read_within_days=3, answer_threshold=40, answer_working_days=15, half_life_hours=48,
        edit_minutes=20,
    )  # fmt: skip

    shown = page(lisbon_client.get(HOW))

    assert "Every idea is read within 3 days, popular or not." in shown
    assert "With support number 40 a clock starts: within 15 working days (Monday to Friday)" in shown
    assert "each support counts half after 2 days" in shown
    assert "You are at least 16 years old." in shown
    assert "For 20 minutes you can change your idea freely." in shown
    assert "of the 10 places on the front page 7 go to what is trending and 3 to the ideas" in shown


def test_statuses_stand_there_in_the_citys_own_words(lisbon_client):
    StatusLabel.objects.create(code="planned", names={"en": "On the list"}, meanings={"en": "It has a date."})

    shown = page(lisbon_client.get(HOW))

    assert "On the list" in shown
    assert "<dd>It has a date.</dd>" in shown
    assert "<dd>Work has begun.</dd>" in shown


def test_who_runs_the_wall_and_in_which_language_that_is_said(lisbon_client, decide):
    decide(Branding, about={"es": "Lo lleva el ayuntamiento."})

    shown = page(lisbon_client.get(HOW))

    assert '<p lang="es">Lo lleva el ayuntamiento.</p>' in shown
    assert "in Spanish</p>" in shown


def test_the_page_costs_one_query_and_leaves_no_cookie(lisbon_client, assert_queries):
    StatusLabel.objects.create(
        code="planned", names={"en": "Planned"}
    )  # what is written now keeps pages from being kept
    lisbon_client.get(HOW)

    with assert_queries(1):
        answer = lisbon_client.get(HOW)

    assert answer.cookies == {}
    assert answer.headers["ETag"] != ""


@pytest.mark.parametrize(("hours", "words"), [(72, "3 days"), (24, "1 day"), (36, "36 hours"), (1, "1 hour")])
def test_a_half_life_is_said_in_days_where_it_is_whole_days(hours, words):
    assert duration(hours) == words


def test_the_curve_falls_by_half_with_every_half_life():
    curve = drawings.decay(72)

    heights = [curve.floor - mark.y for mark in curve.marks]
    assert [mark.hours for mark in curve.marks] == [0, 72, 144, 216]
    assert [mark.share for mark in curve.marks] == ["1", "½", "¼", "⅛"]
    assert heights == [130, 65, 32, 16]


def test_a_rush_counts_the_root_of_what_the_same_supports_count_over_days():
    assert (drawings.rush().spread, drawings.rush().rushed) == (25, 5)


def test_the_third_sixth_and_ninth_place_are_for_what_few_have_seen():
    assert [place.number for place in drawings.slots() if place.is_rare] == [3, 6, 9]
