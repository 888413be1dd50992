"""Which migrations a city's schema has, and which it should have, as one short hash."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from common.schema import quoted, stand_in

Migrations = frozenset[tuple[str, str]]


def _hash(migrations: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256("\n".join(f"{app}.{name}" for app, name in sorted(migrations)).encode()).hexdigest()


@lru_cache(maxsize=1)
def _labels() -> tuple[str, ...]:
    """The labels of the apps that have tables in cities."""
    return tuple(sorted(app.label for app in apps.get_app_configs() if app.name in settings.TENANT_APPS))


@lru_cache(maxsize=1)
def wanted_migrations() -> Migrations:
    """The migrations of city apps that this code has: (app, name). Reads files once per process, no query."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    return frozenset(key for key in disk if key[0] in _labels())


@lru_cache(maxsize=1)
def current_version() -> str:
    """What ``City.schema_version`` says of a city that needs no migration: 64 hexadecimal digits."""
    return _hash(wanted_migrations())


def applied_migrations(schema: str) -> Migrations:
    """The migrations of city apps that a schema has; empty when it has not even their table. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{quoted(schema)}.django_migrations"])
        if not cursor.fetchone()[0]:
            return frozenset()
        cursor.execute(
            f"SELECT app, name FROM {quoted(schema)}.django_migrations WHERE app = ANY(%s)",  # noqa: S608 -- quoted
            [list(_labels())],
        )
        return frozenset(cursor.fetchall())


def applied_version(schema: str) -> str:
    """As ``current_version``, of what a schema really has."""
    return _hash(applied_migrations(schema))


def migrate(schema: str) -> None:
    """Bring an existing schema to the current migrations, by Django's own executor.

    Unlike ``migrate_schemas`` it keeps the connection, and with it the locks that the caller holds.
    """
    before = connection.tenant  # type: ignore[attr-defined]  # django-tenants' wrapper
    try:
        # Without public in the path: else its table of migrations is found, and nothing seems to be left to do.
        connection.set_schema(schema, include_public=False)  # type: ignore[attr-defined]  # as above
        MigrationRecorder(connection).ensure_schema()
        connection.set_schema(schema)  # type: ignore[attr-defined]  # as above
        call_command(MigrateCommand(), interactive=False, verbosity=0)
    finally:
        stand_in(before)
