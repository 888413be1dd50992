"""Pages as they were made, kept for the next one who asks for the same: one trip to the shared cache.

A page is found by its address (and all else that it depends on) and stands for one version of the city
(``common.freshness``). Its bytes are kept once, under their own hash, here and in the process.
"""

import hashlib
import json
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from redis import Redis

from common import freshness
from common.build import build
from common.cache import CacheAwayError, ask

# What a page says of "today" and "two days left" is true for a quarter of an hour at least: every time zone's
# midnight falls on the end of one.
_QUARTER = 15 * 60
_KEPT_SECONDS = 2 * _QUARTER
_LARGEST = 256 * 1024
# Made-up addresses must not fill the shared cache: so many with a query are kept of a city in a quarter of an hour.
_AT_MOST = 2000
_IN_PROCESS_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was made, and the ids of the ideas it shows (each time it is sent they are seen once more)."""

    etag: str
    headers: list[tuple[str, str]]
    body: bytes
    shown: tuple[int, ...] = ()


@dataclass(slots=True)
class Place:
    """Where a page of a city is kept, and what is known of it. ``version`` None: keep nothing."""

    schema: str
    address: str
    encoding: str
    version: str | None = None
    etag: str = ""
    shown: tuple[int, ...] = ()
    # A hash of headers and bytes: equal bytes may go out under other headers.
    named: str = ""
    # An address without a query: there are as many as there are things, so each may be kept.
    is_plain: bool = False
    keep_seconds: int = field(default=_KEPT_SECONDS)

    @property
    def key(self) -> str:
        """The key of what is known: version, ETag, ideas shown."""
        return f"kept:{self.schema}:{self.address}"

    def body_key(self, named: str) -> str:
        """The key of headers and bytes."""
        return f"kept:{self.schema}:{named}:{self.encoding}"


def place_of(schema: str, *parts: str, encoding: str, is_plain: bool = False) -> Place:
    """Look up what is kept of a city at an address; ``parts`` are all that the page depends on but the city's rows.

    One trip to the cache. While the cache is away, nothing is known and nothing may be kept.
    """
    said = "\0".join((build(), *parts, encoding))
    place = Place(
        schema, hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32], encoding, is_plain=is_plain
    )
    try:
        version, (known,) = freshness.look(schema, place.key)
    except CacheAwayError:
        return place
    place.version = f"{version}.{int(time.time() // _QUARTER)}"
    if known:
        of, etag, shown, named = known.decode().split("\n")
        if of == place.version:
            place.etag, place.shown, place.named = etag, tuple(map(int, shown.split())), named
    return place


def nowhere(schema: str) -> Place:
    """The place of what may not be kept: its transaction has written something nobody else sees yet."""
    return Place(schema, "", "")


def page_at(place: Place) -> Page | None:
    """The bytes of what is kept there; no trip when this process has sent them before."""
    if not place.etag:
        return None
    key = place.body_key(place.named)
    if (near := _near.get(key)) is None:
        try:
            packed: bytes | None = ask(lambda cache: cache.get(key))
        except CacheAwayError:
            packed = None
        if packed is None:
            return None
        head, body = packed.split(b"\n", 1)
        near = _near.put(key, [(name, value) for name, value in json.loads(head)], body)
    return Page(place.etag, *near, shown=place.shown)


def keep(place: Place, page: Page) -> None:
    """Keep what was just sent for the version under which it was asked for."""
    if place.version is None or len(page.body) > _LARGEST:
        return
    packed = json.dumps(page.headers).encode() + b"\n" + page.body
    named = hashlib.sha256(packed).hexdigest()[:32]
    known = f"{place.version}\n{page.etag}\n{' '.join(map(str, page.shown))}\n{named}"
    counter = f"kept:{place.schema}:{int(time.time() // _QUARTER)}"

    def put(cache: Redis) -> None:
        if not place.is_plain and cache.incr(counter) > _AT_MOST:  # type: ignore[operator]  # see ``common.cache.ask``
            return
        with cache.pipeline(transaction=False) as pipe:
            pipe.expire(counter, _KEPT_SECONDS)
            pipe.set(place.key, known, ex=place.keep_seconds)
            pipe.set(place.body_key(named), packed, ex=_KEPT_SECONDS)
            pipe.execute()

    try:
        ask(put)
    except CacheAwayError:
        return


def forget(schema: str) -> None:
    """Throw away every page of a city, also those of old versions that nobody would be sent any more.

    For words that must not stand anywhere: pages last half an hour at most anyway, and so they do while the cache is
    away.
    """
    _near.forget(f"kept:{schema}:")

    def drop(cache: Redis) -> None:
        for key in cache.scan_iter(match=f"kept:{schema}:*", count=1000):
            cache.delete(key)

    try:
        ask(drop)
    except CacheAwayError:
        return


class _Near:
    """The bytes this process sent lately, the oldest forgotten first. Named by their hash, so never out of date."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._size = 0
        self._pages: OrderedDict[str, tuple[list[tuple[str, str]], bytes]] = OrderedDict()

    def get(self, key: str) -> tuple[list[tuple[str, str]], bytes] | None:
        """The headers and bytes of a page, if they are still here."""
        found = self._pages.get(key)
        if found is not None:
            self._pages.move_to_end(key)
        return found

    def forget(self, start: str) -> None:
        """Let go of every page whose key begins so."""
        for key in [key for key in list(self._pages) if key.startswith(start)]:
            _headers, gone = self._pages.pop(key)
            self._size -= len(gone)

    def put(self, key: str, headers: list[tuple[str, str]], body: bytes) -> tuple[list[tuple[str, str]], bytes]:
        """Remember a page; what there is no room for any more goes."""
        _headers, known = self._pages.pop(key, ([], b""))
        self._pages[key] = headers, body
        self._size += len(body) - len(known)
        while self._size > self._at_most:
            _key, (_headers, gone) = self._pages.popitem(last=False)
            self._size -= len(gone)
        return headers, body


_near = _Near(_IN_PROCESS_BYTES)
