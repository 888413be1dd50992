"""One SQL script that makes the same schema again under another name, read from PostgreSQL's catalog.

Not pg_dump: it is not everywhere the application runs, and writes the schema's name into every line. Here names of
the schema stand bare, so the same text serves every city. Works on PostgreSQL 15 to 18. What the renderer does not
know (a view, a trigger, a function …) it refuses instead of leaving it out.
"""

from collections import defaultdict
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from common.schema import only_in, quoted

# Raise it when the renderer changes: scripts that an older one wrote are rendered anew.
RENDERER = 1

_UNKNOWN = """
    SELECT 'relation of kind ' || relkind::text, relname::text FROM pg_class
        WHERE relnamespace = %(ns)s AND (relkind NOT IN ('r', 'S', 'i') OR relispartition OR relrowsecurity)
    UNION ALL SELECT 'function', proname FROM pg_proc WHERE pronamespace = %(ns)s
    UNION ALL SELECT 'type', typname FROM pg_type WHERE typnamespace = %(ns)s AND typtype IN ('e', 'd', 'r', 'm')
    UNION ALL SELECT 'operator', oprname FROM pg_operator WHERE oprnamespace = %(ns)s
    UNION ALL SELECT 'collation', collname FROM pg_collation WHERE collnamespace = %(ns)s
    UNION ALL SELECT 'text search configuration', cfgname FROM pg_ts_config WHERE cfgnamespace = %(ns)s
    UNION ALL SELECT 'text search dictionary', dictname FROM pg_ts_dict WHERE dictnamespace = %(ns)s
    UNION ALL SELECT 'extension', extname FROM pg_extension WHERE extnamespace = %(ns)s
    UNION ALL SELECT 'statistics', stxname FROM pg_statistic_ext WHERE stxnamespace = %(ns)s
    UNION ALL SELECT 'trigger', tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
        WHERE c.relnamespace = %(ns)s AND NOT t.tgisinternal
    UNION ALL SELECT 'policy', polname FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid
        WHERE c.relnamespace = %(ns)s
    UNION ALL SELECT 'rule', rulename FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
        WHERE c.relnamespace = %(ns)s
    UNION ALL SELECT 'inheritance', relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE c.relnamespace = %(ns)s
    UNION ALL SELECT 'broken index', relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE c.relnamespace = %(ns)s AND NOT i.indisvalid
    UNION ALL SELECT 'column setting', c.relname || '.' || a.attname
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relnamespace = %(ns)s AND a.attnum > 0 AND (a.attstattarget > 0 OR a.attoptions IS NOT NULL)
    UNION ALL SELECT 'foreign key that leaves the schema', con.conname
        FROM pg_constraint AS con JOIN pg_class AS target ON target.oid = con.confrelid
        WHERE con.connamespace = %(ns)s AND con.contype = 'f' AND target.relnamespace <> %(ns)s
    ORDER BY 1, 2
"""

_TABLES = """
    SELECT c.relname, c.relpersistence = 'u', array_to_string(c.reloptions, ', ') FROM pg_class AS c
    WHERE c.relnamespace = %(ns)s AND c.relkind = 'r' ORDER BY c.relname
"""

_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid),
        CASE WHEN a.attcollation <> t.typcollation
            THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
        CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
        nullif(a.attcompression, '')
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type AS t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    LEFT JOIN pg_collation AS co ON co.oid = a.attcollation
    LEFT JOIN pg_namespace AS cn ON cn.oid = co.collnamespace
    WHERE c.relnamespace = %(ns)s AND c.relkind = 'r' ORDER BY c.relname, a.attnum
"""

_SEQUENCES = """
    SELECT c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
        s.seqcycle, d.deptype, owner.relname, a.attname
    FROM pg_class AS c
    JOIN pg_sequence AS s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    LEFT JOIN pg_class AS owner ON owner.oid = d.refobjid
    LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE c.relnamespace = %(ns)s ORDER BY c.relname
"""

# contype 'n' is a column's NOT NULL, which PostgreSQL 18 keeps as a constraint too: the column says it already.
_CONSTRAINTS = """
    SELECT c.relname, con.conname, con.contype, pg_get_constraintdef(con.oid)
    FROM pg_constraint AS con JOIN pg_class AS c ON c.oid = con.conrelid
    WHERE con.connamespace = %(ns)s AND con.contype IN ('p', 'u', 'x', 'c', 'f')
    ORDER BY c.relname, con.contype, con.conname
"""

_INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid, 0, true)
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid
    WHERE c.relnamespace = %(ns)s AND NOT EXISTS (
        SELECT 1 FROM pg_constraint AS con WHERE con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x'))
    ORDER BY t.relname, c.relname
"""

