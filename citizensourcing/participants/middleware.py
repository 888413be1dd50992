"""Who asks: looked up once per request, and only for somebody who carries a session."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from citizensourcing.participants.models import Participant


class PersonMiddleware:
    """Sets ``request.person`` and ``request.roles``. A visitor without a session costs no query and gets no cookie."""

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
        return self.get_response(request)
