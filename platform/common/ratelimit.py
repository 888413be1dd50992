"""How often somebody may do something: counted in the shared cache, per city, without keeping an address."""

import hashlib
import hmac
import ipaddress
import time

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from redis import Redis

from common.cache import CacheAwayError, ask
from common.exceptions import TooManyViolation
from common.network import address_of
from common.schema import current_schema


def source_of(request: HttpRequest) -> str:
    """A name for where a request comes from that cannot be turned back into an address.

    The network (IPv4 /24, IPv6 /48), keyed with the day: whole addresses are never stored.
    """
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return "unknown"
    # On a socket that speaks both, an IPv4 address comes as ::ffff:…; its first 48 bits are the same for everybody.
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    network = ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False)
    day = int(time.time() // 86400)
    return hmac.new(settings.SECRET_KEY.encode(), f"{network}:{day}".encode(), hashlib.sha256).hexdigest()[:24]


def take(*, purpose: str, who: str, limit: int, seconds: int) -> None:
    """Count one use; raise ``TooManyViolation`` (``too_many``) when ``who`` had ``limit`` within the window.

    The cache key carries the city, so one city's use never counts in another. One trip to the cache; with the cache
    down nothing is counted and nobody is refused (``common.cache``).
    """
    window = int(time.time() // seconds)
    key = f"limit:{current_schema()}:{purpose}:{hashlib.sha256(who.encode()).hexdigest()[:24]}:{window}"

    def count(client: Redis) -> int:
        with client.pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, seconds)
            return int(pipe.execute()[0])

    try:
        used = ask(count)
    except CacheAwayError:
        return
    if used > limit:
        raise TooManyViolation(
            _("That was a lot in a short time. Wait a few minutes and go on."),
            retry_after=seconds - int(time.time() % seconds),
        )
