"""How long a new city takes: ``python -m tests.bench.provisioning [cities …]`` (3 and 200 unless named).

Fills the database that DATABASE_URL names with bare city schemas, measures, and drops what it made. Compare ratios of
one run only: the figures move with the machine. Not part of CI.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402 -- settings first
from django.db import connection, transaction  # noqa: E402

from tenants import fingerprint, pool, template_schema, versions  # noqa: E402
from tenants.models import PooledSchema  # noqa: E402

REPEATS = 7


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def line(what: str, times: list[float]) -> None:
    """One row of the answer: the median, the least and the most."""
    print(
        f"  {what:<44} {statistics.median(times):9.2f} ms   ({min(times):.2f} to {max(times):.2f}, {len(times)} times)"
    )


@contextmanager
def cities(number: int) -> Iterator[None]:
    """So many schemas beside those that are there; ANALYZE of the catalogs afterwards, as after mass creation."""
    names = [f"bench_{position}" for position in range(number)]
    for name in names:
        template_schema.drop_schema(name)
        template_schema.build(name)
    analyse()
    try:
        yield
    finally:
        for name in names:
            template_schema.drop_schema(name)


def analyse() -> None:
    """Plans over the catalog are made from its statistics. Needs the database's owner."""
    with connection.cursor() as cursor:
        for catalog in ("pg_class", "pg_attribute", "pg_constraint", "pg_index", "pg_depend", "pg_attrdef"):
            cursor.execute(f"ANALYZE pg_catalog.{catalog}")


def cold() -> None:
    """A city when the pool is empty."""
    with transaction.atomic():
        template_schema.build("bench_cold")


def by_migrations() -> None:
    """A city as Django makes it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bench_migrated")
    versions.migrate("bench_migrated")


def claims() -> list[float]:
    """Cities when the pool has one. Nothing is dropped in between: that would empty the server's caches."""
    pool.refill(REPEATS)
    names = [f"bench_claimed_{turn}" for turn in range(REPEATS)]
    found = [milliseconds(lambda name=name: pool.claim(name)) for name in names]
    for name in names:
        template_schema.drop_schema(name)
    return found


def repeat(work: Callable[[], object], schema: str, times: int = REPEATS) -> list[float]:
    """The times of several calls, each from the same start."""
    found = []
    for _turn in range(times):
        found.append(milliseconds(work))
        template_schema.drop_schema(schema)
    return found


def measure(number: int) -> None:
    """All figures beside so many cities."""
    with cities(number):
        print(f"{number} cities")
        line("cold: the script, one round trip", repeat(cold, "bench_cold"))
        line("Django's migrations", repeat(by_migrations, "bench_migrated", 3))
        line("claim from the pool (rename and its rows)", claims())
        line("fingerprint of one city", [milliseconds(lambda: fingerprint.fingerprint("bench_0")) for _ in range(5)])
        with connection.cursor() as cursor:
            line("tables of one schema", [milliseconds(lambda: connection.introspection.table_names(cursor))] * 1)


def main() -> None:
    """Measure for each number of cities that was asked for."""
    call_command("migrate_schemas", shared=True, verbosity=0)
    line("template, brought up to date", [milliseconds(template_schema.ensure_template)])
    line("template, nothing to do", [milliseconds(template_schema.ensure_template) for _ in range(5)])
    try:
        for number in [int(word) for word in sys.argv[1:]] or [3, 200]:
            measure(number)
    finally:
        for pooled in PooledSchema.objects.all():
            template_schema.drop_schema(pooled.schema_name)
            pooled.delete()


if __name__ == "__main__":
    main()
