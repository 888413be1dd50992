"""Absolute addresses of a city, for mails and link previews, where no request says what the host is."""

from django.conf import settings

from tenants.models import City


def base_url(city: City) -> str:
    """``https://ideas.example.city`` (in development with the port), without a trailing slash."""
    port = f":{settings.SITE_PORT}" if settings.SITE_PORT else ""
    return f"{settings.SITE_SCHEME}://{city.primary_domain}{port}"


def absolute(city: City, path: str) -> str:
    """The whole address of a path on a city's wall."""
    return base_url(city) + path


def platform_url() -> str:
    """The platform's own home, without a trailing slash."""
    port = f":{settings.SITE_PORT}" if settings.SITE_PORT else ""
    return f"{settings.SITE_SCHEME}://{settings.PLATFORM_HOSTS[0]}{port}"
