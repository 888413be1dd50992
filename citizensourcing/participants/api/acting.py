"""Acting for somebody: who they are, whether their token covers it, how often, and once only."""

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from citizensourcing.participants import services
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.models import ApiToken, KeptReply, Participant, Scope
from common.api import throttling
from common.api.errors import JSON_TYPE
from common.exceptions import RuleViolation
from common.ratelimit import source_of

Method = TypeVar("Method", bound=Callable[..., HttpResponse])


def asked(request: Request) -> PersonRequest:
    """The request as views of a city see it: ``city``, ``person``, ``roles``, the language."""
    return cast("PersonRequest", request._request)


def not_known(names: Iterable[str], kind: str) -> str:
    """The sentence for names that stand for nothing in this city: it says which, and where all there are is listed.

    ``kind`` is the name of that address (``topics``, ``neighbourhoods``, ``projects``).
    """
    return _("Nothing here is called “%(value)s”: %(address)s lists what there is.") % {
        "value": ", ".join(names),
        "address": reverse(f"api:{kind}"),
    }


def token_of(request: Request) -> ApiToken | None:
    """The token of a program; None for a session or a visitor."""
    return cast("ApiToken | None", request.auth)


def covers(request: Request, scope: Scope) -> bool:
    """Whether whoever asks may be told or do this as themselves: any session, and a token with the scope."""
    token = token_of(request)
    return asked(request).person is not None and (token is None or scope in token.scopes)


def require(request: Request, scope: Scope) -> Participant:
    """The person behind a request.

    Raises ``RuleViolation``: ``participation.sign_in`` without one, ``token.scope`` for a token without the scope.
    """
    person = asked(request).person
    if person is None:
        raise RuleViolation(
            "participation.sign_in", _("Say who you are: send a key (Authorization: Bearer …), or sign in.")
        )
    if not covers(request, scope):
        raise RuleViolation(
            "token.scope", _("This key lacks the scope %(scope)s. Make one that has it.") % {"scope": scope.value}
        )
    return person


def viewer_of(request: Request) -> int | None:
    """Whose supports an answer may tell: the id of the person, when their session or token covers that; else None."""
    person = asked(request).person
    return person.pk if person is not None and covers(request, Scope.VOTES_READ) else None


def require_session(request: Request) -> Participant:
    """The person who signed in on the wall itself: what no token may do.

    Raises ``RuleViolation``: ``program.by_session`` for a token, ``participation.sign_in``.
    """
    if request.auth is not None:
        raise RuleViolation(
            "program.by_session", _("A key makes no keys: only you do, signed in, on the page “Programs”.")
        )
    return require(request, Scope.ME_WRITE)


def reads(scope: Scope | None) -> Callable[[Method], Method]:
    """Decorate a method that reads what is somebody's own: ``method(self, request, person=…, **address)``.

    It needs the scope (None: a session, never a token).
    """

    def decorate(method: Method) -> Method:
        @wraps(method)
        def reading(self: Any, request: Request, **address: Any) -> HttpResponse:
            person = require_session(request) if scope is None else require(request, scope)
            return method(self, request, person=person, **address)

        reading.scope = "session" if scope is None else scope.value  # type: ignore[attr-defined]  # read by the schema
        return cast("Method", reading)

    return decorate


def acts(scope: Scope | None, *, is_secret: bool = False, is_one_step: bool = False) -> Callable[[Method], Method]:
    """Decorate a method that writes for somebody: ``method(self, request, person=…, **address) -> HttpResponse``.

    It needs the scope (None: a session, never a token), counts against the limits, runs in one transaction, and with
    an ``Idempotency-Key`` is done once: sent again within a day by the same token (or session) it gives the same
    answer, with ``Idempotent-Replay: true``. ``is_secret``: the answer holds what is shown once, so it is not kept.
    ``is_one_step``: the method calls one service, which has a transaction of its own, so that without a key none is
    needed around it.
    """

    def decorate(method: Method) -> Method:
        @wraps(method)
        def acting(self: Any, request: Request, **address: Any) -> HttpResponse:
            person = require_session(request) if scope is None else require(request, scope)
            token = token_of(request)
            throttling.count_write(
                person=str(person.pk), source=source_of(asked(request)), token="" if token is None else str(token.pk)
            )
            data = request.data  # read before anything is written
            key = request.headers.get("Idempotency-Key")
            if key is None and is_one_step:
                return method(self, request, person=person, **address)
            with transaction.atomic():
                if key is None:
                    return method(self, request, person=person, **address)
                now = timezone.now()
                claim = services.claim_key(
                    person=person,
                    credential="session" if token is None else f"token {token.pk}",
                    key=key,
                    asked=_fingerprint(request, data),
                    now=now,
                )
                if claim.earlier is not None:
                    return _replay(claim.earlier)
                response = method(self, request, person=person, **address)
                services.keep_reply(
                    claim=claim,
                    status=response.status_code,
                    location=response.headers.get("Location", ""),
                    body=response.content.decode(),
                    is_secret=is_secret,
                )
                return response

        acting.scope = "session" if scope is None else scope.value  # type: ignore[attr-defined]  # read by the schema
        return cast("Method", acting)

    return decorate


def _fingerprint(request: Request, data: Any) -> str:
    body = data if isinstance(data, bytes) else json.dumps(data, sort_keys=True).encode()
    head = f"{request.method} {asked(request).get_full_path()}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def _replay(earlier: KeptReply) -> HttpResponse:
    response = HttpResponse(earlier.body, status=earlier.status)
    if earlier.body:
        response.headers["Content-Type"] = JSON_TYPE
    else:
        del response.headers["Content-Type"]
    if earlier.location:
        response.headers["Location"] = earlier.location
    response.headers["Idempotent-Replay"] = "true"
    return response
