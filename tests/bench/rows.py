"""The statements that fill a city: one INSERT … SELECT per table, in an order that foreign keys allow."""

from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import Field

# A number between 0 and 1 that depends on a row's number and a salt alone.
CHANCE: Final = """
    CREATE OR REPLACE FUNCTION pg_temp.chance(nth bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
    'SELECT (hashint8extended($1, $2) & 2147483647)::float8 / 2147483648'
"""
# The last number given out in each year.
SERIES: Final = """
    INSERT INTO ideas_numberseries (year, last) SELECT year, max(sequence) FROM ideas_idea GROUP BY year
    ON CONFLICT (year) DO UPDATE SET last = excluded.last
"""

_PERSON = "1 + floor(pg_temp.chance({}, {}) * %(people)s)::bigint"
# How popular an idea is: its rank among all, and the supports that rank gets (few get many, many get few). The sum of
# r^-0.8 over N ranks is about (N^0.2 - 1) / 0.2 + 0.6; a little more is made, and the rest cut off.
_POPULARITY = "(n * 48271 %% %(ideas)s) + 1"
_SHARE = "1.08 * %(votes)s / ((power(%(ideas)s, 0.2) - 1) / 0.2 + 0.6)"

_USERS = """
    SELECT n AS id, '!' AS password, false AS is_superuser, 'person-' || n || '@example.org' AS email,
        true AS is_active, false AS is_staff, %(now)s::timestamptz - interval '2 years' AS date_joined
    FROM generate_series(1, %(people)s) AS n
"""
_PEOPLE = """
    SELECT n AS id, n AS user_id, %(now)s::timestamptz - interval '2 years' AS created_at,
        %(now)s::timestamptz - interval '2 years' AS updated_at,
        (ARRAY['Ana','Bram','Chloé','Dries','Elif','Fatou','Greet','Hugo','Inès','Jan'])[1 + n %% 10]
            || ' ' || chr((65 + n %% 26)::int) || '.' AS display_name,
        1 + n %% 12 AS neighbourhood_id, ARRAY['en'] AS languages, 'en' AS language, false AS is_public,
        %(now)s::timestamptz - interval '2 years' AS age_confirmed_at,
        1 AS rules_version
    FROM generate_series(1, %(people)s) AS n
"""
_DISCUSSIONS = "SELECT n AS id, true AS is_open FROM generate_series(1, %(ideas)s) AS n"

