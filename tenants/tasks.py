"""Tasks that know their city."""

import threading
from typing import Any

import structlog
from tenant_schemas_celery.app import get_schema_name_from_task
from tenant_schemas_celery.task import TenantTask

from common.schema import current_schema, schema_by_the_database
from tenants.telling import all_errors_are_of

_OldSchema = tuple[str, bool]
_way_back = threading.local()


class CityTask(TenantTask):  # type: ignore[misc]  # ships no types
    """Runs in the city that its header names, or not at all.

    Seen elsewhere: a task for a city that no longer existed ran in ``public`` and reported success. A city is looked
    up anew for each task, and the database is asked: a path whose first schema is gone quietly means ``public``.
    """

    abstract = True
    tenant_cache_seconds = 0

    @property
    def _old_schema(self) -> _OldSchema:
        """Where this thread stood before the task. Raises AttributeError when it never ran here.

        tenant-schemas-celery keeps it on the task, which all threads share: each then went back to another's city.
        """
        try:
            return _way_back.schemas[self.name]  # type: ignore[no-any-return]  # a thread's own attribute
        except KeyError:
            raise AttributeError(self.name) from None

    @_old_schema.setter
    def _old_schema(self, schema: _OldSchema) -> None:
        _way_back.__dict__.setdefault("schemas", {})[self.name] = schema

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Check once more, at the door, that the connection stands where the header says."""
        meant = get_schema_name_from_task(self, kwargs) or "public"
        for stands_in in (current_schema(), schema_by_the_database()):
            if stands_in != meant:
                msg = f"The task {self.name} belongs to {meant} but the connection stands in {stands_in}."
                raise RuntimeError(msg)
        with structlog.contextvars.bound_contextvars(city=meant):
            all_errors_are_of(meant)
            return super().__call__(*args, **kwargs)
