"""The pages of hosts without a wall: nobody lives there, not yet, or not any more."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_request

from tenants.addresses import platform_url
from tenants.models import City

_SHOWN_AT_MOST = 80
# Page, status, and the seconds after which asking again makes sense.
_WITHOUT_WALL: dict[str, tuple[str, int, int | None]] = {
    City.State.PROVISIONING: ("tenants/being_set_up.html", 503, 30),
    City.State.SUSPENDED: ("tenants/suspended.html", 503, 3600),
    City.State.ARCHIVED: ("tenants/ended.html", 410, None),
    City.State.DELETED: ("tenants/ended.html", 410, None),
}


def unknown_host(request: HttpRequest, host: str) -> HttpResponse:
    """Say that no wall answers here (404). Needs no database, no session and sets no cookie."""
    language = get_language_from_request(request)
    return _page("tenants/unknown_host.html", {"host": host[:_SHOWN_AT_MOST]}, status=404, language=language)


def no_wall_now(request: HttpRequest, city: City, *, language: str) -> HttpResponse:
    """Say why a city's wall cannot be read: being set up or paused (503, when to ask again), or ended (410).

    Touches neither the city's schema nor a session, and sets no cookie.
    """
    template, status, again = _WITHOUT_WALL[city.state]
    with translation.override(language):
        name = city.local_name
    response = _page(template, {"name": name}, status=status, language=language)
    if again is not None:
        response.headers["Retry-After"] = str(again)
    return response


def _page(template: str, context: dict[str, Any], *, status: int, language: str) -> HttpResponse:
    with translation.override(language):
        page = render_to_string(template, context | {"platform_url": platform_url()})
    response = HttpResponse(page, status=status)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    # No middleware comes past here, so what every page says of itself is said once more.
    response.headers["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    response.headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    return response
