"""Who asks: looked up once per request, and only for somebody who carries a session."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import roles_of


class PersonMiddleware:
    """Sets ``request.person`` and ``request.roles``. A visitor without a session costs no query and gets no cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """On the platform's own pages nobody is a participant."""
        person: Participant | None = None
        in_city = getattr(request, "city", None) is not None
        if in_city and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            person = (
                Participant.objects.select_related("neighbourhood")
                .defer("neighbourhood__geometry")
                .filter(user=request.user)
                .first()
            )
            if person is not None:
                person.user = request.user  # known already: whoever needs the address asks nothing more
        request.person = person  # type: ignore[attr-defined]
        request.roles = roles_of(person)  # type: ignore[attr-defined]
        return self.get_response(request)
