"""Who a session belongs to: the account, who they are in this city and what they may do, in one statement."""

from functools import lru_cache
from typing import Any, TypeVar

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.db.models import Model

from accounts.models import User
from citizensourcing.participants.models import Participant, StaffRole
from tenants.context import current_city


class ResidentBackend(AuthenticationBackend):  # type: ignore[misc]  # ships no types
    """allauth's own, but a user comes with their participant and roles: every page of a resident asks for all three.

    The statement is written out once, from the models: composing it anew for each page cost more than running it.
    """

    def get_user(self, user_id: Any) -> User | None:
        """The active user of this id. In a city with ``participant`` (perhaps None) and ``city_roles``. One query."""
        if current_city() is None:
            found: User | None = super().get_user(user_id)
            return found
        with connection.cursor() as cursor:
            cursor.execute(_statement(), [int(user_id)])
            row = cursor.fetchone()
        if row is None:
            return None
        width = len(User._meta.concrete_fields)
        user = _made(User, row[:width])
        person = _made(Participant, row[width:-1]) if row[width] is not None else None
        # What select_related would have left there.
        user._state.fields_cache["participant"] = person
        user.city_roles = frozenset(row[-1] or ())  # type: ignore[attr-defined]  # read by PersonMiddleware
        if person is not None:
            person._state.fields_cache["user"] = user
        return user if self.user_can_authenticate(user) else None


@lru_cache(maxsize=1)
def _statement() -> str:
    columns = ", ".join(
        f'"{model._meta.db_table}"."{field.column}"'
        for model in (User, Participant)
        for field in model._meta.concrete_fields
    )
    users, people, roles = (model._meta.db_table for model in (User, Participant, StaffRole))
    return f"""
        SELECT {columns},
            (SELECT array_agg(role::text) FROM "{roles}" WHERE user_id = "{users}".id AND scope = '')
        FROM "{users}" LEFT JOIN "{people}" ON "{people}".user_id = "{users}".id
        WHERE "{users}".id = %s
    """  # noqa: S608 -- made of the models' own names; the value is a parameter


_Row = TypeVar("_Row", bound=Model)


def _made(model: type[_Row], row: tuple[Any, ...]) -> _Row:
    fields = model._meta.concrete_fields
    return model.from_db("default", [field.attname for field in fields], row)
