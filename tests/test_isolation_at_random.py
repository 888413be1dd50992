"""Thousands of random walks through two cities: not one read may come from the wrong place.

Threads, nested cities, savepoints, exceptions, failing statements, tasks, requests, dropped connections.
``ISOLATION_OPERATIONS`` says how many operations (2,000 unless set), ``ISOLATION_SEED`` which ones.
"""

import os
import random
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import DataError, connection, transaction
from django.utils import timezone

from citizensourcing.taxonomy.models import Topic
from common.schema import current_schema, schema_by_the_database
from config.celery import app
from outbox.models import OutboxEntry
from tenants.context import for_city
from tenants.models import City
from tests.helpers import CityClient, committed

OPERATIONS = int(os.environ.get("ISOLATION_OPERATIONS", "2000"))
SEED = int(os.environ.get("ISOLATION_SEED", "1"))
THREADS = 4
MARK = "whose-row-is-this"
DEEPEST = 4


class Interrupted(Exception):  # noqa: N818 -- it is thrown on purpose
    """What a walk throws to see who cleans up."""


@app.task(name="tests.whose_row_is_this")
def whose_row_is_this():
    return OutboxEntry.objects.get(name=MARK).payload["schema"]


@pytest.fixture
def marked_cities(db):
    """The cities, in each of which (and in public) stored rows say where they are, for every thread to see."""
    cities = list(City.objects.filter(slug__in=["lisbon", "porto"]).prefetch_related("domains").order_by("pk"))
    committed(lambda: _mark(cities))
    yield cities
    committed(lambda: _unmark(cities))


def _mark(cities):
    _say_where()
    for city in cities:
        with for_city(city):
            _say_where()
            Topic.objects.create(slug=MARK, names={"en": current_schema()})


def _say_where():
    now = timezone.now()
    where = {"schema": current_schema()}
    OutboxEntry.objects.create(kind="task", name=MARK, payload=where, due_at=now, done_at=now)
    cache.set(MARK, current_schema(), 600)


def _unmark(cities):
    OutboxEntry.objects.filter(name=MARK).delete()
    for city in cities:
        with for_city(city):
            OutboxEntry.objects.filter(name=MARK).delete()
            Topic.objects.filter(slug=MARK).delete()


class Walk:
    """One thread's way. ``wrong`` keeps every read that came from elsewhere than the walk stood."""

    def __init__(self, cities: list[City], seed: int, steps: int) -> None:
        self.cities = cities
        self.dice = random.Random(seed)
        self.left = steps
        self.done = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        """Walk until the steps are used up, then close this thread's connection."""
        try:
            while self.left > 0:
                self.look_around("public")
                self.step("public", 0)
        except Exception as problem:  # noqa: BLE001 -- a thread's exception would only be a warning
            self.wrong.append(f"{type(problem).__name__}: {problem}")
        finally:
            connection.close()

    def step(self, here: str, depth: int) -> None:
        self.left -= 1
        self.done += 1
        ways: list[Callable[[str, int], None]] = [self.read, self.read, self.read_cache, self.roll_back, self.send_task]
        ways += [self.fail_a_statement, self.lose_the_connection]
        ways += [self.enter, self.enter, self.enter_and_throw, self.enter_in_a_savepoint] if depth < DEEPEST else []
        ways += [self.ask_for_a_page] if self.dice.random() < 0.1 else []
        self.dice.choice(ways)(here, depth)
        self.look_around(here)

    def look_around(self, here: str) -> None:
        """Where we think we are, where the database is, and whose row it finds must be one."""
        seen = {current_schema(), schema_by_the_database(), OutboxEntry.objects.get(name=MARK).payload["schema"]}
        if seen != {here}:
            self.wrong.append(f"in {here}: {sorted(seen)}")

    def read(self, here: str, _depth: int) -> None:
        expected = [] if here == "public" else [here]
        found = [] if here == "public" else [Topic.objects.get(slug=MARK).names["en"]]
        if found != expected:
            self.wrong.append(f"topic in {here}: {found}")

    def read_cache(self, here: str, _depth: int) -> None:
        if cache.get(MARK) != here:
            self.wrong.append(f"cache in {here}: {cache.get(MARK)}")

    def roll_back(self, here: str, _depth: int) -> None:
        with transaction.atomic():
            OutboxEntry.objects.filter(name=MARK).update(last_error="never kept")
            self.look_around(here)
            transaction.set_rollback(True)

    def fail_a_statement(self, _here: str, _depth: int) -> None:
        with suppress(DataError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    def lose_the_connection(self, _here: str, _depth: int) -> None:
        if not connection.in_atomic_block:
            connection.close()

    def send_task(self, here: str, _depth: int) -> None:
        schema = self.dice.choice([self.elsewhere().schema_name, here])
        answer = whose_row_is_this.apply(headers={"_schema_name": schema}).get()
        if answer != schema:
            self.wrong.append(f"task for {schema}: {answer}")

    def ask_for_a_page(self, _here: str, _depth: int) -> None:
        city = self.elsewhere()
        page = CityClient(city).get("/en/about/privacy/").content.decode()
        if city.name not in page or any(other.name in page for other in self.cities if other != city):
            self.wrong.append(f"page of {city.slug}")

    def enter(self, _here: str, depth: int) -> None:
        city = self.elsewhere()
        with for_city(city):
            self.look_around(city.schema_name)
            for _step in range(self.dice.randint(1, 3)):
                self.step(city.schema_name, depth + 1)

    def enter_and_throw(self, here: str, depth: int) -> None:
        with suppress(Interrupted), for_city(self.elsewhere()):
            self.enter(here, depth)
            raise Interrupted

    def enter_in_a_savepoint(self, here: str, depth: int) -> None:
        with suppress(Interrupted), transaction.atomic():
            self.enter(here, depth)
            with transaction.atomic():
                self.enter_and_throw(here, depth)
                self.look_around(here)
            raise Interrupted

    def elsewhere(self) -> City:
        return self.dice.choice(self.cities)


def test_random_walks_through_two_cities_never_read_from_the_wrong_one(marked_cities):
    walks = [Walk(marked_cities, SEED * 1000 + number, OPERATIONS // THREADS) for number in range(THREADS)]

    threads = [threading.Thread(target=walk.run) for walk in walks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [walk.wrong[:5] for walk in walks] == [[]] * THREADS
    assert sum(walk.done for walk in walks) >= OPERATIONS // THREADS * THREADS
