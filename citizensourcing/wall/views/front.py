"""The front page of a city, and what its rules mean."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from citizensourcing.ideas.exposure import LEAST_SEEN_SLOTS
from citizensourcing.participants.http import PersonRequest
from citizensourcing.wall import drawings, selectors
from citizensourcing.wall.preview import front_preview
from citizensourcing.wall.words import said
from tenants.models import City


@require_safe
def to_language(request: PersonRequest) -> HttpResponse:
    """``/`` is no page: it leads to the reader's language. The language middleware says what that depends on."""
    rest = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/{rest}")


@require_safe
def front(request: PersonRequest) -> HttpResponse:
    """The city's name and question, and beneath it the wall itself."""
    city = request.city
    page = selectors.front_page(person=request.person, now=timezone.now())
    context = {
        "page": page,
        "question": said(city.branding.question, default=city.default_language),
        "promise": said(city.branding.promise or {}, default=city.default_language) or None,
        "rules": city.rules,
        "rare": LEAST_SEEN_SLOTS,
        "picture": request.build_absolute_uri(front_preview(city)),
    }
    return render(request, "wall/front.html", context)
