"""Which schema the connection stands in: the few things of django-tenants that its types do not know."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def current_schema() -> str:
    """``public`` or a city's ``t_<id>``."""
    return str(connection.schema_name)  # type: ignore[attr-defined]  # django-tenants' wrapper


def schema_by_the_database() -> str:
    """The schema in which the database itself looks first: ``public`` when the city's is gone. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def leave_to_public() -> None:
    """Stand in ``public``. Sends nothing until the next statement."""
    connection.set_schema_to_public()  # type: ignore[attr-defined]  # as above


def stand_in(tenant: Any) -> None:
    """Stand in a city for the rest of a request. Everybody else uses ``tenants.context.for_city``."""
    connection.set_tenant(tenant)  # type: ignore[attr-defined]  # as above


@contextmanager
def in_public() -> Iterator[None]:
    """Stand in ``public``, and afterwards where we came from."""
    before = connection.tenant  # type: ignore[attr-defined]  # as above
    leave_to_public()
    try:
        yield
    finally:
        stand_in(before)


def quoted(schema: str) -> str:
    """A schema's name for SQL. Raises ValueError for one that we would never give: it is pasted into statements."""
    if not _NAME.fullmatch(schema):
        msg = f"{schema!r} is no name for a schema of ours."
        raise ValueError(msg)
    return f'"{schema}"'


def rows_by_name(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that every page of a resident or every vote sends: one trip, where others take two.

    ``statement`` writes ``{schema}.`` before each table (a brace of its own doubled): the path is not set for it.
    """
    cursor = connection.cursor_by_name()  # type: ignore[attr-defined]  # the engine's, see ``tenants.postgres``
    with cursor:
        cursor.execute(_named(statement, current_schema()), parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@lru_cache(maxsize=512)
def _named(statement: str, schema: str) -> str:
    return statement.format(schema=quoted(schema))


@contextmanager
def only_in(schema: str) -> Iterator[CursorWrapper]:
    """A cursor that sees this schema and PostgreSQL's own, nothing else, inside one transaction.

    The catalog then writes names of this schema bare and all others with theirs. Use this cursor alone in the block.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL search_path = {quoted(schema)}")
        try:
            yield cursor
        finally:
            # The next cursor sets the path again: django-tenants believes it unchanged.
            connection.search_path_set_schemas = None  # type: ignore[attr-defined]  # as above


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold an advisory lock of the whole database: at most one process is in a block of this name.

    Inside a transaction it is held until that ends; otherwise until the block does, and a process that is killed
    loses it with its connection.
    """
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
