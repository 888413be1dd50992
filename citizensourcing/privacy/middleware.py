"""New house rules are asked about once: on arriving (at the welcome page), or before the next act, which goes on."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from citizensourcing.participants.documents import Document, current
from citizensourcing.participants.selectors import has_agreed_to_rules
from citizensourcing.participants.services import agree_to_rules
from citizensourcing.privacy.views.documents import agreed_version, rules_page
from common.redirects import is_safe_next, with_next

# The pages on which people act on the wall. Everything else (signing in, one's data, leaving) stays open without a yes.
_ASKED_FOR: Final = frozenset({"ideas"})
# Taking something back needs no yes: the door, and the field with the value that says so (None: the door says it all).
_TAKING_BACK: Final = {
    "vote": ("support", "0"),
    "follow": ("follow", "0"),
    "comment_like": ("like", "0"),
    "comment_delete": None,
    "withdraw": None,
    "share_picture_remove": None,
    "share_discard": None,
}
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS: Final = frozenset({"csrfmiddlewaretoken", "agrees_to"})


class RulesMiddleware:
    """Stands before what people do on the pages of ideas; ``participation`` refuses the same everywhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the address is known."""
        return self.get_response(request)

    def process_view(self, request: Any, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """None when there is nothing to ask, or the yes came along; else the page that asks."""
        match = request.resolver_match
        if request.method in _READING or match is None or match.namespace not in _ASKED_FOR:
            return None
        person = getattr(request, "person", None)
        if person is None or has_agreed_to_rules(person) or _takes_back(request, match.url_name):
            return None
        if agreed_version(request) == current(Document.RULES).number:
            agree_to_rules(
                person=person, version=agreed_version(request), language=request.LANGUAGE_CODE, now=timezone.now()
            )
            return None
        came_from = _page_before(request)
        asking = with_next(reverse("privacy:agree"), came_from)
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": asking})
        if request.FILES:  # a page cannot carry files on: the person comes back to the form and chooses them again
            return HttpResponseRedirect(asking, status=303)
        carried = tuple((name, value) for name, values in request.POST.lists() if name not in _OURS for value in values)
        # An act without words, such as a support, still is one: the button sends it.
        return rules_page(request, action=request.get_full_path(), back=came_from, carried=carried or (("yes", "1"),))


def _takes_back(request: Any, door: str) -> bool:
    if door not in _TAKING_BACK:
        return False
    field = _TAKING_BACK[door]
    return field is None or request.POST.get(field[0]) == field[1]


def _page_before(request: Any) -> str:
    """The page on which the person acted, when the browser says so; else the front page."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    parts = urlsplit(said)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and is_safe_next(request, path) else reverse("wall:front")
