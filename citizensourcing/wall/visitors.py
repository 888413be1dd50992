"""What visitors get, told from the bare request: where their page is kept, and how a kept one is sent."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

from tenants import health
from tenants.models import City
from web import kept

GZIP = re.compile(r"\bgzip\b")


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
        is_plain=not environ.get("QUERY_STRING"),
        encoding="gzip" if GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
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
