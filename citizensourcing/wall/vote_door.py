"""Supports that programs give, before Django: a hundred may come at once, and each needs three statements, no more.

The services are those of the API's own view, and whatever they refuse goes through Django, which says why. Only the
plainest of requests stays here; its answer carries the headers that Django gave to one like it before.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.ideas.permissions import idea_to_support
from citizensourcing.ideas.selectors import support_said
from citizensourcing.participants.models import Scope
from citizensourcing.participants.services import holder_of, reads_as
from common.api.throttling import count_write
from common.ratelimit import source_at
from tenants.models import City

Headers = list[tuple[str, str]]

_ADDRESS: Final = re.compile(r"/api/v1/ideas/(\d{4}-\d{5,9})/vote/")
_ANY_ANSWER: Final = frozenset({"", "*/*", "application/json"})
_NOTHING_SENT: Final = frozenset({"", "0"})
_KEPT: Final = 256
# What Django said around such an answer, by what it may depend on. None of it is about the person.
_learnt: OrderedDict[tuple[str, ...], Headers] = OrderedDict()


def number_in(environ: Mapping[str, Any]) -> str | None:
    """The number of the idea that a program supports with this request; None when there is more to it than that."""
    if environ["REQUEST_METHOD"] != "PUT" or "HTTP_AUTHORIZATION" not in environ:
        return None
    found = _ADDRESS.fullmatch(environ["PATH_INFO"])
    is_plain = (
        not environ.get("QUERY_STRING")
        and environ.get("CONTENT_LENGTH", "") in _NOTHING_SENT
        and environ.get("HTTP_ACCEPT", "") in _ANY_ANSWER
        and "HTTP_IDEMPOTENCY_KEY" not in environ
        and "HTTP_TRANSFER_ENCODING" not in environ
    )
    return found[1] if found is not None and is_plain else None


def support(environ: Mapping[str, Any], city: City, number: str) -> tuple[Headers, bytes] | None:
    """Support an idea for a program's person; None while Django has not shown yet how such an answer looks.

    Call it inside the city. Raises what the services raise (``RuleViolation``, Http404): then nothing was written.
    """
    headers = _learnt.get(_likeness(environ, city))
    if headers is None:
        return None
    now = timezone.now()
    token, roles = holder_of(environ["HTTP_AUTHORIZATION"], now=now)
    if Scope.VOTES_WRITE not in token.scopes:
        return None
    count_write(person=str(token.person_id), source=source_at(environ), token=str(token.pk))
    idea = idea_to_support(*reads_as(token, roles), voter=token.person, number=number)
    services.vote_for(idea=idea, voter=token.person, now=now)
    body = support_said(idea, is_yours=True)
    return [*headers, ("Content-Length", str(len(body)))], body


def learn(environ: Mapping[str, Any], city: City, status: str, headers: Headers) -> None:
    """Remember what Django said around an answer to such a request."""
    names = {name.lower() for name, _value in headers}
    if not status.startswith("200") or "set-cookie" in names:
        return
    _learnt[_likeness(environ, city)] = [(name, value) for name, value in headers if name.lower() != "content-length"]
    if len(_learnt) > _KEPT:
        _learnt.popitem(last=False)


def forget() -> None:
    """Begin anew: for tests."""
    _learnt.clear()


def _likeness(environ: Mapping[str, Any], city: City) -> tuple[str, ...]:
    return (
        city.schema_name,
        city.looks,
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
    )
