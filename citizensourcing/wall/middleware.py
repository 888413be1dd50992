"""Visitors' pages, sent as they were sent before; and what people were shown, counted."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from citizensourcing.ideas.services.exposure import note_shown
from citizensourcing.wall.visitors import has_it_already, not_modified_headers, place_for
from common import freshness
from common.network import address_of
from tenants.models import City
from web import kept

_NOT_KEPT = {"Date", "Set-Cookie"}
_OF_ONE_ANSWER = _NOT_KEPT | {"Content-Encoding", "Content-Length"}


class KeptPagesMiddleware:
    """Whoever carries no session gets the page that everybody gets, without it being made again.

    What may be kept is what says ``no-cache`` and has an ETag (``common.middleware.VisitorPagesMiddleware`` gives it
    to pages, the API to its answers): everybody's, and asked for anew each time. A view whose page holds figures that
    are only read now and then says with ``response.keep_seconds`` for how long it is true at most; ideas a page shows
    stand in ``response.ideas_shown`` and are counted, made anew or not. Most kept pages leave by
    ``front_door.FrontDoor`` and never come here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """From what is kept, else through all of the application."""
        city: City | None = getattr(request, "city", None)
        if city is None:
            return self.get_response(request)
        place = None if freshness.has_unseen_writes() else place_for(request.META, city)
        if place is None:
            response = _counted(self.get_response(request), request)
            if (to_keep := getattr(response, "to_keep", None)) is not None:  # a page for residents, see web.residents
                where, page = to_keep
                kept.keep(where, replace(page, headers=_headers(response, without=_OF_ONE_ANSWER)))
            return response
        if place.etag and has_it_already(request.META, place.etag):
            return HttpResponseNotModified(headers=dict(not_modified_headers(place)))
        page = kept.page_at(place)
        if page is not None:
            note_shown(page.shown, network=address_of(request))
            return HttpResponse(page.body, headers=dict(page.headers))
        # Asked for whole, whatever the browser has: otherwise who asks again would never let a page be kept.
        asked_with = request.META.pop("HTTP_IF_NONE_MATCH", "")
        response = _counted(self.get_response(request), request)
        if isinstance(response, HttpResponse) and _may_be_kept(response):
            _keep(place, response)
            place.etag = response.headers["ETag"]
            if asked_with and has_it_already({"HTTP_IF_NONE_MATCH": asked_with}, place.etag):
                return HttpResponseNotModified(headers=dict(not_modified_headers(place)))
        return response


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and not response.cookies
        and response.headers.get("Cache-Control") == "no-cache"
        and "ETag" in response.headers
    )


def _keep(place: kept.Place, response: HttpResponse) -> None:
    place.keep_seconds = min(place.keep_seconds, getattr(response, "keep_seconds", place.keep_seconds))
    headers = _headers(response, without=_NOT_KEPT)
    kept.keep(place, kept.Page(response.headers["ETag"], headers, response.content, _shown(response)))


def _headers(response: HttpResponseBase, *, without: set[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in response.headers.items() if name not in without]


def _shown(response: HttpResponseBase) -> tuple[int, ...]:
    return tuple(getattr(response, "ideas_shown", ()))


def _counted(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    if shown := _shown(response):
        note_shown(shown, network=address_of(request))
    return response
