"""Doors that only a machine of one's own has."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def development_only(view: View) -> View:
    """Nothing stands here unless DEVELOPMENT_TOOLS is on, which production's settings refuse."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEVELOPMENT_TOOLS:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
