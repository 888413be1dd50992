"""What the city promises about data, access and conduct."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citizensourcing.participants.http import PersonRequest
from common.i18n import pick


def _page(request: PersonRequest, template: str) -> HttpResponse:
    city = request.city
    place = pick(city.names, default=city.default_language).text or city.name
    return render(request, f"privacy/{template}.html", {"place": place, "rules": city.rules})


@require_safe
def notice(request: PersonRequest) -> HttpResponse:
    """Which data there is, who sees it, how long it stays."""
    return _page(request, "notice")


@require_safe
def accessibility(request: PersonRequest) -> HttpResponse:
    """What works for whom, and where to say that something does not."""
    return _page(request, "accessibility")


@require_safe
def rules(request: PersonRequest) -> HttpResponse:
    """How people speak to each other here, and what happens when they do not."""
    return _page(request, "rules")
