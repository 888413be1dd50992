"""How often somebody may do something: counted in the shared cache, per city, without keeping an address."""

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.cache import CacheAwayError, tell
from common.exceptions import TooManyViolation
from common.network import address_in
from common.schema import current_schema


def source_of(request: HttpRequest) -> str:
    """A name for where a request comes from that cannot be turned back into an address.

    The network (IPv4 /24, IPv6 /48), keyed with the day: whole addresses are never stored.
    """
    return source_at(request.META)


def source_at(environ: Mapping[str, Any]) -> str:
    """The same, from WSGI's environ alone."""
    try:
        address = ipaddress.ip_address(address_in(environ))
    except ValueError:
        return "unknown"
    # On a socket that speaks both, an IPv4 address comes as ::ffff:…; its first 48 bits are the same for everybody.
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    network = ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False)
    day = int(time.time() // 86400)
    return hmac.new(settings.SECRET_KEY.encode(), f"{network}:{day}".encode(), hashlib.sha256).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Use:
    """One use of something by somebody who may have ``limit`` of them in so many seconds."""

    purpose: str
    who: str
    limit: int
    seconds: int


def take(*, purpose: str, who: str, limit: int, seconds: int) -> None:
    """Count one use; raise ``TooManyViolation`` (``too_many``) when ``who`` had ``limit`` within the window.

    The cache key carries the city, so one city's use never counts in another. One trip to the cache; with the cache
    down nothing is counted and nobody is refused (``common.cache``).
    """
    take_all([Use(purpose, who, limit, seconds)])


def take_all(uses: Sequence[Use]) -> None:
    """Count several uses at once, in one trip; raises as ``take``, for the first that is one too many."""
    if not uses:
        return
    commands: list[tuple[str | int, ...]] = []
    for use in uses:
        key = _key(use)
        commands += [("INCR", key), ("EXPIRE", key, use.seconds)]
    try:
        counted = [int(answer) for answer in tell(*commands)[::2]]
    except CacheAwayError:
        return
    for use, used in zip(uses, counted, strict=True):
        if used > use.limit:
            raise too_many(use.seconds - int(time.time() % use.seconds))


def too_many(seconds: int) -> TooManyViolation:
    """The refusal of one thing too many: it says in words how long to wait, and for programs in seconds."""
    return TooManyViolation(
        _("That was a lot in a short time. Wait %(long)s and go on.") % {"long": in_words(seconds)}, retry_after=seconds
    )


def in_words(seconds: int) -> str:
    """How long that is: seconds up to a minute and a half, then whole minutes, then whole hours, never too short."""
    if seconds <= 90:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def _key(use: Use) -> str:
    window = int(time.time() // use.seconds)
    who = hashlib.sha256(use.who.encode()).hexdigest()[:24]
    return f"limit:{current_schema()}:{use.purpose}:{who}:{window}"
