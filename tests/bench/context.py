"""What every part of the bench knows: the servers, the city, the bare program, how long and how often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.db import connection

from citizensourcing.ideas.models import Idea
from tenants.context import for_city
from tenants.models import City
from tests.bench.load import Ask
from tests.bench.people import cookies_of, tokens_of
from tests.bench.servers import FOLDER, SLUG, Servers
from tests.bench.table import Row
from tests.bench.web import Web


@dataclass
class Bench:
    """One run."""

    servers: Servers
    say: Callable[[str], None]
    only: frozenset[str] = frozenset()
    seconds: int = 4
    repeats: int = 3
    workers: int = 2
    folder: Path = FOLDER
    _bare: Web | None = field(default=None, repr=False)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a program needs to run as in production, on the bench's servers."""
        return self.servers.environment

    def wants(self, *keys: str) -> bool:
        """Whether one of these parts was asked for; all are unless some were named."""
        return not self.only or bool(self.only & set(keys))

    def tell(self, row: Row) -> Row:
        """Say a row as soon as it is known."""
        self.say("  " + " | ".join(cell for cell in row.cells if cell))
        return row

    def city(self) -> City:
        """The city that is measured."""
        return City.objects.get(slug=SLUG)

    def bare(self) -> Ask:
        """A request to the bare program, which is started when first asked."""
        if self._bare is None:
            given = {**self.environment, "BENCH_SCHEMA": self.city().schema_name}
            self._bare = Web("bench-bare", "tests.bench.bare:application", given, self.workers).__enter__()
        return Ask(self._bare.port, "/")

    def close(self) -> None:
        """Stop the bare program, and let go of the database."""
        if self._bare is not None:
            self._bare.__exit__()
        connection.close()

    def hot_number(self) -> str:
        """The number of the idea that stands first."""
        with for_city(self.city()):
            return Idea.objects.published().order_by("-trending_score", "-pk")[0].number

    def cookies(self, count: int) -> list[str]:
        """The cookies of so many signed-in residents who support something on the first page."""
        with for_city(self.city()):
            return cookies_of(self._supporters[:count])

    def cookies_of(self, people: list[int]) -> list[str]:
        """The cookies of these residents."""
        with for_city(self.city()):
            return cookies_of(people)

    @cached_property
    def _supporters(self) -> list[int]:
        first = Idea.objects.published().order_by("-trending_score", "-pk")[:20]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT voter_id FROM ideas_vote WHERE idea_id = ANY(%s) GROUP BY voter_id"
                " ORDER BY count(*) DESC, voter_id LIMIT 500",
                [[idea.pk for idea in first]],
            )
            return [row[0] for row in cursor.fetchall()]

    def tokens(self, count: int) -> list[str]:
        """API tokens of the same residents; none while there is no API."""
        with for_city(self.city()):
            return tokens_of(self._supporters[:count])

    def tokens_of(self, people: list[int]) -> list[str]:
        """API tokens of these residents."""
        with for_city(self.city()):
            return tokens_of(people)
