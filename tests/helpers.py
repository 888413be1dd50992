"""What tests do again and again: ask as somebody, count queries, look at the mail."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from citizensourcing.participants.models import Participant
from common.schema import stand_in
from control_plane.services import provision_city
from outbox.services import deliver_all
from tenants.context import for_city, require_city
from tenants.models import City


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
    assert len(asked) == expected, "\n".join(asked)


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
