"""Schemas made before anybody asks."""

import threading
from contextlib import ExitStack

import pytest
from django.db import connection, transaction

from tenants import fingerprint, pool, template_schema
from tenants.models import PooledSchema
from tenants.versions import current_version
from tests.helpers import committed


@pytest.fixture
def filled(db):
    """Two pooled schemas."""
    pool.refill(2)
    return sorted(row.schema_name for row in PooledSchema.objects.all())


@pytest.fixture
def filled_for_all(db):
    """Two pooled schemas that every connection sees; gone again afterwards."""
    committed(lambda: pool.refill(2))
    yield
    committed(_empty)


def _empty():
    for schema in ["claimed_0", "claimed_1", "claimed_2", *(p.schema_name for p in PooledSchema.objects.all())]:
        template_schema.drop_schema(schema)
    PooledSchema.objects.all().delete()


def test_a_claimed_schema_is_a_current_one_and_leaves_the_pool(filled):
    claimed = pool.claim("claimed_0")

    assert claimed is True
    assert fingerprint.drift("claimed_0", fingerprint.describe(template_schema.TEMPLATE)) == []
    assert PooledSchema.objects.count() == 1
    assert template_schema.schema_exists(filled[0]) is False


def test_a_full_pool_stays_as_it_is_and_an_empty_one_gives_nothing(filled):
    again = pool.refill(2)

    claims = [pool.claim(f"claimed_{n}") for n in range(3)]

    assert again == 0
    assert claims == [True, True, False]


def test_three_claimers_at_once_get_two_schemas(filled_for_all):
    together = threading.Barrier(3)
    claims: list[bool] = []

    def claimer(number):
        try:
            with transaction.atomic():
                together.wait(timeout=10)
                claims.append(pool.claim(f"claimed_{number}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=claimer, args=[number]) for number in range(3)]
    with ExitStack() as stack:
        for thread in threads:
            thread.start()
            stack.callback(thread.join)

    assert sorted(claims) == [False, True, True]
    assert PooledSchema.objects.count() == 0


def test_a_claim_that_is_rolled_back_leaves_the_pool_as_it_was(filled):
    with transaction.atomic():
        pool.claim("claimed_0")
        transaction.set_rollback(True)

    assert PooledSchema.objects.count() == 2
    assert template_schema.schema_exists("claimed_0") is False


def test_what_older_migrations_left_is_dropped_and_made_anew(filled):
    PooledSchema.objects.filter(pk=PooledSchema.objects.earliest("pk").pk).update(version="an older one")

    claims = pool.claim("claimed_0"), pool.claim("claimed_1")
    made = pool.refill(2)

    assert claims == (True, False)
    assert made == 2
    assert template_schema.schema_exists(filled[0]) is False
    assert list(PooledSchema.objects.values_list("version", flat=True).distinct()) == [current_version()]
