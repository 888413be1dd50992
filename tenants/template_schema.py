"""New schemas for new cities."""

from django.core.management import call_command
from django.db import connection


def schema_exists(schema: str) -> bool:
    """Whether the database has this schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


def create_schema(schema: str) -> None:
    """Make the schema of a city, with everything the current migrations say. Safe to call again after a kill."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
