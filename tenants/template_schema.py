"""The template: a schema without residents, kept current by migrations, from which new cities are copied."""

from django.db import connection, transaction

from common.schema import in_public, locked, quoted
from tenants import schema_script, versions
from tenants.models import SchemaScript

TEMPLATE = "cw_template"


def schema_exists(schema: str) -> bool:
    """Whether the database has this schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


def drop_schema(schema: str) -> None:
    """Remove a schema with all it holds; nothing happens when there is none."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            # A table with deferred checks still to come cannot be dropped: have them now, the next ones deferred again.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"DROP SCHEMA IF EXISTS {quoted(schema)} CASCADE")


def ensure_template() -> str:
    """Bring the template and the script rendered from it to this code's migrations; the version they then have.

    One query when nothing is to do. Else the template is migrated (made anew when it has migrations that this code
    does not), at most by one process at a time; killed at any step, the next call goes on. Raises
    ``SchemaScriptError`` when the migrations made something that cannot be copied, such as a foreign key to public.
    """
    version = versions.current_version()
    with in_public():
        if _script_of(version) is None:
            with locked("commonwall template"):
                if _script_of(version) is None:
                    _renew(version)
    return version


def build(schema: str) -> None:
    """Make a new schema by the stored script, in the caller's transaction. It must not exist; three queries."""
    script = _script_of(ensure_template())
    if script is None:
        msg = "The script of the template vanished while it was read: another version of the code is being rolled out."
        raise RuntimeError(msg)
    with transaction.atomic():
        schema_script.run(script, schema)


def _maker() -> str:
    # What a server writes of itself, another one need not understand.
    return f"postgresql {connection.pg_version // 10000}, renderer {schema_script.RENDERER}"  # type: ignore[attr-defined]  # PostgreSQL's wrapper


def _script_of(version: str) -> str | None:
    with in_public():
        return SchemaScript.objects.filter(version=version, made_by=_maker()).values_list("text", flat=True).first()


def _renew(version: str) -> None:
    if not versions.applied_migrations(TEMPLATE) <= versions.wanted_migrations():
        drop_schema(TEMPLATE)  # another branch's migrations: nobody lives here, so begin again
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(TEMPLATE)}")
    versions.migrate(TEMPLATE)
    text = schema_script.render(TEMPLATE)
    with transaction.atomic():
        SchemaScript.objects.all().delete()
        SchemaScript.objects.create(version=version, made_by=_maker(), text=text)
