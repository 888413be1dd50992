"""All cities at once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, transaction

from common.schema import in_public, locked
from outbox.services import enqueue
from tenants import lookup, pool, template_schema, versions
from tenants.models import City

log = logging.getLogger(__name__)


@dataclass(slots=True)
class FleetReport:
    """What became of a run over all cities; names are slugs."""

    current: int = 0
    migrated: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def migrate_cities(*, on_city: Callable[[City], None] | None = None) -> FleetReport:
    """Bring the template, then each city that is behind, to the current migrations; a failure stops nobody else.

    Cities being set up are left to ``provision_city``, deleted ones have no schema. ``on_city`` hears each city before
    its turn. Killed and run again, it goes on with those that are still behind. With nothing to do:
    three queries and the lock that keeps two runs apart.
    """
    report = FleetReport()
    with in_public(), locked("commonwall migrate cities"):
        version = template_schema.ensure_template()
        settled = City.objects.exclude(state__in=[City.State.PROVISIONING, City.State.DELETED])
        behind = list(settled.exclude(schema_version=version).order_by("pk"))
        report.current = settled.filter(schema_version=version).count()
        for city in behind:
            if on_city is not None:
                on_city(city)
            try:
                versions.migrate(city.schema_name)
            except (DatabaseError, ValueError, RuntimeError) as problem:
                log.exception("%s could not be migrated", city.schema_name)
                report.failed[city.slug] = str(problem).splitlines()[0]
                continue
            City.objects.filter(pk=city.pk).update(schema_version=version)
            report.migrated.append(city.slug)
        if behind:
            lookup.forget()
            _renew_pool()
    return report


@transaction.atomic
def _renew_pool() -> None:
    """What older migrations left in the pool is of no use any more."""
    if settings.SCHEMA_POOL_SIZE:
        enqueue(pool.REFILL)
