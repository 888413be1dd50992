"""Tasks that know their city."""

from typing import Any

from tenant_schemas_celery.app import get_schema_name_from_task
from tenant_schemas_celery.task import TenantTask

from common.schema import current_schema


class CityTask(TenantTask):  # type: ignore[misc]  # ships no types
    """Runs in the city that its header names, or not at all.

    Seen elsewhere: a task for a city that no longer existed ran in ``public`` and reported success.
    """

    abstract = True
    tenant_cache_seconds = 5

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Check once more, at the door, that the connection stands where the header says."""
        meant = get_schema_name_from_task(self, kwargs) or "public"
        if current_schema() != meant:
            msg = f"The task {self.name} belongs to {meant} but the connection stands in {current_schema()}."
            raise RuntimeError(msg)
        return super().__call__(*args, **kwargs)
