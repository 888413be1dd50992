"""The request as views of a city see it."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from citizensourcing.participants.models import Participant
from tenants.models import City


class PersonRequest(HttpRequest):
    """A request on a city's wall: ``person`` is who asks (None for a visitor), ``roles`` what they are here."""

    city: City
    person: Participant | None
    roles: frozenset[str]
    htmx: HtmxDetails
    user: User
    LANGUAGE_CODE: str
    session: Any
