"""Impressions are counted beside the database and written down together."""

import pytest
from redis import Redis

from citizensourcing.ideas.services import fold_views, note_shown
from tests import factories


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

    note_shown([often.pk, once.pk])
    note_shown([often.pk])
    folded = fold_views()

    often.refresh_from_db()
    once.refresh_from_db()
    assert folded == 2
    assert (often.view_count, once.view_count) == (2, 1)
    assert fold_views() == 0


def test_showing_asks_nothing_of_the_database(cache, lisbon, assert_queries):
    idea = factories.an_idea()

    with assert_queries(0):
        note_shown([idea.pk])

    assert cache.hgetall(f"views:{lisbon.schema_name}") == {str(idea.pk).encode(): b"1"}


def test_folding_is_one_statement(cache, lisbon, assert_queries):
    note_shown([factories.an_idea().pk for _ in range(3)])

    # The lock, the savepoint, the update, its release.
    with assert_queries(4):
        fold_views()


def test_what_a_killed_run_left_is_folded_first_and_nothing_is_lost(cache, lisbon):
    idea = factories.an_idea()
    note_shown([idea.pk])
    cache.rename(f"views:{lisbon.schema_name}", f"views:{lisbon.schema_name}:folding")
    note_shown([idea.pk])

    fold_views()

    idea.refresh_from_db()
    assert idea.view_count == 2


def test_an_idea_that_is_gone_is_no_trouble(cache, lisbon):
    note_shown([999_999])

    assert fold_views() == 0
    assert cache.exists(f"views:{lisbon.schema_name}:folding") == 0


def test_a_cache_that_is_down_breaks_no_page(settings, lisbon):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}

    note_shown([1, 2])

    assert fold_views() == 0


def test_nothing_shown_asks_nothing(cache, lisbon):
    note_shown([])

    assert cache.exists(f"views:{lisbon.schema_name}") == 0
