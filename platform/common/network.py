"""Where a request comes from, also behind proxies."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

# What proxies add, and what somebody who asks directly has no reason to send.
_FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks: see ``address_in``."""
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """The address of whoever asks, as text; empty on a unix socket without a proxy.

    Each of the ``TRUSTED_PROXIES`` in front adds to the right end of ``X-Forwarded-For`` the address that reached it.
    So with n of them the n-th from the right is the visitor's, and whatever stands left of it the visitor may have
    made up. Where no address stands there, the one that connects counts.
    """
    connected = str(environ.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    passed_on = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if proxies < 1 or len(passed_on) < proxies:
        return connected
    try:
        return str(ipaddress.ip_address(_without_port(passed_on[-proxies].strip())))
    except ValueError:
        return connected


def is_from_this_network(request: HttpRequest) -> bool:
    """True for a private address (or a unix socket) that asks directly; never for what a proxy passed on."""
    if any(name in request.META for name in _FORWARDED):
        return False
    connected = str(request.META.get("REMOTE_ADDR", ""))
    try:
        return ipaddress.ip_address(connected).is_private
    except ValueError:
        return connected == ""


def _without_port(text: str) -> str:
    """Some proxies write ``192.0.2.1:1234`` and ``[2001:db8::1]:1234``."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
