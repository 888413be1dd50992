"""The script makes the same schema under another name."""

import pytest
from django.db import connection

from common.schema import in_public
from tenants import fingerprint, schema_script, template_schema
from tenants.models import City

EVERYTHING = """
    CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 7 INCREMENT BY 3) PRIMARY KEY,
        label varchar(20) COLLATE "C" NOT NULL DEFAULT 'it''s', note text,
        CONSTRAINT label_or_note UNIQUE NULLS NOT DISTINCT (label, note));
    CREATE TABLE child (serial_id serial PRIMARY KEY, parent_id bigint NOT NULL,
        amount numeric(8, 2) NOT NULL CHECK (amount >= 0), doubled numeric GENERATED ALWAYS AS (amount * 2) STORED,
        during tstzrange NOT NULL, tags text[] NOT NULL DEFAULT '{}', payload jsonb, picture bytea, kind varchar(10),
        CONSTRAINT its_parent FOREIGN KEY (parent_id) REFERENCES parent (id)
            ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT kind_known CHECK (kind IN ('one', 'two')),
        CONSTRAINT apart EXCLUDE USING gist (parent_id WITH =, during WITH &&));
    CREATE INDEX child_tags ON child USING gin (tags);
    CREATE INDEX child_pattern ON child (kind varchar_pattern_ops DESC NULLS LAST) WHERE kind IN ('one', 'two');
    CREATE UNIQUE INDEX parent_lower ON parent (lower(label)) INCLUDE (id) WITH (fillfactor = 70);
    CREATE SEQUENCE tickets START WITH 100 MAXVALUE 200 CYCLE;
    ALTER TABLE child ALTER COLUMN payload SET STORAGE EXTERNAL;
    ALTER TABLE child SET (fillfactor = 80);
    CREATE TABLE diary (line text);
    REVOKE UPDATE, DELETE, TRUNCATE ON diary FROM CURRENT_USER;
    GRANT SELECT (kind) ON child TO PUBLIC;
    COMMENT ON TABLE parent IS 'Whose "children" it''s about';
    COMMENT ON COLUMN child.amount IS 'in cents; 100% of them';
    COMMENT ON CONSTRAINT apart ON child IS 'never at once';
    INSERT INTO parent (label, note) VALUES ('first', E'two\\nlines \\\\ and a ; '), ('second', NULL);
    INSERT INTO child (parent_id, amount, during, tags, payload, picture, kind)
        VALUES (7, 1.5, '[2026-01-01 00:00+00, 2026-02-01 00:00+00)', '{"a,b",c}', '{"k": "%s"}', '\\xdeadbeef', 'one');
    SELECT nextval('tickets');
"""


@pytest.fixture
def model(db):
    with in_public():
        schema_script.run(EVERYTHING, "everything")
        yield "everything"


def rows(schema, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {schema}.{table} ORDER BY 1")
        return cursor.fetchall()


def test_a_copy_has_the_fingerprint_rows_and_sequences_of_its_model(model):
    schema_script.run(schema_script.render(model), "copied")

    assert fingerprint.drift("copied", fingerprint.describe(model)) == []
    assert fingerprint.fingerprint("copied") == fingerprint.fingerprint(model)
    assert (rows("copied", "parent"), rows("copied", "child")) == (rows(model, "parent"), rows(model, "child"))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO copied.parent (label) VALUES ('third') RETURNING id")
        assert cursor.fetchone() == (13,)
        cursor.execute("SELECT nextval('copied.tickets')")
        assert cursor.fetchone() == (101,)


def test_a_copy_of_a_copy_is_written_with_the_same_script(model):
    schema_script.run(schema_script.render(model), "copied")
    schema_script.run(schema_script.render("copied"), "again")

    assert schema_script.render("again") == schema_script.render("copied")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE VIEW seen AS SELECT 1", "relation of kind v seen"),
        ("CREATE TYPE mood AS ENUM ('good')", "type mood"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function f"),
        ("CREATE TABLE t (city_id bigint REFERENCES public.tenants_city)", "foreign key that leaves the schema"),
        ("CREATE TABLE t (a int, b int); CREATE STATISTICS s ON a, b FROM t", "statistics s"),
    ],
)
def test_what_cannot_be_copied_is_refused_by_name(db, statement, named):
    with in_public():
        schema_script.run(statement + ";", "strange")

        with pytest.raises(schema_script.SchemaScriptError) as refusal:
            schema_script.render("strange")

    assert named in str(refusal.value)


def test_a_city_made_by_the_script_equals_the_migrated_template(lisbon):
    model = fingerprint.describe(template_schema.TEMPLATE)

    assert fingerprint.drift(lisbon.schema_name, model) == []
    assert len(model) > 500
    assert model["rights audit_auditentry"].startswith("its owner INSERT")
    assert City.objects.values_list("schema_version", flat=True).distinct().count() == 1


def test_a_drifting_city_is_told_what_is_wrong_with_it(lisbon):
    model = fingerprint.describe(template_schema.TEMPLATE)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX idea_trending")
        cursor.execute("ALTER TABLE taxonomy_topic ALTER COLUMN icon SET DEFAULT 'x'")
        cursor.execute("CREATE TABLE stray (id int)")

    found = fingerprint.drift(lisbon.schema_name, model)

    assert [line.split(" is ")[0] for line in found] == [
        "column stray.id",
        "column taxonomy_topic.icon",
        "index idea_trending",
        "table stray",
    ]


def test_after_a_script_the_connection_stands_where_it_stood(lisbon):
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        before = cursor.fetchone()

    with in_public():
        schema_script.run("CREATE TABLE t (a int);", "elsewhere")
        schema_script.render("elsewhere")
        fingerprint.describe("elsewhere")

    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == before
