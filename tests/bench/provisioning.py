"""How long a new city takes, among few cities and among many: ``python -m tests.bench.provisioning NUMBER``.

Works in the database that DATABASE_URL names, which keeps its bare city schemas for the next time, and prints one line
of JSON: the milliseconds of each way, and how the memory of a connection grows that visits a hundred cities.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402 -- settings first
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from citizensourcing.ideas.selectors import Wish, list_ideas  # noqa: E402
from tenants import fingerprint, pool, template_schema, versions  # noqa: E402
from tenants.context import for_city  # noqa: E402
from tenants.models import City, PooledSchema, Rules  # noqa: E402

REPEATS = 7
VISITED = 100


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def fill(number: int) -> None:
    """So many schemas of today's migrations; ANALYZE of the catalogs afterwards, as after mass creation."""
    version = template_schema.ensure_template()
    names = [f"bench_{position}" for position in range(number)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS public.bench_schemas (name text PRIMARY KEY, version text)")
        cursor.execute("SELECT name FROM public.bench_schemas WHERE version = %s", [version])
        known = {row[0] for row in cursor.fetchall()}
        for name in names:
            if name not in known:
                template_schema.drop_schema(name)
                template_schema.build(name)
                cursor.execute(
                    "INSERT INTO public.bench_schemas VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET version = %s",
                    [name, version, version],
                )
        # Plans over the catalog are made from its statistics. Needs the database's owner.
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
        template_schema.drop_schema(schema)
        found.append(milliseconds(work))
        template_schema.drop_schema(schema)
    return found


def memory_by_city(number: int) -> list[float]:
    """Megabytes that a fresh connection uses after the list pages of 1 and of so many cities."""
    found = []
    connection.close()
    for at in range(number):
        city = City(schema_name=f"bench_{at}", name="Bench", slug=f"bench-{at}")
        city.rules = Rules()
        with for_city(city):
            for sort in ("trending", "newest"):
                list_ideas(Wish(sort=sort), person=None, now=timezone.now())
            if at in {0, number - 1}:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT sum(total_bytes) FROM pg_backend_memory_contexts")
                    found.append(float(cursor.fetchone()[0]) / 2**20)
    return found


def main(number: int) -> None:
    """Measure among so many cities."""
    call_command("migrate_schemas", shared=True, verbosity=0)
    try:
        fill(number)
        found = {
            "cold": repeat(cold, "bench_cold"),
            "migrated": repeat(by_migrations, "bench_migrated", 3),
            "claimed": claims(),
            "fingerprint": [milliseconds(lambda: fingerprint.fingerprint("bench_0")) for _ in range(5)],
            "memory": memory_by_city(min(number, VISITED)),
        }
    finally:
        for pooled in PooledSchema.objects.all():
            template_schema.drop_schema(pooled.schema_name)
            pooled.delete()
    medians = {name: statistics.median(times) for name, times in found.items() if name != "memory"}
    print(json.dumps({"median": medians, "all": found}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
