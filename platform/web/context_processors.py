"""What every page's shell needs to know. Nothing here costs a query."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from common.i18n import LANGUAGE_NAMES
from tenants.middleware import interface_languages
from tenants.stylesheet import stylesheet_of
from web import residents


def shell(request: HttpRequest) -> dict[str, Any]:
    """The city and its look, who asks, and the languages to switch to."""
    city = getattr(request, "city", None)
    carries_cookie = bool(request.COOKIES)
    if residents.is_for_all(request):
        return _shell(request, city) | residents.HOLES
    return _shell(request, city) | {
        "person": getattr(request, "person", None),
        "messages": get_messages(request) if carries_cookie else (),
    }


def _shell(request: HttpRequest, city: Any) -> dict[str, Any]:
    return {
        "city": city,
        "branding": city.branding if city is not None else None,
        "theme_url": _theme_url(city),
        "roles": getattr(request, "roles", frozenset()),
        "is_staff_here": bool(getattr(request, "roles", ())),
        "languages": _languages(request, city),
        "development_tools": settings.DEVELOPMENT_TOOLS,
    }


def _theme_url(city: Any) -> str:
    if city is None:
        return ""
    try:
        return reverse("wall_theme", args=[stylesheet_of(city.branding).digest])
    except NoReverseMatch:
        return ""


def _languages(request: HttpRequest, city: Any) -> list[tuple[str, str, str]]:
    """Code, own name and this page's address in each language of the city."""
    if city is None:
        return []
    active = get_language() or ""
    path = request.get_full_path()
    rest = path[len(active) + 1 :] if path.startswith(f"/{active}/") else "/"
    return [(code, LANGUAGE_NAMES.get(code, code), f"/{code}{rest}") for code in interface_languages(city)]
