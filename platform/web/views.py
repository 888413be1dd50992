"""Pages that belong to no app: what was not found, what was refused, and what broke."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from common.api import errors
from common.redirects import is_safe_next


def _shell(request: HttpRequest) -> dict[str, Any]:
    in_city = getattr(request, "city", None) is not None
    return {"shell": "web/base.html" if in_city else "web/base_platform.html"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from elsewhere or from a page that had grown old; the way back leads to a fresh one."""
    return render(request, "web/csrf_failure.html", _shell(request) | {"again": _way_back(request)}, status=403)


def _way_back(request: HttpRequest) -> str:
    """The page of this host that the form stood on, as a path; the front page when it is not known or not ours."""
    came_from = request.headers.get("Referer", "")
    if not came_from or not is_safe_next(request, came_from):
        return "/"
    try:
        parts = urlsplit(came_from)
    except ValueError:
        return "/"
    again = f"{parts.path}?{parts.query}".rstrip("?")
    # The path alone is judged once more: without its host, "//elsewhere" would be a host.
    return again if again.startswith("/") and is_safe_next(request, again) else "/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing stands at this address, or not for this person."""
    if errors.is_api(request):
        return errors.not_found()
    return render(request, "web/not_found.html", _shell(request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke on our side. The page asks neither the database nor the session: either may be what broke."""
    if errors.is_api(request):
        return errors.failed()
    return HttpResponse(render_to_string("web/server_error.html"), status=500)
