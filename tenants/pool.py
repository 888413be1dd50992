"""A few schemas made before anybody asks: a city claims one by a rename, in under a millisecond."""

from django.conf import settings
from django.db import connection, transaction

from common.schema import in_public, locked, quoted
from tenants import template_schema, versions
from tenants.models import PooledSchema

REFILL = "control_plane.refill_pool"


def claim(schema: str) -> bool:
    """Turn a pooled schema into ``schema``, in the caller's transaction; False when none of this version waits.

    Two claimers never get the same one, and neither waits for the other. Three queries.
    """
    with in_public(), transaction.atomic():
        waiting = PooledSchema.objects.select_for_update(skip_locked=True).filter(version=versions.current_version())
        pooled = waiting.order_by("pk").first()
        if pooled is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER SCHEMA {quoted(pooled.schema_name)} RENAME TO {quoted(schema)}")
        pooled.delete()
    return True


def refill(size: int | None = None) -> int:
    """Fill the pool to ``size`` (``settings.SCHEMA_POOL_SIZE``) and drop what older migrations left; how many are new.

    Each schema is made in a transaction of its own together with its row: a kill leaves neither. Two at once never
    overfill it.
    """
    wanted = settings.SCHEMA_POOL_SIZE if size is None else size
    with in_public():
        version = template_schema.ensure_template()
        _drop_stale(version)
        made = 0
        while _add_one(version, wanted):
            made += 1
    return made


def _drop_stale(version: str) -> None:
    for pk in PooledSchema.objects.exclude(version=version).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            stale = PooledSchema.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if stale is not None:
                template_schema.drop_schema(stale.schema_name)
                stale.delete()


def _add_one(version: str, wanted: int) -> bool:
    with transaction.atomic(), locked("commonwall pool"):
        if PooledSchema.objects.filter(version=version).count() >= wanted:
            return False
        template_schema.build(PooledSchema.objects.create(version=version).schema_name)
    return True
