"""Which version of a city its pages show: a word in the shared cache that every write of the city changes.

What is kept under a version is never older than the last write that was committed. The database engine moves it
(``tenants.postgres``), so no service can forget to; nothing here guesses at time.
"""

import re
import secrets
import time
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from redis import Redis

from common.cache import CacheAwayError, ask, read, tell
from common.schema import current_schema

# Every table that a statement writes to, also inside WITH, and with its schema before it.
_WRITTEN = re.compile(
    r"""\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+(?:ONLY\s+)?(?:"?[a-z0-9_]+"?\.)?"?([a-z0-9_]+)""",
    re.IGNORECASE,
)
_READS = ("SELECT", "SET", "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW", "EXPLAIN", "BEGIN", "COMMIT")
_LONG = 4000  # characters
# A version that nobody moved on for so long begins anew; what was kept under it is long gone.
_KEPT_SECONDS = 7 * 24 * 3600
# Schemas whose writes the cache has not been told of, because it was away.
_owed: set[str] = set()


@lru_cache(maxsize=256)
def is_seen_by_visitors(sql: str) -> bool:
    """Whether a statement writes to a table whose rows pages show; ``settings.QUIET_TABLES`` names the others."""
    if sql.lstrip("( \n").startswith(_READS):
        return False
    return any(table.lower() not in settings.QUIET_TABLES for table in _WRITTEN.findall(sql))


def key_of(schema: str) -> str:
    """Where the version of a schema stands in the shared cache."""
    return f"fresh:{schema}"


def note_write(sql: str) -> None:
    """Called by the database engine after each statement: a write that is seen moves the version on when it commits."""
    # A long statement holds values and comes once: it is not worth remembering.
    looks = is_seen_by_visitors if len(sql) < _LONG else is_seen_by_visitors.__wrapped__
    if looks(sql) and not has_unseen_writes():
        transaction.on_commit(_mover(current_schema()))


def has_unseen_writes() -> bool:
    """Whether the transaction we are in has written something that other connections cannot see yet.

    What it reads is true for nobody else, so it must neither keep a page nor take one that was kept.
    """
    move = _mover(current_schema())
    return any(waiting[1] is move for waiting in connection.run_on_commit)


def version() -> str | None:
    """The version of the schema we are in; None when nothing may be kept or taken now.

    Read it before the rows: what commits in between then belongs to a version that nobody asks for again.
    """
    if has_unseen_writes():
        return None
    try:
        return look(current_schema())[0]
    except CacheAwayError:
        return None


def look(schema: str, *keys: str) -> tuple[str, list[bytes | None]]:
    """The version of a schema, and what else the cache holds under plain keys: one trip. Raises ``CacheAwayError``."""
    settle()
    found, *others = read(key_of(schema), *keys)
    return (begin(schema) if found is None else found.decode()), others


def begin(schema: str) -> str:
    """The version of a schema whose number the cache does not hold (any more). Raises ``CacheAwayError``."""

    def first(cache: Redis) -> Any:
        cache.set(key_of(schema), _never_used(), nx=True, ex=_KEPT_SECONDS)
        return cache.get(key_of(schema))

    return bytes(ask(first)).decode()


def move_on(schema: str) -> None:
    """From now on what was kept of this schema is old.

    A cache that cannot be told now is told as soon as this process asks it for a version again.
    """
    _owed.add(schema)
    settle()


def settle() -> None:
    """Tell the cache of every write it could not be told of yet. No trip when there is none."""
    schemas = list(_owed)
    if not schemas:
        return
    try:
        # Not one more, but a number of its own: what an absent cache has forgotten is never used again.
        tell(*(("SET", key_of(schema), _never_used(), "EX", _KEPT_SECONDS) for schema in schemas))
    except CacheAwayError:
        return
    _owed.difference_update(schemas)


def _never_used() -> str:
    return f"{time.time_ns():x}{secrets.token_hex(4)}"


def _mover(schema: str) -> "partial[None]":
    """The same object each time, so that a transaction is known to have it already."""
    movers: dict[str, partial[None]] = connection.__dict__.setdefault("_freshness_movers", {})
    return movers.setdefault(schema, partial(move_on, schema))
