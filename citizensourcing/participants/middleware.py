"""Who asks: looked up once per request, and only for somebody who carries a session."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from citizensourcing.participants.models import Participant


class PersonMiddleware:
    """Sets ``request.person`` and ``request.roles``. A visitor without a session costs no query and gets no cookie.

    On the way back, somebody whose session ended meanwhile is sent to sign-in as a whole page, also when htmx asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """On the platform's own pages nobody is a participant."""
        person: Participant | None = None
        roles: frozenset[str] = frozenset()
        in_city = getattr(request, "city", None) is not None
        if in_city and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            # ``backends.ResidentBackend`` brought both along with the user.
            person = getattr(request.user, "participant", None)
            roles = request.user.city_roles if person is not None else roles  # type: ignore[attr-defined]
        request.person = person  # type: ignore[attr-defined]
        request.roles = roles  # type: ignore[attr-defined]
        response = self.get_response(request)
        if in_city and person is None and getattr(request, "htmx", False) and _leads_to_a_door(response):
            return HttpResponseClientRedirect(response["Location"])
        return response


def _leads_to_a_door(response: HttpResponse) -> bool:
    """True for a redirect to where somebody becomes a person: htmx would follow it and put that page into this one."""
    if not response.has_header("Location"):
        return False
    return urlsplit(response["Location"]).path in {reverse("account_login"), reverse("me:welcome")}
