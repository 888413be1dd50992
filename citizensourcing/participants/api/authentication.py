"""Who asks: a program with a token, or somebody's browser with a session."""

from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from accounts.models import User
from citizensourcing.participants import services
from citizensourcing.participants.models import ApiToken
from common.api.errors import CHALLENGE
from common.exceptions import RuleViolation

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ByTokenOrSession(BaseAuthentication):
    """``Authorization: Bearer cw_…``, or the session of this wall's own pages (then with a CSRF token for writes).

    A header decides alone: with it no cookie is looked at. Sets ``person`` and ``roles`` of the request, which
    ``PersonMiddleware`` has set for a session. Raises ``RuleViolation``: ``token.unknown``, ``token.revoked``,
    ``token.expired``, ``csrf``.
    """

    def authenticate(self, request: Request) -> tuple[User | None, ApiToken | None] | None:
        """None for a visitor. No query for a visitor or a session; one for a token, and a write once a day."""
        django_request: HttpRequest = request._request
        header = django_request.META.get("HTTP_AUTHORIZATION")
        if header is not None:
            return self._by_token(django_request, header)
        person = getattr(django_request, "person", None)
        if person is None and not is_signed_in(django_request):
            return None
        if request.method not in _SAFE:
            _require_own_page(django_request)
        return getattr(django_request, "user", None), None

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return CHALLENGE

    @staticmethod
    def _by_token(request: HttpRequest, header: str) -> tuple[User | None, ApiToken]:
        request.person = None  # type: ignore[attr-defined]  # as PersonMiddleware does
        request.roles = frozenset()  # type: ignore[attr-defined]  # as above
        token, roles = services.holder_of(header, now=timezone.now())
        request.person = token.person  # type: ignore[attr-defined]  # as above
        request.roles = roles  # type: ignore[attr-defined]  # as above
        return token.person.user, token


def is_signed_in(request: HttpRequest) -> bool:
    """True for somebody who has signed in, resident here or not yet. No query for who carries no cookie."""
    user = getattr(request, "user", None) if request.COOKIES else None
    return user is not None and user.is_authenticated


def _require_own_page(request: HttpRequest) -> None:
    """A browser sends cookies with what another site made it ask: only a page of ours knows the CSRF token."""
    check = CSRFCheck(lambda _request: None)  # type: ignore[arg-type]  # as REST framework does
    check.process_request(request)
    if check.process_view(request, None, (), {}):  # type: ignore[arg-type]  # as above
        raise RuleViolation("csrf", _("That came without the CSRF token of a page of ours (X-CSRFToken)."))
