"""How often programs may ask. Reads of visitors are counted in the process, so that counting costs them nothing."""

import threading
import time
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from common import ratelimit
from common.network import address_of
from common.ratelimit import Use

_MINUTE: Final = 60
_KEEP_AT_MOST: Final = 20_000

_lock = threading.Lock()
# By a number made of the address, which only this process could make: no address is kept.
_counted: dict[int, int] = {}
_counted_minute = -1


def count_read(request: Request) -> None:
    """Count one read; raise ``TooManyViolation`` (``too_many``) for the one too many.

    A token has its own count in the shared cache; everybody else is counted per network address and web process, which
    asks nobody. 0 in the settings means no limit.
    """
    token = request.auth
    if token is not None:
        count_token(f"{token.pk}")
    elif settings.API_READS_PER_MINUTE:
        _count_here(request._request)


def count_token(token: str) -> None:
    """Count one call of a token."""
    if settings.API_CALLS_PER_MINUTE:
        ratelimit.take(purpose="api-token", who=token, limit=settings.API_CALLS_PER_MINUTE, seconds=_MINUTE)


def count_write(*, person: str, source: str, token: str = "") -> None:
    """Count one write, for the person, for the network it comes from, and as a call of a token. One trip."""
    uses = []
    if per_minute := settings.API_WRITES_PER_MINUTE:
        # A hall full of people shares one network.
        uses += [Use("api-write", person, per_minute, _MINUTE), Use("api-net", source, 20 * per_minute, _MINUTE)]
    if token and settings.API_CALLS_PER_MINUTE:
        uses.append(Use("api-token", token, settings.API_CALLS_PER_MINUTE, _MINUTE))
    ratelimit.take_all(uses)


def forget() -> None:
    """Begin counting anew: for tests."""
    with _lock:
        _counted.clear()


def _count_here(request: HttpRequest) -> None:
    global _counted_minute  # noqa: PLW0603 -- one count for the whole process
    now = time.time()
    minute, source = int(now // _MINUTE), hash(address_of(request))
    with _lock:
        if minute != _counted_minute or len(_counted) > _KEEP_AT_MOST:
            _counted.clear()
            _counted_minute = minute
        used = _counted[source] = _counted.get(source, 0) + 1
    if used > settings.API_READS_PER_MINUTE:
        raise ratelimit.too_many(_MINUTE - int(now % _MINUTE))
