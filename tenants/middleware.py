"""From a host name to a city, and from an address to a language."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import set_urlconf
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from common.schema import leave_to_public, stand_in
from tenants import health, lookup
from tenants.models import City
from tenants.telling import all_errors_are_of
from tenants.views import no_wall_now, unknown_host

GetResponse = Callable[[HttpRequest], HttpResponse]


class CityMiddleware:
    """Put each request into its city's schema. An unknown host gets a page that says so, never another city."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer health checks before anything else, then route by host."""
        if request.path in health.PATHS:
            return health.answer(request)
        leave_to_public()
        host = lookup.hostname(request.META)
        city = None if lookup.is_platform(host) else lookup.city_at(host)
        request.city = city  # type: ignore[attr-defined]
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF if city is None else settings.ROOT_URLCONF
        set_urlconf(request.urlconf)
        if city is None and not lookup.is_platform(host):
            # The page that says so wears the platform's own stylesheet: the same files for everybody, no city's.
            is_asset = request.path.startswith(settings.STATIC_URL)
            return self.get_response(request) if is_asset else unknown_host(request, host)
        if city is not None and not city.is_readable:
            return self._closed(request, city)
        with structlog.contextvars.bound_contextvars(city=city.schema_name if city else "public"):
            all_errors_are_of(city.schema_name if city else "public")
            try:
                if city is not None:
                    request.tenant = city  # type: ignore[attr-defined]
                    stand_in(city)
                    timezone.activate(city.time_zone)
                return self.get_response(request)
            finally:
                timezone.deactivate()
                leave_to_public()

    def _closed(self, request: HttpRequest, city: City) -> HttpResponse:
        """A wall that is not there yet, or not any more. Its schema is left alone: it may be half made, or gone."""
        request.city = None  # type: ignore[attr-defined]
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
        set_urlconf(request.urlconf)
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        return no_wall_now(request, city, language=page_language(request, city))


def interface_languages(city: City | None) -> list[str]:
    """The languages in which a city's pages are offered: those of the city that the interface speaks.

    A city of which it speaks none gets English.
    """
    spoken = [code for code, _ in settings.LANGUAGES]
    if city is None:
        return spoken
    return [code for code in city.languages if code in spoken] or ["en"]


def page_language(request: HttpRequest, city: City | None) -> str:
    """The language of the address where the city speaks it, else the browser's wish among the city's languages."""
    offered = interface_languages(city)
    in_path = translation.get_language_from_path(request.path_info)
    if in_path in offered:
        return str(in_path)
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        base = str(code.split("-")[0])
        if base in offered:
            return base
    return city.default_language if city is not None and city.default_language in offered else offered[0]


class CityLocaleMiddleware:
    """The language stands in the address (``/fr/…``); without one, the browser's wish among the city's languages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language; send an address in a language the city does not speak to its default one."""
        city: City | None = getattr(request, "city", None)
        offered = interface_languages(city)
        in_path = translation.get_language_from_path(request.path_info)
        language = page_language(request, city)
        if in_path is not None and in_path not in offered and request.method in {"GET", "HEAD"}:
            rest = request.get_full_path()[len(in_path) + 1 :]
            return HttpResponseRedirect(f"/{language}{rest}")
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if in_path is None:
            patch_vary_headers(response, ("Accept-Language",))
        return response
