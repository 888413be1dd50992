"""How often ideas were shown: counted beside the database while pages are served, written down once a minute."""

import logging
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from common.schema import current_schema, locked

log = logging.getLogger(__name__)

_PATIENCE = 0.2  # seconds; a page waits no longer for a count
_KEPT = 7 * 24 * 3600  # seconds a count waits to be written down


def note_shown(idea_ids: Iterable[int]) -> None:
    """Count one impression for each of these ideas of the city we are in. One trip to the cache, none to the database.

    Never raises for a cache that is down or slow: a page is worth more than its count.
    """
    ids = list(idea_ids)
    if not ids:
        return
    try:
        with _cache().pipeline(transaction=False) as pipe:
            for pk in ids:
                pipe.hincrby(_key(), str(pk), 1)
            pipe.expire(_key(), _KEPT)
            pipe.execute()
    except RedisError as problem:
        log.warning("impressions were not counted: %s", type(problem).__name__)


def fold_views() -> int:
    """Add what was shown since the last time to the ideas' view counts; how many ideas. One statement.

    What is counted meanwhile goes to a new hash, so nothing is lost. Killed after the database and before the cache
    has forgotten, the same impressions are added once more by the next run; killed earlier, never twice. Returns 0
    when the cache is down.
    """
    folded = 0
    try:
        with locked(f"commonwall views {current_schema()}"):
            # What a killed run left under the second name comes first.
            folded = _fold()
            if _cache().exists(_key()):
                _cache().rename(_key(), _folding_key())
                folded += _fold()
    except RedisError as problem:
        log.warning("impressions wait for the next time: %s", type(problem).__name__)
    return folded


def _fold() -> int:
    # redis-py's types allow for its asynchronous client; this one answers at once.
    counted: dict[bytes, bytes] = _cache().hgetall(_folding_key())  # type: ignore[assignment]
    if not counted:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ideas_idea AS idea SET view_count = idea.view_count + shown.times
            FROM unnest(%s::bigint[], %s::bigint[]) AS shown (id, times) WHERE idea.id = shown.id
            """,
            [[int(pk) for pk in counted], [int(times) for times in counted.values()]],
        )
        folded = int(cursor.rowcount)
    _cache().delete(_folding_key())
    return folded


def _key() -> str:
    return f"views:{current_schema()}"


def _folding_key() -> str:
    return f"{_key()}:folding"


def _cache() -> Redis:
    return _client(settings.CACHES["default"]["LOCATION"])


@lru_cache(maxsize=2)
def _client(address: str) -> Redis:
    return Redis.from_url(address, socket_timeout=_PATIENCE, retry=Retry(NoBackoff(), 1))
