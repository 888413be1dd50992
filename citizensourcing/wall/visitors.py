"""What visitors get, told from the bare request: where their page is kept, and how a kept one is sent."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

from citizensourcing.ideas.services.exposure import note_shown
from tenants import health, lookup
from tenants.models import City
from web import kept

_GZIP = re.compile(r"\bgzip\b")
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def place_for(environ: Mapping[str, Any], city: City) -> kept.Place | None:
    """Where this request's page is kept; None for what is somebody's own, or no page at all.

    ``environ`` is WSGI's. Two requests with the same place get the same bytes for as long as nothing is written.
    """
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_HX_REQUEST" in environ or "HTTP_AUTHORIZATION" in environ:
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    if cookies and (settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies):
        return None
    path: str = environ["PATH_INFO"]
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)) or path in health.PATHS:
        return None
    has_language = path[3:4] == "/" and path[1:3] in city.languages
    return kept.place_of(
        city.schema_name,
        city.looks,
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        path,
        environ.get("QUERY_STRING", ""),
        "" if has_language else f"{environ.get('HTTP_ACCEPT_LANGUAGE', '')}\0{environ.get('HTTP_ACCEPT', '')}",
        encoding="gzip" if _GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
    )


def has_it_already(environ: Mapping[str, Any], etag: str) -> bool:
    """Whether the browser kept these very bytes (``If-None-Match``)."""
    given = environ.get("HTTP_IF_NONE_MATCH", "")
    if not given:
        return False
    if given.strip() == "*":
        return True
    return etag.removeprefix("W/") in (one.strip().removeprefix("W/") for one in given.split(","))


def not_modified_headers(place: kept.Place) -> list[tuple[str, str]]:
    """What goes with a 304."""
    vary = "Accept-Encoding, Cookie, HX-Request"
    return [("ETag", place.etag), ("Cache-Control", "no-cache"), ("Vary", vary)]


class FrontDoor:
    """Stands before Django and hands out kept pages itself: no request object, no middleware, one trip to the cache.

    It knows only what is told from the request alone and from hosts that this process looked up a moment ago; whatever
    else comes goes through Django, where ``KeptPagesMiddleware`` keeps what may be kept.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A kept page, a 304, or what Django says."""
        city = lookup.known_at(lookup.hostname(environ))
        if city is None or not city.is_readable or (place := place_for(environ, city)) is None or not place.etag:
            return self.application(environ, start_response)
        if has_it_already(environ, place.etag):
            note_shown(place.shown, schema=place.schema)
            start_response("304 Not Modified", not_modified_headers(place))
            return [b""]
        page = kept.page_at(place)
        if page is None:
            return self.application(environ, start_response)
        note_shown(page.shown, schema=place.schema)
        start_response("200 OK", page.headers)
        return [page.body]
