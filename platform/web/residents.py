"""One page for all residents: made once with holes, filled for each with what is theirs.

A page with somebody's name, tokens and supports differs for everybody, yet most of it is the same. A view decorated
with ``kept_for_residents`` is run for "some resident": where something personal belongs it leaves a hole. The page
with its holes is kept like a visitor's (``web.kept``), and each answer is filled from one query.

Holes are written with NUL, which PostgreSQL stores in no text and no address carries bare: nobody can write one.
"""

import functools
import hashlib
from collections.abc import Callable, Collection, Mapping
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
from tenants.models import City
from web import kept

_EITHER = b"either "


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
    return f"\0{_EITHER.decode()}{pk}\0{no}\0{yes}\0"


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
            made = None
            if page is None:
                request.is_for_all_residents = True
                response = view(request, *args, **kwargs)
                request.is_for_all_residents = False
                if response.status_code != HTTPStatus.OK:
                    return response
                made = page = _page_of(place, response)
            supported = votes(request.person, ideas_on(page))
            values = {
                "name": lambda: name_of(request.person),
                "csrf": lambda: get_token(request),
                "messages": lambda: _messages(request),
            }
            filled = HttpResponse(fill(page, supported, values))
            filled.ideas_shown = page.shown  # type: ignore[attr-defined]  # read by the middleware that counts them
            # It is kept by the outermost middleware, with the headers that the others are about to give it.
            filled.to_keep = None if made is None else (place, made)  # type: ignore[attr-defined]
            return filled

        return answer

    return wrap


def place_for(environ: Mapping[str, Any], city: City, roles: Collection[str]) -> kept.Place:
    """Where the page of an address stands for residents of these roles. ``environ`` is WSGI's."""
    return kept.place_of(
        city.schema_name,
        "residents",
        city.looks,
        ",".join(sorted(roles)),
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        encoding="holes",
        is_plain=not environ.get("QUERY_STRING"),
    )


def _place(request: Any) -> kept.Place:
    city = require_city()
    if freshness.has_unseen_writes():
        return kept.nowhere(city.schema_name)
    return place_for(request.META, city, request.roles)


def _page_of(place: kept.Place, response: HttpResponse) -> kept.Page:
    place.keep_seconds = min(place.keep_seconds, getattr(response, "keep_seconds", place.keep_seconds))
    named = hashlib.sha256(response.content).hexdigest()[:32]
    return kept.Page(named, [], response.content, tuple(getattr(response, "ideas_shown", ())))


def ideas_on(page: kept.Page) -> tuple[int, ...]:
    """The ids of the ideas of which a page with holes says whether the reader supports them."""
    return _taken_apart(page.etag, page.body)[1]


def fill(page: kept.Page, supported: Collection[int], values: Mapping[str, Callable[[], str]]) -> bytes:
    """A page with its holes filled: ``values`` says what goes into each, asked only for those there are."""
    # Text and holes take turns; an ``either`` brings its two texts along.
    rest = iter(_taken_apart(page.etag, page.body)[0])
    filled = []
    for text in rest:
        filled.append(text)
        hole = next(rest, None)
        if hole is None:
            break
        if hole.startswith(_EITHER):
            no, yes = next(rest), next(rest)
            filled.append(yes if int(hole[len(_EITHER) :]) in supported else no)
        else:
            filled.append(values[hole.decode()]().encode())
    return b"".join(filled)


@functools.lru_cache(maxsize=32)
def _taken_apart(_etag: str, body: bytes) -> tuple[list[bytes], tuple[int, ...]]:
    """The parts of a page, and the ids in its holes; remembered for the pages that are asked for most."""
    parts = body.split(b"\0")
    return parts, tuple(int(part[len(_EITHER) :]) for part in parts[1::2] if part.startswith(_EITHER))


def name_of(person: Any) -> str:
    """How the head of a page names the reader, as HTML."""
    return escape(truncatechars(person.display_name or str(person), 18))


def _messages(request: HttpRequest) -> str:
    if CookieStorage.cookie_name not in request.COOKIES:
        return ""
    return render_to_string("web/_messages.html", {"messages": get_messages(request)})
