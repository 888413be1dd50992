"""Pages that belong to no app: what was not found, and what was refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from elsewhere or from a page that had grown old."""
    return render(request, "web/csrf_failure.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing stands at this address, or not for this person."""
    return render(request, "web/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke on our side. The page needs no database and no session."""
    return render(request, "web/server_error.html", status=500)
