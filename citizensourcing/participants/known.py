"""Who a session belongs to: the account, who they are in this city and what they may do, in one statement.

The statement is written out once, from the models: composing it anew for each page cost more than running it.
"""

import threading
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import User
from citizensourcing.participants.models import Participant, StaffRole
from common.schema import current_schema

_Row = TypeVar("_Row", bound=Model)
_brought = threading.local()


# What no page needs of everybody it is made for; who does gets it by asking for the field.
_LATER = {"last_login", "date_joined", "created_at", "updated_at", "age_confirmed_at", "external_ref"}


@lru_cache(maxsize=2)
def _fields(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.name not in _LATER]


@lru_cache(maxsize=1)
def columns() -> str:
    """Of the account, the participant, and their roles: what ``user_of`` reads."""
    named = ", ".join(
        f'{alias}."{name}"' for model, alias in ((User, "account"), (Participant, "person")) for name in _fields(model)
    )
    staff = StaffRole._meta.db_table
    roles = f"SELECT array_agg(role::text) FROM {{schema}}.{staff} WHERE user_id = account.id AND scope = ''"  # noqa: S608 -- a model's name
    return f"{named}, ({roles})"


@lru_cache(maxsize=1)
def tables() -> str:
    """The account ``account`` with the participant ``person``, if they have introduced themselves."""
    users, people = User._meta.db_table, Participant._meta.db_table
    return f"{{schema}}.{users} AS account LEFT JOIN {{schema}}.{people} AS person ON person.user_id = account.id"


def user_of(row: tuple[Any, ...]) -> User:
    """The user in a row of ``columns``, with ``participant`` (perhaps None) and ``city_roles``."""
    width = len(_fields(User))
    user = _made(User, row[:width])
    person = _made(Participant, row[width:-1]) if row[width] is not None else None
    # What select_related would have left there.
    user._state.fields_cache["participant"] = person
    user.city_roles = frozenset(row[-1] or ())  # type: ignore[attr-defined]  # read by PersonMiddleware
    if person is not None:
        person._state.fields_cache["user"] = user
    return user


def bring(user: User | None) -> None:
    """Keep who came with the session that was just read until this thread asks for them; None: nobody came."""
    _brought.found = None if user is None else (current_schema(), user)


def take(user_id: int) -> User | None:
    """Who came with the session, once, if it is they who are asked for."""
    found, _brought.found = getattr(_brought, "found", None), None
    if found is None:
        return None
    schema, user = found
    return user if schema == current_schema() and user.pk == user_id else None


def _made(model: type[_Row], row: tuple[Any, ...]) -> _Row:
    return model.from_db("default", _fields(model), row)
