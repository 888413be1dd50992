"""The only way into a city."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import connection
from django_tenants.utils import tenant_context

from tenants.models import City
from tenants.telling import errors_of


@contextmanager
def for_city(city: City) -> Iterator[City]:
    """Work inside one city: its rows, files, cache keys and log records; on leaving, back where we came from.

    Querysets are lazy: what leaves the block must be a list or a dataclass, and nothing is yielded from inside it.
    """
    with (
        tenant_context(city),
        structlog.contextvars.bound_contextvars(city=city.schema_name),
        errors_of(city.schema_name),
    ):
        yield city


def current_city() -> City | None:
    """The city we are in, or None in the control plane."""
    tenant = getattr(connection, "tenant", None)
    return tenant if isinstance(tenant, City) else None


def require_city() -> City:
    """The city we are in. Raises RuntimeError in the control plane: code of a city was called outside one."""
    city = current_city()
    if city is None:
        msg = "This belongs to a city; enter one through tenants.context.for_city."
        raise RuntimeError(msg)
    return city
