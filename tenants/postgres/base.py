"""django-tenants' backend, but listing a schema's tables by the schema, and noticing what is written."""

import select
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.backends.postgresql.introspection import TableInfo
from django.db.backends.utils import CursorWrapper
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsDatabaseWrapper
from django_tenants.postgresql_backend.introspection import DatabaseSchemaIntrospection

from common import freshness

# Seconds after which a connection is asked whether it still works, however quiet it is: longer pauses may hide a
# firewall that forgot it.
_ASK_AFTER = 30.0


class CityIntrospection(DatabaseSchemaIntrospection):  # type: ignore[misc]  # django-tenants ships no types
    """Asks for the tables of one schema.

    Django asks whether each table of the whole database is visible: with 1,000 cities that was 812 of the 925 ms of
    a migration with nothing to do.
    """

    def get_table_list(self, cursor: CursorWrapper) -> list[TableInfo]:
        """The tables and views of the schema the connection stands in."""
        cursor.execute(
            """
            SELECT c.relname,
                CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END,
                obj_description(c.oid, 'pg_class')
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = %s AND c.relkind IN ('f', 'm', 'p', 'r', 'v')
            """,
            [self.connection.schema_name],
        )
        return [TableInfo(*row) for row in cursor.fetchall() if row[0] not in self.ignored_tables]


class DatabaseWrapper(TenantsDatabaseWrapper):  # type: ignore[misc]  # as above
    """What ``ENGINE = "tenants.postgres"`` stands for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.introspection = CityIntrospection(self)
        self.execute_wrappers.append(_watch)
        self._asked_at = float("-inf")

    def cursor_by_name(self) -> Any:
        """A cursor for statements that name the schema of each table themselves.

        No path is set for it, which spares a trip to the server; so nothing else may be asked of it. It is psycopg's
        own unless somebody looks on (tests that count queries): Django's layers cost a third of such a query.
        """
        self.ensure_connection()
        self.close_if_health_check_failed()
        with self.wrap_database_errors:
            if self.queries_logged or len(self.execute_wrappers) > 1:
                return self._prepare_cursor(self.create_cursor())
            return _Told(self, self.connection.cursor())

    def is_usable(self) -> bool:
        """Whether the connection still works: asked once per request.

        A server that has gone closes its end, and then there is something to read where nothing was asked. Only then,
        and after a pause, is it worth a trip to the server.
        """
        now = time.monotonic()
        rested = now - self._asked_at > _ASK_AFTER
        self._asked_at = now
        if self.connection is None or self.connection.closed:
            return False
        if rested or _has_something_to_say(self.connection.fileno()):
            return bool(super().is_usable())
        return True


class _Told:
    """psycopg's cursor, whose errors are Django's."""

    def __init__(self, wrapper: DatabaseWrapper, cursor: Any) -> None:
        self._wrapper, self._cursor = wrapper, cursor

    def __enter__(self) -> "_Told":
        return self

    def __exit__(self, *_problem: object) -> None:
        self._cursor.close()

    def execute(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> None:
        """As a cursor of Django's."""
        with self._wrapper.wrap_database_errors:
            self._cursor.execute(statement, parameters)
        freshness.note_write(statement)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        with self._wrapper.wrap_database_errors:
            found: list[tuple[Any, ...]] = self._cursor.fetchall()
            return found


def _has_something_to_say(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 -- Django's signature
    """Every write that a page could show moves its city's version on when it commits, whoever wrote it."""
    result = execute(sql, params, many, context)
    freshness.note_write(sql)
    return result
