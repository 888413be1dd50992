"""The shared cache, without which every page still works."""

import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import TimeoutError as TooSlowError
from redis.retry import Retry

log = logging.getLogger(__name__)

PATIENCE = 0.5  # seconds to connect, and to answer: a page waits no longer
_REST = 1.0  # seconds during which a cache that was away is not asked again, so that a page waits for it once
_SAY_EVERY = 30.0  # seconds between two lines in the log about it
_last_said = float("-inf")


class ForgivingCache(RedisCache):  # type: ignore[misc, unused-ignore]
    """Django's Redis cache that answers like an empty one while Valkey cannot be reached.

    Nothing is found, everything may be added, nothing is kept: so limits that count here let everybody pass. Only an
    absent server is forgiven; what it refuses is a mistake of ours and is raised.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        # Tried once more at once: a connection from before its restart is dead, the next one is not.
        options = {"socket_timeout": PATIENCE, "retry": Retry(NoBackoff(), 1)} | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
        self._rests_until = float("-inf")

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """True when the cache is down, as if the key had been free: who takes a lock must not wait for ever."""
        return bool(self._or_empty(lambda: super(ForgivingCache, self).add(key, value, timeout, version), True))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """``default`` when the cache is down."""
        return self._or_empty(lambda: super(ForgivingCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep nothing when the cache is down."""
        self._or_empty(lambda: super(ForgivingCache, self).set(key, value, timeout, version), None)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """False when the cache is down."""
        return bool(self._or_empty(lambda: super(ForgivingCache, self).touch(key, timeout, version), False))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """False when the cache is down."""
        return bool(self._or_empty(lambda: super(ForgivingCache, self).delete(key, version), False))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Nothing when the cache is down."""
        found: dict[Any, Any] = self._or_empty(lambda: super(ForgivingCache, self).get_many(keys, version), {})
        return found

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """False when the cache is down."""
        return bool(self._or_empty(lambda: super(ForgivingCache, self).has_key(key, version), False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError when the cache is down, as for a key that is not there."""
        counted = self._or_empty(lambda: super(ForgivingCache, self).incr(key, delta, version), None)
        if counted is None:
            msg = f"Key {key!r} not found."
            raise ValueError(msg)
        return int(counted)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        """All keys, as not kept, when the cache is down."""
        lost: list[Any] = self._or_empty(
            lambda: super(ForgivingCache, self).set_many(data, timeout, version), list(data)
        )
        return lost

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Nothing to delete when the cache is down."""
        self._or_empty(lambda: super(ForgivingCache, self).delete_many(keys, version), None)

    def delete_beginning(self, start: str) -> int:
        """Forget every key of the city we are in that begins so; how many. Nothing when the cache is down."""
        return int(self._or_empty(lambda: self._delete_beginning(start), 0))

    def _delete_beginning(self, start: str) -> int:
        client = self._cache.get_client(None, write=True)
        pattern = re.sub(r"([*?\[\]\\])", r"\\\1", self.make_and_validate_key(start)) + "*"
        gone = 0
        for key in client.scan_iter(match=pattern, count=1000):
            gone += bool(client.delete(key))
        return gone

    def clear(self) -> None:
        """Nothing to clear when the cache is down."""
        self._or_empty(super().clear, None)

    @property
    def is_away(self) -> bool:
        """True while nobody asks it, because it did not answer a moment ago."""
        return time.monotonic() < self._rests_until

    def _or_empty(self, ask: Callable[[], Any], empty: Any) -> Any:
        if self.is_away:
            return empty
        try:
            return ask()
        except (NoConnectionError, TooSlowError) as problem:
            self._rests_until = time.monotonic() + _REST
            _say(problem)
            return empty


_Known = TypeVar("_Known")


def remember(key: str, read: Callable[[], _Known], *, seconds: int) -> _Known:
    """What the cache of the city we are in holds under a key, or what ``read`` says now, kept for so many seconds.

    For what is dear to read and need not be new. While the cache is away this process remembers it itself, for a
    minute at most: a city's figures must not be counted for every visitor just then. ``read`` never says None.
    """
    known: _Known | None = cache.get(key)
    if known is not None:
        return known
    own = cache.make_key(key)
    if not _is_away():
        _remembered.clear()
    elif own in _remembered and time.monotonic() < _remembered[own][0]:
        return cast("_Known", _remembered[own][1])
    known = read()
    cache.set(key, known, seconds)
    if _is_away():
        _remembered[own] = (time.monotonic() + min(seconds, _REMEMBER_SECONDS), known)
        while len(_remembered) > _REMEMBER_AT_MOST:
            _remembered.popitem(last=False)
    return known


def _is_away() -> bool:
    return bool(getattr(cache, "is_away", False))


_REMEMBER_SECONDS = 60
_REMEMBER_AT_MOST = 200
_remembered: OrderedDict[str, tuple[float, Any]] = OrderedDict()


class CacheAwayError(Exception):
    """The shared cache does not answer now."""


_rests_until: dict[str, float] = {}


def ask(question: Callable[[Redis], Any]) -> Any:
    """Put a question to the shared cache itself, for what Django's interface cannot say: several things in one trip.

    Keys are plain: whoever asks puts the city into them. Raises ``CacheAwayError``; after that nobody waits for it
    again during a second. (Redis's types allow for its asynchronous client; this one answers at once.)
    """
    address = settings.CACHES["default"]["LOCATION"]
    if time.monotonic() < _rests_until.get(address, 0.0):
        raise CacheAwayError
    try:
        return question(_client(address))
    except (NoConnectionError, TooSlowError) as problem:
        _rests_until[address] = time.monotonic() + _REST
        _say(problem)
        raise CacheAwayError from problem


def read(*keys: str) -> list[bytes | None]:
    """The values of plain keys, in one trip. Raises as ``tell``."""
    (found,) = tell(("MGET", *keys))
    return list(found)


def tell(*commands: tuple[str | int, ...]) -> list[Any]:
    """What the shared cache answers to these commands, all sent in one trip, at a third of the price of ``ask``.

    For what every page or every vote says. Raises ``CacheAwayError``, and then rests as ``ask`` does. A connection
    that broke is tried once more, so a command may be done twice.
    """

    def through_own_connection(client: Redis) -> list[Any]:
        own: dict[int, Any] = _own.__dict__.setdefault("connections", {})
        connection = own.get(id(client))
        if connection is None:
            connection = own[id(client)] = client.connection_pool.get_connection()
        try:
            return _exchange(connection, commands)
        except (NoConnectionError, TooSlowError):
            connection.disconnect()  # from before a restart of the server, perhaps: the next try begins anew
            return _exchange(connection, commands)

    answers: list[Any] = ask(through_own_connection)
    return answers


def _exchange(connection: Any, commands: Sequence[tuple[str | int, ...]]) -> list[Any]:
    connection.send_packed_command(connection.pack_commands(commands))
    return [connection.read_response() for _command in commands]


# Each thread's own connections: one that waits for an answer must hear no other's.
_own = threading.local()


@lru_cache(maxsize=2)
def _client(address: str) -> Redis:
    return Redis.from_url(address, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 1))


def _say(problem: Exception) -> None:
    global _last_said  # noqa: PLW0603 -- one line for the whole process, however many threads ask
    now = time.monotonic()
    if now - _last_said >= _SAY_EVERY:
        _last_said = now
        log.warning("the cache is away (%s); pages do without it", type(problem).__name__)
