"""The front page of a city."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizensourcing.participants.http import PersonRequest
from citizensourcing.wall import selectors
from citizensourcing.wall.preview import address_of_wall
from citizensourcing.wall.words import said
from tenants.middleware import interface_languages


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
    context = {
        "page": page,
        "question": said(city.branding.question, default=city.default_language),
        "promise": said(city.branding.promise, default=city.default_language),
        "rules": city.rules,
        "preview_url": request.build_absolute_uri(address_of_wall(city)),
        "addresses": [(code, request.build_absolute_uri(f"/{code}/")) for code in interface_languages(city)],
    }
    return render(request, "wall/front.html", context)
