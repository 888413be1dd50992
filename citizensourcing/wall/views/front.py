"""The front page of a city."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizensourcing.ideas.selectors import votes_among
from citizensourcing.participants.http import PersonRequest
from citizensourcing.wall import selectors
from citizensourcing.wall.preview import address_of_wall
from citizensourcing.wall.words import said
from tenants.addresses import absolute
from tenants.middleware import interface_languages
from web.residents import is_for_all, kept_for_residents


@require_safe
def to_language(request: PersonRequest) -> HttpResponse:
    """``/`` is no page: it leads to the reader's language. The language middleware says what that depends on."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("wall:front") + (f"?{query}" if query else ""))


@require_safe
@kept_for_residents(votes=votes_among)
def front(request: PersonRequest) -> HttpResponse:
    """The city's name and question, and beneath it the wall itself."""
    city = request.city
    page = selectors.front_page(person=None if is_for_all(request) else request.person, now=timezone.now())
    context = {
        "page": page,
        "question": said(city.branding.question, default=city.default_language),
        "promise": said(city.branding.promise, default=city.default_language),
        "rules": city.rules,
        "preview_url": absolute(city, address_of_wall(city)),
        "addresses": [(code, absolute(city, f"/{code}/")) for code in interface_languages(city)],
    }
    response = render(request, "wall/front.html", context)
    # Read by ``web.kept`` and by the middleware that counts what was shown.
    response.ideas_shown = [slot.card.pk for slot in page.rows.trending]  # type: ignore[attr-defined]
    response.keep_seconds = selectors.KEEP_SECONDS  # type: ignore[attr-defined]
    return response
