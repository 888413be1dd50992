"""What a schema is, in words that do not hold its name: two cities on the same migrations have the same."""

import hashlib
import re

from common.schema import only_in

# The relations of the schema are found once (no index leads there); all else hangs on their numbers.
# Each answers (kind, name, definition). Names of the schema stand bare, all others with theirs.
# A column's NOT NULL is part of its line; PostgreSQL 18's constraint of contype 'n' for it is skipped.
_QUESTIONS = """
    WITH here AS MATERIALIZED (SELECT * FROM pg_class WHERE relnamespace = %(ns)s)
    SELECT 'table', c.relname::text, concat_ws(' ', c.relkind, c.relpersistence, c.relreplident, c.relrowsecurity,
        c.relispartition, c.reloptions::text)
    FROM here AS c WHERE c.relkind NOT IN ('i', 'I', 'S', 't')
    UNION ALL
    SELECT 'column', c.relname || '.' || a.attname, concat_ws(' ',
        row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod), a.attnotnull,
        nullif(a.attidentity, ''), nullif(a.attgenerated, ''), pg_get_expr(d.adbin, d.adrelid), a.attstorage,
        nullif(a.attcompression, ''), nullif(a.attcollation, 0)::regcollation::text, a.attoptions::text,
        nullif(a.attstattarget, -1))
    FROM here AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
    UNION ALL
    SELECT 'sequence', c.relname::text, concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin,
        s.seqmax, s.seqcache, s.seqcycle, d.deptype, d.refobjid::regclass, a.attname)
    FROM here AS c JOIN pg_sequence AS s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    UNION ALL
    SELECT 'constraint', c.relname || '.' || con.conname, concat_ws(' ', con.contype, con.convalidated,
        con.condeferrable, con.condeferred, pg_get_constraintdef(con.oid))
    FROM pg_constraint AS con JOIN here AS c ON c.oid = con.conrelid
    WHERE con.contype <> 'n'
    UNION ALL
    SELECT 'index', c.relname::text, concat_ws(' ', i.indisunique, i.indisprimary, i.indisvalid, i.indimmediate,
        i.indisclustered, i.indisreplident, pg_get_indexdef(i.indexrelid, 0, true))
    FROM pg_index AS i JOIN here AS c ON c.oid = i.indexrelid
    UNION ALL
    SELECT 'rights', c.relname::text, string_agg(
        concat_ws(' ', CASE WHEN acl.grantee = c.relowner THEN 'its owner' WHEN acl.grantee = 0 THEN 'everybody'
            ELSE pg_get_userbyid(acl.grantee) END, acl.privilege_type, acl.is_grantable),
        ', ' ORDER BY acl.grantee = c.relowner, acl.grantee, acl.privilege_type)
    FROM here AS c LEFT JOIN LATERAL aclexplode(c.relacl) AS acl ON true
    WHERE c.relacl IS NOT NULL GROUP BY c.relname
    UNION ALL
    SELECT 'column rights', c.relname || '.' || a.attname, replace(a.attacl::text, pg_get_userbyid(c.relowner), 'owner')
    FROM pg_attribute AS a JOIN here AS c ON c.oid = a.attrelid
    WHERE a.attacl IS NOT NULL
    UNION ALL
    SELECT 'comment', c.relname || coalesce('.' || a.attname, ''), d.description
    FROM pg_description AS d JOIN here AS c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
    UNION ALL
    SELECT 'comment', 'constraint ' || con.conname, d.description
    FROM here AS c JOIN pg_constraint AS con ON con.conrelid = c.oid
    JOIN pg_description AS d ON d.objoid = con.oid AND d.classoid = 'pg_constraint'::regclass
    UNION ALL
    SELECT 'trigger', c.relname || '.' || t.tgname, concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid, true))
    FROM pg_trigger AS t JOIN here AS c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'policy', c.relname || '.' || p.polname, concat_ws(' ', p.polcmd, p.polpermissive,
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    FROM pg_policy AS p JOIN here AS c ON c.oid = p.polrelid
    UNION ALL
    SELECT 'rule', c.relname || '.' || r.rulename, pg_get_ruledef(r.oid, true)
    FROM pg_rewrite AS r JOIN here AS c ON c.oid = r.ev_class
    UNION ALL
    SELECT 'function', p.oid::regprocedure::text, md5(p.prosrc) FROM pg_proc AS p WHERE p.pronamespace = %(ns)s
    UNION ALL
    SELECT 'type', t.typname::text, concat_ws(' ', t.typtype, (
        SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid))
    FROM pg_type AS t WHERE t.typnamespace = %(ns)s AND t.typtype IN ('e', 'd', 'r', 'm')
    UNION ALL
    SELECT 'statistics', s.stxname::text, s.stxkind::text FROM pg_statistic_ext AS s WHERE s.stxnamespace = %(ns)s
"""

Lines = dict[str, str]

# PostgreSQL writes the cast of a list of varchar to text in two ways: as a migration made it, on the whole list, and
# read back from its own writing, on each word (with or without brackets). Both mean the same and become one here.
_WORD = r"'(?:[^']|'')*'"
_WORDS = rf"ARRAY\[({_WORD}::character varying(?:, {_WORD}::character varying)*)\]"
_CAST_LIST = re.compile(rf"\({_WORDS}\)::text\[\]|{_WORDS}::text\[\]")
_CAST_WORD = re.compile(rf"\(({_WORD})::character varying\)::text|({_WORD})::character varying::text")


def canonical(definition: str) -> str:
    """A definition as it stands after PostgreSQL has read its own writing once."""
    words = _CAST_WORD.sub(lambda cast: f"{cast[1] or cast[2]}::text", definition)
    return _CAST_LIST.sub(lambda cast: f"ARRAY[{(cast[1] or cast[2]).replace('::character varying', '::text')}]", words)


def describe(schema: str) -> Lines:
    """``{"column ideas_idea.title": "7 character varying(120) …"}``: all that the catalog knows of a schema.

    Rows and the positions of sequences are no part of it: they differ between living cities. Two queries.
    """
    with only_in(schema) as cursor:
        cursor.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", [schema])
        found = cursor.fetchone()
        if found is None:
            return {}
        cursor.execute(_QUESTIONS.replace("%(ns)s", str(int(found[0]))))
        return {f"{kind} {thing}": canonical(definition or "") for kind, thing, definition in cursor.fetchall()}


def fingerprint(schema: str) -> str:
    """64 hexadecimal digits: the same for two schemas exactly when ``describe`` says the same of both."""
    lines = describe(schema)
    text = "\n".join(f"{thing}\t{lines[thing]}" for thing in sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()


def drift(schema: str, model: Lines) -> list[str]:
    """What is missing, too much or different in a schema, measured against ``describe`` of another; sorted."""
    mine = describe(schema)
    return sorted(
        [f"{thing} is missing" for thing in model.keys() - mine.keys()]
        + [f"{thing} is not in the model" for thing in mine.keys() - model.keys()]
        + [
            f"{thing} is “{mine[thing]}”, not “{model[thing]}”"
            for thing in model.keys() & mine.keys()
            if mine[thing] != model[thing]
        ]
    )
