"""A city whose every page breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def break_down(_request: HttpRequest) -> HttpResponse:
    """Fail, as code with a mistake does."""
    raise RuntimeError


urlpatterns = [path("", break_down)]
