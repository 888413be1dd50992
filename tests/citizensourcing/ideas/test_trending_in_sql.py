"""The trending score that PostgreSQL computes is the one that Python computes."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from citizensourcing.ideas import trending

pytestmark = pytest.mark.django_db


def scalar(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", parameters)
        return cursor.fetchone()[0]


def cases():
    chance = random.Random(11)
    yield from [
        (None, trending.EPOCH, 0, 3.0),
        (None, trending.EPOCH + timedelta(days=40_000), 1_000_000, 0.5),
        (900.0, trending.EPOCH, 5, 3.0),
        (-5_000.0, trending.EPOCH + timedelta(days=10_000), 0, 0.1),
        (100_000.0, trending.EPOCH - timedelta(days=900), 0, 0.01),
        (0.0, trending.EPOCH, 0, 3.0),
    ]
    for _ in range(200):
        at = trending.EPOCH + timedelta(seconds=chance.uniform(0, 4e8))
        weight = trending.weight_of(at, 0)
        yield weight + chance.uniform(-60, 60), at, chance.randrange(500), 3.0


def test_a_support_adds_the_same_in_sql_and_in_python():
    names = ("score", "at", "in_hour", "half_life_days")

    for case in cases():
        in_sql = scalar(trending.INCREMENT_SQL, dict(zip(names, case, strict=True)))
        assert in_sql == pytest.approx(trending.add_support(*case), abs=1e-9)


@pytest.mark.parametrize("days", [0.01, 1, 40, 9_000])
@pytest.mark.parametrize("count", [1, 2, 300])
def test_recomputing_gives_the_same_in_sql_and_in_python(days, count):
    chance = random.Random(count)
    instants = [trending.EPOCH + timedelta(days=2_000 + chance.uniform(0, days)) for _ in range(count)]
    recompute = trending.RECOMPUTE_SQL % {
        "votes": "SELECT unnest(%(instants)s::timestamptz[]) AS at",
        "half_life_days": "%(half_life_days)s",
    }

    in_sql = scalar(recompute, {"instants": instants, "half_life_days": 3.0})

    assert in_sql == pytest.approx(trending.score_of(instants), abs=1e-9)


def test_an_idea_without_votes_has_no_score_in_sql_either():
    recompute = trending.RECOMPUTE_SQL % {"votes": "SELECT now() AS at WHERE false", "half_life_days": "3"}

    assert scalar(recompute, {}) is None
