"""Visitors' pages, sent as they were sent before; and what people were shown, counted."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from citizensourcing.ideas.services.exposure import note_shown
from tenants.middleware import page_language
from tenants.models import City
from web import kept

_GZIP = re.compile(r"\bgzip\b")
_NOT_KEPT = {"Date", "Set-Cookie"}


class KeptPagesMiddleware:
    """Whoever carries no session gets the page that everybody gets, without it being made again.

    What may be kept is what says ``no-cache`` and has an ETag (``common.middleware.VisitorPagesMiddleware`` gives it
    to pages, the API to its answers): everybody's, and asked for anew each time. A view whose page holds figures that
    are only read now and then says with ``response.keep_seconds`` for how long it is true at most; ideas a page shows
    stand in ``response.ideas_shown`` and are counted, made anew or not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """From what is kept, else through all of the application."""
        city: City | None = getattr(request, "city", None)
        if city is None:
            return self.get_response(request)
        place = _place(request, city)
        if place is None:
            return _counted(self.get_response(request))
        if place.etag and _is_known_there(request, place.etag):
            note_shown(place.shown)
            return _not_modified(place)
        page = kept.page_at(place)
        if page is not None:
            note_shown(page.shown)
            return _as_sent(page)
        response = _counted(self.get_response(request))
        if isinstance(response, HttpResponse) and _may_be_kept(response):
            _keep(place, response)
        return response


def _place(request: HttpRequest, city: City) -> kept.Place | None:
    """Where this request's page is kept; None for what is somebody's own, or no page at all."""
    meta = request.META
    if request.method != "GET" or "HTTP_HX_REQUEST" in meta or "HTTP_AUTHORIZATION" in meta:
        return None
    if "HTTP_COOKIE" in meta and not {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}.isdisjoint(
        request.COOKIES
    ):
        return None
    path = request.path_info
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return None
    language = "" if path[1:3] in city.languages and path[3:4] == "/" else page_language(request, city)
    return kept.place_of(
        city.looks,
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        path,
        meta.get("QUERY_STRING", ""),
        meta.get("HTTP_ACCEPT", "") if path.startswith("/api/") else "",
        language,
        encoding="gzip" if _GZIP.search(meta.get("HTTP_ACCEPT_ENCODING", "")) else "",
    )


def _is_known_there(request: HttpRequest, etag: str) -> bool:
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if not given:
        return False
    return given.strip() == "*" or etag.removeprefix("W/") in (
        one.strip().removeprefix("W/") for one in given.split(",")
    )


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and not response.cookies
        and response.headers.get("Cache-Control") == "no-cache"
        and "ETag" in response.headers
    )


def _keep(place: kept.Place, response: HttpResponse) -> None:
    place.keep_seconds = min(place.keep_seconds, getattr(response, "keep_seconds", place.keep_seconds))
    headers = [(name, value) for name, value in response.headers.items() if name not in _NOT_KEPT]
    kept.keep(place, kept.Page(response.headers["ETag"], headers, response.content, _shown(response)))


def _as_sent(page: kept.Page) -> HttpResponse:
    response = HttpResponse(page.body)
    for name, value in page.headers:
        response.headers[name] = value
    return response


def _not_modified(place: kept.Place) -> HttpResponse:
    response = HttpResponseNotModified()
    response.headers["ETag"] = place.etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie, HX-Request"
    return response


def _shown(response: HttpResponseBase) -> tuple[int, ...]:
    return tuple(getattr(response, "ideas_shown", ()))


def _counted(response: HttpResponseBase) -> HttpResponseBase:
    if shown := _shown(response):
        note_shown(shown)
    return response
