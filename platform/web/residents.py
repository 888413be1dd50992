"""One page for all residents: made once with holes, filled for each with what is theirs.

A page with somebody's name, tokens and supports differs for everybody, yet most of it is the same. A view decorated
with ``kept_for_residents`` is run for "some resident": where something personal belongs it leaves a hole. The page
with its holes is kept like a visitor's (``web.kept``), and each answer is filled from one query.

Holes are written with NUL, which PostgreSQL stores in no text and no address carries bare: nobody can write one.
"""

import functools
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.defaultfilters import truncatechars
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common import freshness
from tenants.context import require_city
from web import kept

_EITHER = "either "


def _hole(name: str) -> SafeString:
    return mark_safe(f"\0{name}\0")


@dataclass(frozen=True, slots=True)
class _SomeResident:
    """Stands in for whoever will read the page."""

    display_name: SafeString


# What takes the place of the personal part in every page's shell.
HOLES: dict[str, Any] = {
    "person": _SomeResident(_hole("name")),
    "csrf_token": _hole("csrf"),
    "messages": (),
    "messages_hole": _hole("messages"),
}


def is_for_all(request: Any) -> bool:
    """Whether the page being made is for every resident: then nothing of one person may be written into it."""
    return getattr(request, "is_for_all_residents", False)


def either(pk: int, *, no: str, yes: str) -> str:
    """A part of a page that says one thing to those who support an idea and another to everybody else."""
    return f"\0{_EITHER}{pk}\0{no}\0{yes}\0"


View = Callable[..., HttpResponse]


def kept_for_residents(*, votes: Callable[[Any, Collection[int]], Collection[int]]) -> Callable[[View], View]:
    """Let a page be made once for all residents of equal roles.

    ``votes(person, idea_ids)`` says which of the ideas on the page the person supports. The view may say with
    ``response.keep_seconds`` how long its page is true at most, and with ``response.ideas_shown`` what it shows. While
    ``is_for_all(request)`` it writes nothing of ``request.person``.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.person is None or request.htmx or request.method != "GET":
                return view(request, *args, **kwargs)
            place = _place(request)
            page = kept.page_at(place)
            if page is None:
                request.is_for_all_residents = True
                response = view(request, *args, **kwargs)
                request.is_for_all_residents = False
                if response.status_code != HTTPStatus.OK:
                    return response
                page = _keep(place, response)
            parts = page.body.decode().split("\0")
            supported = votes(request.person, [pk for pk, _no, _yes in _eithers(parts)])
            filled = HttpResponse("".join(_filled(parts, request, supported)))
            filled.ideas_shown = page.shown  # type: ignore[attr-defined]  # read by the middleware that counts them
            return filled

        return answer

    return wrap


def _place(request: Any) -> kept.Place:
    city = require_city()
    if freshness.has_unseen_writes():
        return kept.nowhere(city.schema_name)
    return kept.place_of(
        city.schema_name,
        "residents",
        city.looks,
        ",".join(sorted(request.roles)),
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        request.path_info,
        request.META.get("QUERY_STRING", ""),
        request.LANGUAGE_CODE,
        encoding="holes",
    )


def _keep(place: kept.Place, response: HttpResponse) -> kept.Page:
    place.keep_seconds = min(place.keep_seconds, getattr(response, "keep_seconds", place.keep_seconds))
    named = hashlib.sha256(response.content).hexdigest()[:32]
    page = kept.Page(named, [], response.content, tuple(getattr(response, "ideas_shown", ())))
    kept.keep(place, page)
    return page


def _eithers(parts: list[str]) -> Iterator[tuple[int, str, str]]:
    for index, part in enumerate(parts):
        if index % 2 and part.startswith(_EITHER):
            yield int(part[len(_EITHER) :]), parts[index + 1], parts[index + 2]


def _filled(parts: list[str], request: HttpRequest, supported: Collection[int]) -> Iterator[str]:
    """The page's parts in order. Text and holes take turns; an ``either`` brings its two texts along."""
    rest = iter(parts)
    for text in rest:
        yield text
        hole = next(rest, None)
        if hole is None:
            return
        if hole.startswith(_EITHER):
            no, yes = next(rest), next(rest)
            yield yes if int(hole[len(_EITHER) :]) in supported else no
        else:
            yield _PERSONAL[hole](request)


def _name(request: Any) -> str:
    return escape(truncatechars(request.person.display_name or str(request.person), 18))


def _messages(request: HttpRequest) -> str:
    if CookieStorage.cookie_name not in request.COOKIES:
        return ""
    return render_to_string("web/_messages.html", {"messages": get_messages(request)})


_PERSONAL: dict[str, Callable[[Any], str]] = {"name": _name, "csrf": get_token, "messages": _messages}