# Rights on tables, sequences and single columns, where they differ from what an owner has by itself.
_RIGHTS = """
    SELECT given.kind, given.relname, given.attname, given.owner = right_.grantee, right_.grantee = 0,
        pg_get_userbyid(right_.grantee), right_.privilege_type, right_.is_grantable
    FROM (
        SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, relname, NULL::name AS attname,
            relowner AS owner, relacl AS acl
        FROM pg_class WHERE relnamespace = %(ns)s AND relkind IN ('r', 'S') AND relacl IS NOT NULL
        UNION ALL
        SELECT 'TABLE', c.relname, a.attname, c.relowner, a.attacl
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relnamespace = %(ns)s AND c.relkind = 'r' AND a.attacl IS NOT NULL
    ) AS given
    LEFT JOIN LATERAL aclexplode(given.acl) AS right_ ON true
    ORDER BY 1, 2, 3 NULLS FIRST, 4, 6, 7
"""

_COMMENTS = """
    SELECT CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END, quote_ident(c.relname),
        quote_literal(d.description)
    FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
    WHERE c.relnamespace = %(ns)s AND d.objsubid = 0
    UNION ALL
    SELECT 'COLUMN', quote_ident(c.relname) || '.' || quote_ident(a.attname), quote_literal(d.description)
    FROM pg_description AS d JOIN pg_class AS c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.objsubid
    WHERE c.relnamespace = %(ns)s AND d.objsubid > 0
    UNION ALL
    SELECT 'CONSTRAINT', quote_ident(con.conname) || ' ON ' || quote_ident(c.relname), quote_literal(d.description)
    FROM pg_description AS d JOIN pg_constraint AS con ON con.oid = d.objoid
        AND d.classoid = 'pg_constraint'::regclass
    JOIN pg_class AS c ON c.oid = con.conrelid
    WHERE con.connamespace = %(ns)s
    ORDER BY 1, 2
"""

_STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}


class SchemaScriptError(RuntimeError):
    """The schema holds something that must not, or cannot, be made again elsewhere; the text names it."""


def name(identifier: str) -> str:
    """An identifier, quoted."""
    return connection.ops.quote_name(identifier)


def render(schema: str) -> str:
    """The script: everything the schema holds (its rows too) in statements without its name.

    Rows stand before the constraints, foreign keys come last, each constraint has a statement of its own, sequences
    get literal values. Run it through ``run``. Raises ``SchemaScriptError`` for what it does not know, and for a
    foreign key that leaves the schema: a city must stay movable. About 20 queries.
    """
    with only_in(schema) as cursor:
        cursor.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", [schema])
        found = cursor.fetchone()
        if found is None:
            raise SchemaScriptError(f"There is no schema {schema}.")
        ask = _Catalog(cursor, int(found[0]))
        unknown = [f"{kind} {thing}" for kind, thing in ask(_UNKNOWN)]
        if unknown:
            raise SchemaScriptError(f"{schema} holds what cannot be copied: {', '.join(unknown)}.")
        sequences = ask(_SEQUENCES)
        columns: dict[str, list[Any]] = defaultdict(list)
        for table, *column in ask(_COLUMNS):
            columns[table].append(column)
        tables = ask(_TABLES)
        parts = [
            *_free_sequences(sequences),
            *_tables(tables, columns, sequences),
            *_rows(cursor, columns),
            *_constraints(ask(_CONSTRAINTS), foreign=False),
            *(definition for (definition,) in ask(_INDEXES)),
            *_constraints(ask(_CONSTRAINTS), foreign=True),
            *_sequence_values(cursor, sequences),
            *_rights(ask(_RIGHTS)),
            *(f"COMMENT ON {kind} {thing} IS {text}" for kind, thing, text in ask(_COMMENTS)),
        ]
    return ";\n".join(parts) + ";\n"


def run(script: str, schema: str) -> None:
    """Make a schema by a script, in one round trip inside the caller's transaction. It must not exist yet.

    Every bare name lands in the new schema, because the path holds nothing else.
    """
    head = f"CREATE SCHEMA {quoted(schema)};\nSET LOCAL search_path = {quoted(schema)};\n"
    with connection.cursor() as cursor:
        try:
            # psycopg's own cursor: several statements can be sent together, but never prepared.
            cursor.cursor.execute(head + script, prepare=False)
        finally:
            connection.search_path_set_schemas = None  # type: ignore[attr-defined]  # django-tenants' wrapper


class _Catalog:
    """Asks the catalog about one namespace."""

    def __init__(self, cursor: CursorWrapper, namespace: int) -> None:
        self.cursor = cursor
        self.namespace = namespace

    def __call__(self, query: str) -> list[tuple[Any, ...]]:
        # The number is pasted: as a parameter each query would be planned without knowing it.
        self.cursor.execute(query.replace("%(ns)s", str(self.namespace)))
        return list(self.cursor.fetchall())


