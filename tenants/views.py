"""The page for a host name under which nobody lives."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_request

from tenants.addresses import platform_url

_SHOWN_AT_MOST = 80


def unknown_host(request: HttpRequest, host: str) -> HttpResponse:
    """Say that no wall answers here (404). Needs no database, no session and sets no cookie."""
    language = get_language_from_request(request)
    with translation.override(language):
        page = render_to_string(
            "tenants/unknown_host.html",
            {
                "host": host[:_SHOWN_AT_MOST],
                "platform_url": platform_url(),
            },
        )
    response = HttpResponse(page, status=404)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
    return response
