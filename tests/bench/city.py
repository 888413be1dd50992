"""A city as full as one can be, made by a few large statements: the same again from the same sizes.

Chance is a hash of a row's number and a salt, so no row depends on the order in which the database works. Counters are
left to the real recount. ``fill`` works in the city we are in; the tests of query plans fill a small one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from citizensourcing.ideas.services import learning, recounting, voting
from citizensourcing.projects.models import Action, Phase, Project
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from tests.bench import rows
from tests.bench.vocabulary import LANGUAGES, ranked

TOPICS = ("Mobility", "Green", "Work", "Urbanism", "Culture", "Health", "Education", "Sport", "Energy")
PLACES = 12
PROJECTS = ("school-streets", "riverside", "night-life")
# Threads of a thousand comments; the others thin out.
LONG_THREADS, LONG = 5, 1000


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; comments go under every second idea. Texts have ``words`` words and up to four times more."""

    ideas: int
    votes: int
    comments: int
    people: int
    words: int = 22
    # How many different words a language has; 0: all there are.
    known: int = 0


FULL = Size(ideas=100_000, votes=1_000_000, comments=200_000, people=30_000)


def _quietly(_line: str) -> None:
    """Nobody listens."""


def fill(size: Size, *, now: datetime, is_learned: bool = True, say: Callable[[str], None] = _quietly) -> None:
    """Fill the empty city we are in, whose story ends at ``now``."""
    _frame()
    with connection.cursor() as cursor:
        cursor.execute(rows.CHANCE)
        _vocabulary(cursor, size.known)
        given = {
            "now": now,
            "ideas": size.ideas,
            "votes": size.votes,
            "comments": size.comments,
            "people": size.people,
            "words": size.words,
        }
        given |= {"wall": open_wall().pk, "long": LONG, "long_threads": LONG_THREADS}
        for table in rows.TABLES:
            began = time.monotonic()
            count = rows.insert(table, given)
            cursor.execute(f"ANALYZE {table}")
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT greatest(max(id), 1) FROM {table}))"
            )
            say(f"  {count:>9,} {table} in {time.monotonic() - began:.1f} s")
        cursor.execute(rows.SERIES)
    recounting.recount()
    voting.recompute_owed()
    if is_learned:
        learning.learn(now=now)


def analyse() -> None:
    """Bring the planner's statistics and the visibility maps up to date. Outside a transaction."""
    with connection.cursor() as cursor:
        for table in rows.TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _frame() -> None:
    for position, name in enumerate(TOPICS):
        Topic.objects.create(slug=name.lower(), names={"en": name}, icon="leaf", position=position)
    for at in range(PLACES):
        west, south = 4.30 + 0.02 * (at % 4), 50.80 + 0.02 * (at // 4)
        east, north = west + 0.02, south + 0.02
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        Neighbourhood.objects.create(
            slug=f"quarter-{at + 1}",
            names={"en": f"Quarter {at + 1}"},
            latitude=south + 0.01,
            longitude=west + 0.01,
            geometry={"type": "Polygon", "coordinates": [ring]},
            west=west, south=south, east=east, north=north,
            population=20_000, position=at,
        )  # fmt: skip
    for slug in PROJECTS:
        titles = {"en": slug.replace("-", " ").title()}
        made = Project.objects.create(slug=slug, titles=titles, visibility=Project.Visibility.PUBLISHED)
        Phase.objects.create(project=made, names=titles, actions=Action.values)


def _vocabulary(cursor, at_most: int) -> None:
    cursor.execute("DROP TABLE IF EXISTS pg_temp.vocabulary")
    cursor.execute("CREATE TEMP TABLE vocabulary (language text, rank int, word text, plain text, known int)")
    for language in LANGUAGES:
        known = ranked(language)[: at_most or None]
        cursor.execute(
            "INSERT INTO vocabulary SELECT %s, said.rank, said.word, lower(public.unaccent(said.word)), %s"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS said (word, rank)",
            [language, len(known), known],
        )
    cursor.execute("ANALYZE vocabulary")
