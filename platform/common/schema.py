"""Which schema the connection stands in: the few things of django-tenants that its types do not know."""

from typing import Any

from django.db import connection


def current_schema() -> str:
    """``public`` or a city's ``t_<id>``."""
    return str(connection.schema_name)  # type: ignore[attr-defined]  # django-tenants' wrapper


def leave_to_public() -> None:
    """Stand in ``public``. Sends nothing until the next statement."""
    connection.set_schema_to_public()  # type: ignore[attr-defined]  # as above


def stand_in(tenant: Any) -> None:
    """Stand in a city for the rest of a request. Everybody else uses ``tenants.context.for_city``."""
    connection.set_tenant(tenant)  # type: ignore[attr-defined]  # as above