# Every twentieth idea says nearly what an earlier one says: its words are drawn with the earlier one's number.
_IDEAS = f"""
    WITH drawn AS MATERIALIZED (
        SELECT n, CASE WHEN n > 20 AND n %% 20 = 0 THEN n - 1 - floor(pg_temp.chance(n, 1) * 18)::bigint
            ELSE n END AS like_n
        FROM generate_series(1, %(ideas)s) AS n
    ), facts AS MATERIALIZED (
        SELECT n, like_n,
            (ARRAY['en','en','en','en','en','fr','fr','fr','nl','es'])[1 + floor(pg_temp.chance(like_n, 2) * 10)::int]
                AS language,
            %(now)s::timestamptz - interval '3 years' * (1 - (n - pg_temp.chance(n, 3)) / %(ideas)s) AS published_at,
            pg_temp.chance(n, 4) AS fate, 6 + floor(pg_temp.chance(like_n, 5) * 3)::int AS in_title,
            %(words)s + floor(power(pg_temp.chance(like_n, 6), 2) * 4 * %(words)s)::int AS in_text
        FROM drawn
    ), said AS MATERIALIZED (
        SELECT facts.n, language, k, k <= in_title AS is_title,
            CASE WHEN n <> like_n AND pg_temp.chance(n * 1000 + k, 7) < 0.25 THEN n ELSE like_n END AS seed
        FROM facts, generate_series(1, in_title + in_text) AS k
    ), spoken AS (
        SELECT said.n, said.k, said.is_title, vocabulary.word, vocabulary.plain
        FROM said JOIN (SELECT DISTINCT language, known FROM vocabulary) AS sizes USING (language)
        JOIN vocabulary ON vocabulary.language = said.language
            AND vocabulary.rank = floor(power(sizes.known, pg_temp.chance(said.seed * 1000 + said.k, 8)))::int
    ), texts AS (
        SELECT n, left(string_agg(word, ' ' ORDER BY k) FILTER (WHERE is_title), 119) AS title,
            string_agg(word || CASE WHEN k %% 11 = 10 THEN '.' ELSE '' END, ' ' ORDER BY k)
                FILTER (WHERE NOT is_title) AS text,
            array_agg(DISTINCT left(plain, 40)) FILTER (WHERE length(plain) > 1) AS words
        FROM spoken GROUP BY n
    )
    SELECT n AS id, published_at AS created_at, published_at AS updated_at,
        extract(year FROM published_at)::int AS year,
        row_number() OVER (PARTITION BY extract(year FROM published_at) ORDER BY n) AS sequence,
        CASE WHEN n %% 10 = 7 THEN (SELECT array_agg(id ORDER BY id) FROM projects_project
            WHERE id <> %(wall)s)[1 + n / 10 %% 3] ELSE %(wall)s END AS project_id,
        {_PERSON.format("n", 9)} AS author_id,
        upper(left(title, 1)) || substr(title, 2) AS title, upper(left(text, 1)) || substr(text, 2) AS text, language,
        CASE WHEN n %% 3 = 0 THEN 50.80 + pg_temp.chance(n, 10) * 0.06 END AS latitude,
        CASE WHEN n %% 3 = 0 THEN 4.30 + pg_temp.chance(n, 11) * 0.08 END AS longitude,
        CASE WHEN fate < .70 THEN 'proposed' WHEN fate < .82 THEN 'under_review' WHEN fate < .88 THEN 'planned'
            WHEN fate < .91 THEN 'in_progress' WHEN fate < .94 THEN 'implemented' ELSE 'declined' END AS status,
        CASE WHEN fate >= .70 THEN published_at + (%(now)s::timestamptz - published_at) * 0.5 END AS status_changed_at,
        CASE WHEN fate >= .82 THEN published_at + (%(now)s::timestamptz - published_at) * 0.5 END AS answered_at,
        CASE WHEN n %% 50 = 49 THEN 'hidden' WHEN n %% 50 = 48 THEN 'withdrawn' ELSE 'published' END AS visibility,
        n AS discussion_id, floor(5 / (pg_temp.chance(n, 12) + 0.001))::int AS view_count, published_at, words
    FROM facts JOIN texts USING (n) ORDER BY n
"""
_TOPICS = """
    SELECT n AS idea_id, (SELECT min(id) FROM taxonomy_topic) + topic AS topic_id
    FROM generate_series(1, %(ideas)s) AS n, LATERAL (
        SELECT floor(power(9, pg_temp.chance(n, 20)))::int - 1 AS topic
        UNION SELECT floor(pg_temp.chance(n, 21) * 9)::int WHERE n %% 4 = 0
    ) AS chosen
"""
_PLACES = """
    SELECT n AS idea_id, (SELECT min(id) FROM taxonomy_neighbourhood) + place AS neighbourhood_id
    FROM generate_series(1, %(ideas)s) AS n, LATERAL (
        SELECT floor(pg_temp.chance(n, 22) * 12)::int AS place WHERE n %% 7 > 0
        UNION SELECT floor(pg_temp.chance(n, 23) * 12)::int WHERE n %% 7 = 1
    ) AS chosen
"""
_PICTURES = """
    SELECT id AS idea_id, 'ideas/' || id || '.webp' AS file, 1600 AS width, 1200 AS height,
        'ideas/' || id || '.small.webp' AS thumbnail, 'What it looks like today' AS alt, created_at
    FROM ideas_idea WHERE id %% 12 = 5
"""
_CHANGES = """
    SELECT id AS idea_id, 'proposed' AS before, status AS after,
        CASE WHEN status = 'declined' THEN 'There is no money for this before next year.' ELSE '' END AS reason,
        status_changed_at AS changed_at
    FROM ideas_idea WHERE status <> 'proposed' ORDER BY status_changed_at
"""
_FEEDBACK = """
    SELECT id AS idea_id, 'We read this with care. ' || left(text, 300) AS text, language, 'Jo Peeters' AS signed_name,
        'Public space' AS signed_department, answered_at AS created_at
    FROM ideas_idea WHERE answered_at IS NOT NULL AND id %% 3 = 0 ORDER BY answered_at
"""
# 7,919 shares no factor with the number of people, so nobody supports the same idea twice.
_VOTES = f"""
    SELECT n AS idea_id, 1 + ((hashint8extended(n, 30) & 2147483647) + nth * 7919) %% %(people)s AS voter_id,
        published_at + (%(now)s::timestamptz - published_at) * power(pg_temp.chance(n * 65536 + nth, 31), 2)
            AS created_at
    FROM (SELECT n, {_POPULARITY} AS rank FROM generate_series(1, %(ideas)s::bigint) AS n) AS popular
    JOIN ideas_idea ON id = n,
    generate_series(1, least(ceil({_SHARE} * power(rank, -0.8)), %(people)s - 1)::bigint) AS nth
    ORDER BY rank LIMIT %(votes)s
"""
# Of five in a row the last two answer one of the first three.
_COMMENTS = f"""
    WITH threads AS (
        SELECT n, greatest(ceil((%(comments)s - %(long)s * %(long_threads)s) * 0.53
            / sqrt(%(ideas)s / 2.0) * power(rank, -0.5)), 1)::int AS usual, rank
        FROM (SELECT n, (n * 7919 %% %(ideas)s) + 1 AS rank FROM generate_series(1, %(ideas)s::bigint) AS n) AS ranked
        WHERE rank <= %(ideas)s / 2
    ), placed AS (
        SELECT n, rank, i, row_number() OVER (ORDER BY rank, i) AS id FROM threads,
            generate_series(0, CASE WHEN rank <= %(long_threads)s THEN %(long)s ELSE usual END - 1) AS i
    ), linked AS (
        SELECT n, id, i, CASE WHEN i %% 5 >= 3 THEN id - i %% 5 + floor(pg_temp.chance(id, 42) * 3)::int END AS root
        FROM placed WHERE id <= %(comments)s
    )
    SELECT linked.id, linked.n AS discussion_id, {_PERSON.format("linked.id", 40)} AS author_id, root AS parent_id,
        root AS root_id,
        CASE WHEN root IS NOT NULL OR linked.id %% 4 = 0 THEN 'neutral' WHEN linked.id %% 4 < 3 THEN 'for'
            ELSE 'against' END AS stance,
        left(idea.text, 60 + floor(pg_temp.chance(linked.id, 41) * 400)::int) AS text, idea.language,
        CASE WHEN linked.id %% 97 = 0 THEN 'hidden' ELSE 'published' END AS visibility,
        idea.published_at + (%(now)s::timestamptz - idea.published_at)
            * (1 - 1 / (1 + (i + pg_temp.chance(linked.id, 43)) / 8)) AS created_at
    FROM linked JOIN ideas_idea AS idea ON idea.id = linked.n ORDER BY linked.id
"""
_LIKES = """
    SELECT comment.id AS comment_id, 1 + (comment.id * 31 + nth * 7919) %% %(people)s AS participant_id,
        comment.created_at
    FROM discussions_comment AS comment,
    generate_series(1, floor(power(pg_temp.chance(comment.id, 44), 6) * 8)::int) AS nth
"""
_FOLLOWS = """
    SELECT author_id AS participant_id, discussion_id, created_at FROM ideas_idea ORDER BY id
"""

