"""How often ideas were shown: counted beside the database while pages are served, written down once a minute."""

import atexit
import logging
import time
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from redis import Redis

from common.cache import CacheAwayError, ask
from common.schema import current_schema, locked

log = logging.getLogger(__name__)

_KEPT = 7 * 24 * 3600  # seconds a count waits to be written down
# What this process has shown since it last told, by city, and when it tells again.
_gathered: dict[str, Counter[int]] = {}
_hand_over_at = [float("-inf")]
# How often each idea was counted for each network in this minute. By a number only this process could make of them.
_by_network: Counter[int] = Counter()
_minute = [-1]
_KNOWN_AT_MOST = 100_000


def note_shown(idea_ids: Iterable[int], *, network: str, schema: str = "") -> None:
    """Count one impression for each of these ideas of a city (the one we are in). Seldom a trip to the cache, no query.

    ``network`` is the address of whoever looked: for one address an idea counts ``IMPRESSIONS_PER_NETWORK`` times a
    minute (and web process), so that no loop makes an idea look read. 0 means no limit.
    A process gathers what it showed for ``IMPRESSIONS_GATHERED_SECONDS`` and hands it over in one trip. Never raises
    for a cache that is down or slow, and a process that is killed loses a few: a page is worth more than its count.
    """
    schema = schema or current_schema()
    _gathered.setdefault(schema, Counter()).update(_within_limits(idea_ids, schema, network))
    if time.monotonic() >= _hand_over_at[0]:
        hand_over()


def _within_limits(idea_ids: Iterable[int], schema: str, network: str) -> Iterable[int]:
    most: int = settings.IMPRESSIONS_PER_NETWORK
    if not most:
        return idea_ids
    minute = int(time.monotonic() // 60)
    if minute != _minute[0] or len(_by_network) > _KNOWN_AT_MOST:
        _by_network.clear()
        _minute[0] = minute
    marks = {hash((schema, network, pk)): pk for pk in idea_ids}
    _by_network.update(marks.keys())
    return [pk for mark, pk in marks.items() if _by_network[mark] <= most]


def hand_over() -> None:
    """Give the cache what this process has gathered, for every city."""
    _hand_over_at[0] = time.monotonic() + settings.IMPRESSIONS_GATHERED_SECONDS
    gathered = {schema: counted for schema, counted in _gathered.items() if counted}
    _gathered.clear()

    def give(cache: Redis) -> None:
        with cache.pipeline(transaction=False) as pipe:
            for schema, counted in gathered.items():
                for pk, times in counted.items():
                    pipe.hincrby(_key(schema), str(pk), times)
                pipe.expire(_key(schema), _KEPT)
            pipe.execute()

    if not gathered:
        return
    try:
        ask(give)
    except CacheAwayError:
        log.warning("impressions were not counted: the cache is away")


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
            if ask(lambda cache: cache.exists(_key())):
                ask(lambda cache: cache.rename(_key(), _folding_key()))
                folded += _fold()
    except CacheAwayError:
        log.warning("impressions wait for the next time: the cache is away")
    return folded


def _fold() -> int:
    counted: dict[bytes, bytes] = ask(lambda cache: cache.hgetall(_folding_key()))
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
    ask(lambda cache: cache.delete(_folding_key()))
    return folded


def _key(schema: str | None = None) -> str:
    return f"views:{schema or current_schema()}"


def _folding_key() -> str:
    return f"{_key()}:folding"


atexit.register(hand_over)
