"""Which city answers under a host name: asked at every request, so kept in the process for a few seconds."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from common.schema import current_schema, leave_to_public
from tenants.models import City, Domain

_KEEP_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    city: City | None
    until: float


_known: dict[str, _Known] = {}


def hostname(environ: Mapping[str, Any]) -> str:
    """The host asked for: lower case, no port, no trailing dot, no ``www.``; empty when there is none.

    ``environ`` is WSGI's, which Django calls ``request.META``.
    """
    host: str = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
    host = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return host.lower().rstrip(".").removeprefix("www.")


def is_platform(host: str) -> bool:
    """True for the platform's own addresses."""
    return host in settings.PLATFORM_HOSTS


def city_at(host: str) -> City | None:
    """The city of a host name, with its looks and rules; None when nobody lives there.

    One query at most every few seconds per host and process; none for a host known a moment ago.
    """
    now = time.monotonic()
    known = _known.get(host)
    if known is not None and known.until > now:
        return known.city
    if current_schema() != settings.PUBLIC_SCHEMA_NAME:
        leave_to_public()
    domain = (
        Domain.objects.select_related("tenant__branding", "tenant__rules")
        .prefetch_related("tenant__domains")
        .filter(domain=host)
        .first()
    )
    city: City | None = domain.tenant if domain is not None else None
    if len(_known) >= _KEEP_AT_MOST:  # made-up host names must not fill the memory
        _known.clear()
    _known[host] = _Known(city, now + settings.CITY_LOOKUP_SECONDS)
    return city


def known_at(host: str) -> City | None:
    """The city of a host name if this process has looked it up a moment ago. No query, wherever we stand."""
    known = _known.get(host)
    return known.city if known is not None and known.until > time.monotonic() else None


def forget() -> None:
    """Forget what this process knew: called when a city, its domains, looks or rules change."""
    _known.clear()
