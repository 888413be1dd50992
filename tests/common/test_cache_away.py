"""With the cache away every page works, limits let everybody pass, and the log says so once."""

import logging
import time

import pytest
from django.core.cache import cache

from common import cache as away
from common.ratelimit import take
from common.schema import stand_in
from outbox.models import OutboxEntry

NOBODY_LISTENS = "redis://127.0.0.1:1"


@pytest.fixture
def no_cache(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": NOBODY_LISTENS}}


@pytest.fixture
def said(caplog, monkeypatch):
    monkeypatch.setattr(away, "_last_said", float("-inf"))
    caplog.set_level(logging.WARNING, logger="common.cache")
    return caplog


def test_it_answers_like_an_empty_one(no_cache, lisbon):
    cache.set("a", 1)

    assert cache.get("a", "default") == "default"
    assert cache.add("a", 1) is True
    assert cache.get_or_set("a", 7) == 7
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert ("a" in cache, cache.touch("a"), cache.delete("a"), cache.clear()) == (False, False, False, None)
    assert cache.delete_many(["a"]) is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_the_front_page_is_shown(no_cache, lisbon_client):
    assert lisbon_client.get("/en/").status_code == 200
    assert lisbon_client.get("/sitemap.xml").status_code == 200


def test_somebody_can_ask_for_a_code_and_soon(no_cache, lisbon_client):
    begun = time.monotonic()

    answer = lisbon_client.post("/en/account/", {"email": "ana@example.org"})

    assert answer.status_code == 303
    assert time.monotonic() - begun < 3
    assert OutboxEntry.objects.filter(name="login_code").count() == 1


def test_limits_let_everybody_pass(no_cache, lisbon):
    answers = [take(purpose="comment", who="ana", limit=1, seconds=600) for _ in range(5)]

    assert answers == [None] * 5  # a refusal would have raised


def test_the_log_hears_of_it_once_in_a_while(no_cache, lisbon, said):
    for number in range(20):
        cache.get(f"key-{number}")

    assert [record.getMessage() for record in said.records] == [
        "the cache is away (ConnectionError); pages do without it"
    ]


def test_a_cache_that_does_not_answer_costs_a_page_one_wait(settings, lisbon):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://192.0.2.1:6379"}}
    begun = time.monotonic()

    found = [cache.get(f"key-{number}") for number in range(20)]

    assert found == [None] * 20
    assert time.monotonic() - begun < 2


def test_it_is_asked_again_when_it_is_back(settings, lisbon):
    here = settings.CACHES["default"]
    settings.CACHES = {"default": here | {"LOCATION": NOBODY_LISTENS}}
    cache.set("a", 1)
    settings.CACHES = {"default": here}

    cache.set("a", 2)

    assert cache.get("a") == 2


def test_what_is_dear_is_read_once_in_a_while_all_the_same(no_cache, lisbon, porto):
    away._remembered.clear()
    stand_in(lisbon)
    first = away.remember("figures", lambda: [1], seconds=600)
    again = away.remember("figures", lambda: [2], seconds=600)
    stand_in(porto)
    elsewhere = away.remember("figures", lambda: [3], seconds=600)

    assert (first, again, elsewhere) == ([1], [1], [3])


def test_what_a_process_remembered_is_forgotten_once_the_cache_is_back(lisbon, settings):
    there = settings.CACHES
    settings.CACHES = {"default": there["default"] | {"LOCATION": NOBODY_LISTENS}}
    away.remember("figures-2", lambda: [1], seconds=600)
    settings.CACHES = there

    now = away.remember("figures-2", lambda: [2], seconds=600)
    kept = away.remember("figures-2", lambda: [3], seconds=600)

    assert (now, kept, away._remembered) == ([2], [2], {})
