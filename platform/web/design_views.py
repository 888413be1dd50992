"""The living page of the design system. The URLs are mounted in development only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_cotton.utils import render_component

from common.development import development_only
from web import sample

_PAGES = ("front", "ideas", "idea", "share", "where", "door", "desk")


def _content() -> dict[str, Any]:
    names = ("CITY", "SHAPES", "IDEAS", "STATUSES", "STATIONS", "TOPICS", "SORTS", "LETTERS")
    return {name.lower(): getattr(sample, name) for name in names if name != "CITY"} | {"town": sample.CITY}


@development_only
def design(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, with invented content."""
    looked_over = sample.SampleForm(data={"title": "", "email": "amina@", "where": ""}, auto_id="bad_%s")
    return render(request, "web/design.html", _content() | {"form": sample.SampleForm(), "bad_form": looked_over})


@development_only
def composition(request: HttpRequest, page: str) -> HttpResponse:
    """Show a whole page as it will look in a city; 404 for a page that is none."""
    if page not in _PAGES:
        raise Http404(page)
    return render(request, f"web/design/{page}.html", _content() | {"form": sample.SampleForm()})


@development_only
@require_POST
def support(request: HttpRequest) -> HttpResponse:
    """Answer a click on a sample support button the way a city's wall does: with the button itself."""
    given = request.POST.get("support") == "1"
    sentence = "Your support counts. 22 more, and the city owes an answer." if given else "You took your support back."
    state = {
        "key": request.POST.get("key", "d2"),
        "state": "yours" if given else "open",
        "action": request.path,
        "supports": 100 if given else 99,
        "sentence": sentence,
        "just": "1",
    }
    return HttpResponse(render_component(request, "support-button", state))
