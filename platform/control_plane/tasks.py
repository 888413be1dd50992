"""The timetable's work: from public to every living city."""

from celery import current_app, shared_task
from django.db import connection

from control_plane.selectors import LIVING
from outbox.models import OutboxEntry
from outbox.services import GIVE_UP_AFTER
from tenants import pool
from tenants.models import City

_BATCH = 50


@shared_task(name="control_plane.tasks.fan_out")
def fan_out(task: str) -> int:
    """Send one task per living city, paying cities first; how many. A broken city stops nobody."""
    schemas = list(City.objects.filter(state__in=LIVING).order_by("state", "pk").values_list("schema_name", flat=True))
    for schema in schemas:
        current_app.send_task(task, headers={"_schema_name": schema})
    return len(schemas)


@shared_task(name="control_plane.tasks.sweep_outboxes")
def sweep_outboxes() -> int:
    """Find the schemas in which something is overdue, 50 in one query, and send each its sweeper; how many."""
    schemas = ["public", *City.objects.filter(state__in=LIVING).values_list("schema_name", flat=True)]
    waiting: list[str] = []
    table = connection.ops.quote_name(OutboxEntry._meta.db_table)
    for start in range(0, len(schemas), _BATCH):
        parts = [
            f"SELECT '{schema}' WHERE EXISTS (SELECT 1 FROM \"{schema}\".{table} "  # noqa: S608 -- names of ours, t_<id>
            f"WHERE done_at IS NULL AND attempts < {GIVE_UP_AFTER} AND due_at <= now() - interval '10 seconds')"
            for schema in schemas[start : start + _BATCH]
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            waiting += [row[0] for row in cursor.fetchall()]
    for schema in waiting:
        current_app.send_task("outbox.sweep_city", headers={"_schema_name": schema})
    return len(waiting)


@shared_task(name=pool.REFILL)
def refill_pool() -> int:
    """Make schemas for cities to come, and drop those that older migrations left; how many are new."""
    return pool.refill()
