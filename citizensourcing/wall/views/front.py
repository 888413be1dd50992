"""The front page of a city."""

import hashlib

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizensourcing.ideas.services.exposure import note_shown
from citizensourcing.participants.http import PersonRequest
from citizensourcing.wall import selectors
from citizensourcing.wall.preview import address_of_wall
from citizensourcing.wall.words import said
from tenants.addresses import absolute
from tenants.middleware import interface_languages
from tenants.stylesheet import stylesheet_of


@require_safe
def to_language(request: PersonRequest) -> HttpResponse:
    """``/`` is no page: it leads to the reader's language. The language middleware says what that depends on."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("wall:front") + (f"?{query}" if query else ""))


@require_safe
def front(request: PersonRequest) -> HttpResponse:
    """The city's name and question, and beneath it the wall itself."""
    city = request.city
    page = selectors.front_page(person=request.person, now=timezone.now())
    note_shown(slot.card.pk for slot in page.rows.trending)
    key = _kept_under(request, page)
    kept: bytes | None = cache.get(key) if key else None
    if kept is not None:
        return HttpResponse(kept)
    context = {
        "page": page,
        "question": said(city.branding.question, default=city.default_language),
        "promise": said(city.branding.promise, default=city.default_language),
        "rules": city.rules,
        "preview_url": absolute(city, address_of_wall(city)),
        "addresses": [(code, absolute(city, f"/{code}/")) for code in interface_languages(city)],
    }
    response = render(request, "wall/front.html", context)
    if key:
        cache.set(key, response.content, selectors.KEEP_SECONDS)
    return response


def _kept_under(request: PersonRequest, page: selectors.FrontPage) -> str:
    """The cache key of the page as a visitor gets it: it names everything the page says, down to each count.

    So what is kept is never older than what was just read, and rendering (most of the work) is spared. Empty for
    somebody who carries a cookie, and for an address with a query, which the sign-in link repeats.
    """
    if request.COOKIES or request.META.get("QUERY_STRING"):
        return ""
    said_all = repr((page, request.LANGUAGE_CODE, stylesheet_of(request.city.branding).digest))
    return f"wall:html:{hashlib.sha256(said_all.encode()).hexdigest()[:32]}"
