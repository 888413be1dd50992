"""The schema of a new city: claimed from the pool, or made by the script."""

from django.db import transaction

from common.schema import in_public, locked
from tenants import pool, template_schema
from tenants.models import City


class SchemaInUseError(RuntimeError):
    """The schema belongs to a city that is already open; nothing was touched."""


def create_schema(schema: str) -> None:
    """Make the schema of a city, with everything the current migrations say, and note its version on the city's row.

    Idempotent: one transaction makes the schema and the note, so a kill leaves neither; what something else left
    half-made is dropped and made again. Raises ``SchemaInUseError`` for the schema of a city that is no longer being
    set up.
    """
    version = template_schema.ensure_template()
    with in_public(), transaction.atomic(), locked(f"commonwall schema {schema}"):
        city = City.objects.filter(schema_name=schema).only("state", "schema_version", "schema_name").first()
        exists = template_schema.schema_exists(schema)
        if exists and city is not None and city.schema_version == version:
            return
        if exists and city is not None and city.state != City.State.PROVISIONING:
            raise SchemaInUseError(f"{schema} belongs to a city that is open; migrate it instead.")
        if exists:
            template_schema.drop_schema(schema)
        if not pool.claim(schema):
            template_schema.build(schema)
        City.objects.filter(schema_name=schema).update(schema_version=version)
