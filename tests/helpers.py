"""What tests do again and again: ask as somebody, count queries, look at the mail."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from citizensourcing.participants.models import Participant, Scope
from citizensourcing.participants.services import make_token
from common.schema import stand_in
from control_plane.services import provision_city
from outbox.services import deliver_all
from tenants.context import for_city, require_city
from tenants.models import City

# How the API writes an instant, for f"{at:{UTC_SECONDS}}".
UTC_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


class CityClient(Client):
    """A browser that only knows one city's address.

    After each request the test stands again where it stood before: a request leaves the connection in ``public``, and
    a test that went on there would read the platform's tables instead of the city's.
    """

    def __init__(self, city: City, **defaults: Any) -> None:
        super().__init__(headers={"host": city.primary_domain}, **defaults)
        self.city = city

    def request(self, **request: Any) -> HttpResponse:
        before = connection.tenant
        try:
            return super().request(**request)
        finally:
            stand_in(before)


class ProgramClient(CityClient):
    """A program that knows one city's address and carries a token. It speaks JSON."""

    def __init__(self, city: City, token: str = "", **defaults: Any) -> None:
        super().__init__(city, **defaults)
        if token:
            self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def generic(self, method: str, path: str, data: Any = "", content_type: str = "", **extra: Any) -> Any:
        return super().generic(method, path, data, content_type or "application/json", **extra)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """One request with a JSON body (or raw bytes as they are); header names with underscores."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.generic(method, path, raw, headers=names)


def a_program(person: Participant, *scopes: str, city: City | None = None) -> ProgramClient:
    """A program that acts for this person as far as the scopes go (all, when none is named)."""
    made = make_token(person=person, name="A program", scopes=scopes or Scope.values, days=30, now=timezone.now())
    return ProgramClient(city or require_city(), made.text)


def visitor_client(city: City | None = None) -> CityClient:
    """Somebody without an account, at the city we are in (or another)."""
    return CityClient(city or require_city())


def signed_in_client(person: Participant) -> CityClient:
    """This person's browser, at the city we are in: their session lies in its schema."""
    client = CityClient(require_city())
    assert person.user is not None, f"{person} has no account to sign in with"
    client.force_login(person.user)
    return client


def carry_cookies(client: Client, to: City) -> CityClient:
    """The same cookies at another city's address: what a thief, or a confused proxy, would send."""
    other = CityClient(to)
    for name, morsel in client.cookies.items():
        other.cookies[name] = morsel.value
    return other


def mails() -> list[mail.EmailMessage]:
    """Deliver what waits in this city's outbox; all mails that have left so far, oldest first."""
    deliver_all()
    return mail.outbox


@contextmanager
def queries(expected: int) -> Iterator[None]:
    """Assert how many queries run, not counting the ``SET search_path`` of django-tenants."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [q["sql"] for q in captured if not q["sql"].startswith("SET search_path")]
    assert len(asked) == expected, "\n".join([f"{len(asked)} queries:", *asked])


def committed(work: Callable[[], object]) -> None:
    """Do something on a connection of its own, so that other threads see it. The test itself must undo it so too."""

    def alone() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join()


@contextmanager
def a_committed_city(name: str) -> Iterator[City]:
    """A city whose rows are committed, so that other connections see them; dropped with its schema afterwards.

    For tests of races, with the database unblocked. pytest-django's own way would empty all tables, which the audit
    trail refuses.
    """
    city = provision_city(name=name, slug=name.lower())
    try:
        with for_city(city):
            yield city
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{city.schema_name}" CASCADE')
        City.objects.filter(pk=city.pk).delete()


def at_once(city: City, *acts: Callable[[], object]) -> list[BaseException]:
    """Do all of it at the same moment, each on its own connection; what went wrong."""
    gate, wrong = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            with for_city(city):
                gate.wait(timeout=30)
                act()
        except BaseException as problem:  # noqa: BLE001 -- handed to the test
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return wrong
