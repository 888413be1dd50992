"""Where a person goes on to: only ever a page of the host they are on."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_AT_MOST = 2000


def is_safe_next(request: HttpRequest, target: str) -> bool:
    """True for an address on this very host; another city's host is as foreign as any other."""
    return len(target) <= _AT_MOST and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def safe_next(request: HttpRequest, default: str = "") -> str:
    """The ``next`` that the form or the address carries, when it is safe; else ``default``."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if target and is_safe_next(request, target) else default


def with_next(address: str, target: str) -> str:
    """An address of ours that remembers where to go on to; unchanged when there is nothing to remember."""
    return f"{address}?{urlencode({'next': target})}" if target else address
