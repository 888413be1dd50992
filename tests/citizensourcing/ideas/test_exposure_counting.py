"""Impressions are counted beside the database and written down together."""

import pytest
from redis import Redis

from citizensourcing.ideas.services import fold_views, note_shown
from tests import factories

HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def cache(settings, lisbon):
    """The cache itself, without counts of earlier runs."""
    client = Redis.from_url(settings.CACHES["default"]["LOCATION"])
    keys = [f"views:{lisbon.schema_name}", f"views:{lisbon.schema_name}:folding"]
    client.delete(*keys)
    yield client
    client.delete(*keys)


def test_what_was_shown_is_added_to_the_view_count(cache, lisbon):
    often, once = factories.an_idea("Often"), factories.an_idea("Once")

    note_shown([often.pk, once.pk], network=HERE)
    note_shown([often.pk], network=HERE)
    folded = fold_views()

    often.refresh_from_db()
    once.refresh_from_db()
    assert folded == 2
    assert (often.view_count, once.view_count) == (2, 1)
    assert fold_views() == 0


def test_showing_asks_nothing_of_the_database(cache, lisbon, assert_queries):
    idea = factories.an_idea()

    with assert_queries(0):
        note_shown([idea.pk], network=HERE)

    assert cache.hgetall(f"views:{lisbon.schema_name}") == {str(idea.pk).encode(): b"1"}


def test_a_loop_does_not_make_an_idea_look_read(cache, lisbon, settings):
    settings.IMPRESSIONS_PER_NETWORK = 3
    read, glanced = factories.an_idea("Read"), factories.an_idea("Glanced at")

    for _again in range(50):
        note_shown([read.pk], network=HERE)
    note_shown([read.pk, glanced.pk], network=ELSEWHERE)
    note_shown([glanced.pk], network=HERE)
    fold_views()

    read.refresh_from_db()
    glanced.refresh_from_db()
    assert (read.view_count, glanced.view_count) == (4, 2)


def test_folding_is_one_statement(cache, lisbon, assert_queries):
    note_shown([factories.an_idea().pk for _ in range(3)], network=HERE)

    # The lock, the savepoint, the update, its release.
    with assert_queries(4):
        fold_views()


def test_what_a_killed_run_left_is_folded_first_and_nothing_is_lost(cache, lisbon):
    idea = factories.an_idea()
    note_shown([idea.pk], network=HERE)
    cache.rename(f"views:{lisbon.schema_name}", f"views:{lisbon.schema_name}:folding")
    note_shown([idea.pk], network=HERE)

    fold_views()

    idea.refresh_from_db()
    assert idea.view_count == 2


def test_an_idea_that_is_gone_is_no_trouble(cache, lisbon):
    note_shown([999_999], network=HERE)

    assert fold_views() == 0
    assert cache.exists(f"views:{lisbon.schema_name}:folding") == 0


def test_a_cache_that_is_down_breaks_no_page(settings, lisbon):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}

    note_shown([1, 2], network=HERE)

    assert fold_views() == 0


def test_nothing_shown_asks_nothing(cache, lisbon):
    note_shown([], network=HERE)

    assert cache.exists(f"views:{lisbon.schema_name}") == 0
