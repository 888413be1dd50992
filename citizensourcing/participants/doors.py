"""What views of every app above use to find the person behind a request, or to send them where they become one."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from citizensourcing.participants.http import PersonRequest
from common.redirects import is_safe_next, safe_next, with_next


def sign_in_address(request: PersonRequest, target: str) -> str:
    """The link that lets this visitor take part and brings them back to ``target``.

    It leads to sign-in, and for somebody who is signed in but not yet a resident here, or has not read the new house
    rules, to the welcome page, which knows.
    """
    # A visitor carries no session: asking for the user would only set one up.
    is_signed_in = request.person is not None or (
        bool(request.COOKIES) and hasattr(request, "user") and request.user.is_authenticated
    )
    return with_next(reverse("me:welcome" if is_signed_in else "account_login"), target)


def require_person_page(request: PersonRequest, *, target: str = "") -> HttpResponse | None:
    """None when a resident asks; else the way to sign-in or to the welcome page, which comes back here afterwards.

    ``target`` is where to come back to; without one the page itself, or for a POST the ``next`` it carries.
    """
    if request.person is not None:
        return None
    if not target or not is_safe_next(request, target):
        is_reading = request.method in {"GET", "HEAD"}
        target = request.get_full_path() if is_reading else safe_next(request, reverse(settings.CITY_FRONT))
    return HttpResponseRedirect(sign_in_address(request, target), status=303)
