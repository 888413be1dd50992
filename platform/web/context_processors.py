"""What every page's shell needs to know."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The city, who asks, and the languages to switch to."""
    return {
        "city": getattr(request, "city", None),
        "person": getattr(request, "person", None),
        "roles": getattr(request, "roles", frozenset()),
    }