def _options(sequence: tuple[Any, ...]) -> str:
    _name, _type, start, step, least, most, cache, cycles = sequence[:8]
    return (
        f"START WITH {start} INCREMENT BY {step} MINVALUE {least} MAXVALUE {most} CACHE {cache}"
        f" {'CYCLE' if cycles else 'NO CYCLE'}"
    )


def _free_sequences(sequences: list[tuple[Any, ...]]) -> list[str]:
    return [f"CREATE SEQUENCE {name(s[0])} AS {s[1]} {_options(s)}" for s in sequences if s[8] != "i"]


def _tables(
    tables: list[tuple[Any, ...]], columns: dict[str, list[Any]], sequences: list[tuple[Any, ...]]
) -> list[str]:
    identities = {(s[9], s[10]): s for s in sequences if s[8] == "i"}
    made: list[str] = []
    later: list[str] = []
    for table, is_unlogged, options in tables:
        lines = []
        for column, kind, is_required, identity, generated, expression, collation, storage, packed in columns[table]:
            line = f"{name(column)} {kind}"
            if collation:
                line += f" COLLATE {collation}"
            if generated:
                line += f" GENERATED ALWAYS AS ({expression}) {'STORED' if generated == 's' else 'VIRTUAL'}"
            elif expression is not None:
                line += f" DEFAULT {expression}"
            if is_required:
                line += " NOT NULL"
            if identity:
                sequence = identities[table, column]
                when = "ALWAYS" if identity == "a" else "BY DEFAULT"
                line += f" GENERATED {when} AS IDENTITY (SEQUENCE NAME {name(sequence[0])} {_options(sequence)})"
            lines.append(line)
            alter = f"ALTER TABLE {name(table)} ALTER COLUMN {name(column)} SET"
            if storage:
                later.append(f"{alter} STORAGE {_STORAGE[storage]}")
            if packed:
                later.append(f"{alter} COMPRESSION {_COMPRESSION[packed]}")
        made.append(
            f"CREATE {'UNLOGGED ' if is_unlogged else ''}TABLE {name(table)} (\n    " + ",\n    ".join(lines) + "\n)"
            f"{f' WITH ({options})' if options else ''}"
        )
    owned = [f"ALTER SEQUENCE {name(s[0])} OWNED BY {name(s[9])}.{name(s[10])}" for s in sequences if s[8] == "a"]
    return made + later + owned


def _rows(cursor: CursorWrapper, columns: dict[str, list[Any]]) -> list[str]:
    """What migrations wrote: their own record, content types, permissions, and anything else."""
    cursor.execute(" UNION ALL ".join(f"SELECT {_literal(t)} WHERE EXISTS (TABLE {name(t)})" for t in columns))
    made = []
    for table in sorted(row[0] for row in cursor.fetchall()):
        stored = [name(column[0]) for column in columns[table] if not column[4]]
        texts = ", ".join(f"quote_nullable({column}::text)" for column in stored)
        cursor.execute(f"SELECT {texts} FROM {name(table)} ORDER BY 1, 2")  # noqa: S608 -- names from the catalog
        values = ",\n    ".join(f"({', '.join(row)})" for row in cursor.fetchall())
        forced = " OVERRIDING SYSTEM VALUE" if any(column[3] == "a" for column in columns[table]) else ""
        made.append(f"INSERT INTO {name(table)} ({', '.join(stored)}){forced} VALUES\n    {values}")
    return made


def _constraints(found: list[tuple[Any, ...]], *, foreign: bool) -> list[str]:
    return [
        f"ALTER TABLE {name(table)} ADD CONSTRAINT {name(constraint)} {definition}"
        for table, constraint, kind, definition in found
        if (kind == "f") is foreign
    ]


def _sequence_values(cursor: CursorWrapper, sequences: list[tuple[Any, ...]]) -> list[str]:
    if not sequences:
        return []
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT {_literal(s[0])}, {s[2]}, last_value, is_called FROM {name(s[0])}"  # noqa: S608 -- as above
            for s in sequences
        )
    )
    return [
        f"SELECT setval({_literal(name(sequence))}, {last}, {str(is_called).lower()})"
        for sequence, start, last, is_called in sorted(cursor.fetchall())
        if is_called or last != start
    ]


def _rights(found: list[tuple[Any, ...]]) -> list[str]:
    """Take everything from the owner, then give back what the template's owner has."""
    made: dict[str, None] = {}
    for kind, relation, column, is_owner, is_public, role, right, may_grant in found:
        if column is None:
            made[f"REVOKE ALL ON {kind} {name(relation)} FROM CURRENT_USER"] = None
        if right is None:
            continue
        to = "CURRENT_USER" if is_owner else "PUBLIC" if is_public else name(role)
        of = f" ({name(column)})" if column is not None else ""
        grant = " WITH GRANT OPTION" if may_grant else ""
        made[f"GRANT {right}{of} ON {kind} {name(relation)} TO {to}{grant}"] = None
    return list(made)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
