"""Tasks that know their city."""

from typing import Any

from tenant_schemas_celery.app import get_schema_name_from_task
from tenant_schemas_celery.task import TenantTask

from common.schema import current_schema, schema_by_the_database


class CityTask(TenantTask):  # type: ignore[misc]  # ships no types
    """Runs in the city that its header names, or not at all.

    Seen elsewhere: a task for a city that no longer existed ran in ``public`` and reported success. A city is looked
    up anew for each task, and the database is asked: a path whose first schema is gone quietly means ``public``.
    """

    abstract = True
    tenant_cache_seconds = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Check once more, at the door, that the connection stands where the header says."""
        meant = get_schema_name_from_task(self, kwargs) or "public"
        for stands_in in (current_schema(), schema_by_the_database()):
            if stands_in != meant:
                msg = f"The task {self.name} belongs to {meant} but the connection stands in {stands_in}."
                raise RuntimeError(msg)
        return super().__call__(*args, **kwargs)
