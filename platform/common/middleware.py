"""Headers that every page carries."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers


class SecurityHeadersMiddleware:
    """Nothing is loaded from outside, and nothing inline: the browser is told so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the policy unless the view set its own."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        return response


class VisitorPagesMiddleware:
    """Pages for visitors can be asked for again at the price of a comparison.

    Whoever carries no session sees what everybody sees: the page holds no token and sets no cookie, so its bytes are
    the same until something changes, and a browser or a cache in front that kept them gets 304. They must ask each
    time (``no-cache``): what a moderator hides is gone at once. Pages of people who signed in are theirs alone and no
    shared cache may keep them; ``Vary: Cookie`` keeps the two apart. The same holds for every other HTML answer: what
    was refused, not found or gone may be there for somebody else, or tomorrow.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Only HTML; what said itself how long it may be kept is left alone."""
        response = self.get_response(request)
        # No cache keeps a redirect that does not ask for it.
        if not response.headers.get("Content-Type", "").startswith("text/html") or "Location" in response.headers:
            return response
        is_page = request.method in {"GET", "HEAD"} and response.status_code == HTTPStatus.OK and not response.streaming
        if not is_page:
            return _for_nobody_else(response)
        # An address answers htmx with a fragment and everybody else with the page.
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return _for_nobody_else(response)
        if response.cookies or "Cache-Control" in response.headers:
            return _for_nobody_else(response)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _for_nobody_else(response: HttpResponseBase) -> HttpResponseBase:
    """No shared cache keeps it, and a browser asks again; unless the view said itself how long it may be kept."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Cookie", "HX-Request"))
    return response


class CompressedPagesMiddleware(GZipMiddleware):
    """What Django writes leaves compressed: pages, fragments, stylesheets, drawings, JSON.

    A secret beside text that somebody else can choose could be guessed from the length (BREACH). Django masks each
    CSRF token anew and pads each answer by a random length; see docs/decisions/0010-compressed-pages.md. Files and
    pictures are left alone: they are compressed already, or as files.
    """

    _WORTH_IT = ("text/", "application/json", "application/yaml", "application/xml", "image/svg+xml")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress text that is not a stream."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith(self._WORTH_IT):
            return response
        return super().process_response(request, response)