_STATEMENTS: Final = {
    "accounts_user": _USERS,
    "participants_participant": _PEOPLE,
    "discussions_discussion": _DISCUSSIONS,
    "ideas_idea": _IDEAS,
    "ideas_idea_topics": _TOPICS,
    "ideas_idea_neighbourhoods": _PLACES,
    "ideas_attachment": _PICTURES,
    "ideas_statuschange": _CHANGES,
    "ideas_officialfeedback": _FEEDBACK,
    "ideas_vote": _VOTES,
    "discussions_comment": _COMMENTS,
    "discussions_commentlike": _LIKES,
    "discussions_follow": _FOLLOWS,
}


TABLES: Final = tuple(_STATEMENTS)


def insert(table: str, given: dict[str, Any]) -> int:
    """Fill one table; how many rows. Columns that its statement leaves out get what the model says."""
    source = _STATEMENTS[table]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({source}) AS made LIMIT 0", given)
        named = [column.name for column in cursor.description]
        left = {field.column: _default(field) for field in _fields(table) if field.column not in named}
        columns = ", ".join([*named, *left])
        values = ", ".join([*(f"made.{name}" for name in named), *(f"%(default_{name})s" for name in left)])
        defaults = {f"default_{name}": value for name, value in left.items()}
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM ({source}) AS made", given | defaults)
        return int(cursor.rowcount)


def _fields(table: str) -> list[Field]:
    """The columns that somebody has to fill: not the generated ones, not a number the database gives itself."""
    model = next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)
    return [field for field in model._meta.local_concrete_fields if not (field.generated or field.primary_key)]


def _default(field: Field) -> Any:
    """What the model would store: its default, or empty where it has none."""
    value = field.get_default() if field.has_default() else None if field.null else ""
    return field.get_db_prep_save(value, connection)
