"""Ideas as programs read them: PostgreSQL writes the JSON, in the one statement that finds them.

No model instance, no serializer: the text of the answer comes out of the database and goes into the response. The
statement of a question is made once from the same querysets as the page's list, and kept; only its values change.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.utils.translation import get_language, gettext

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors import search
from citizensourcing.ideas.selectors.listing import FILTERS, SORTS, Sort, Wish, WithSlug, behind, filtered
from common.instants import written_in_sql
from common.json_rows import JsonPage, json_page
from tenants.context import require_city

# Stand for the values of a question while its statement is made: no real value is one of them.
_STAND_IN_TEXT: Final = {name: f"\x01{name}" for name in FILTERS}
_STAND_IN_VALUE: Final[dict[type, Any]] = {
    int: 2_111_222_333,
    float: 777_777_777.125,
    datetime: datetime(7, 7, 7, tzinfo=UTC),
}
_STAND_IN_ID: Final = 888_888_888_888

_NUMBER: Final = "idea.year || '-' || lpad(idea.sequence::text, greatest(5, length(idea.sequence::text)), '0')"
# The day by which an answer is owed, as in clock.add_working_days: from the city's day on, a weekend being its Friday.
_DUE_ON: Final = """
    CASE WHEN idea.answer_owed_since IS NOT NULL THEN (
        SELECT friday + 7 * (%(days)s::int / 5) + %(days)s::int %% 5
            + CASE WHEN extract(isodow FROM friday)::int + %(days)s::int %% 5 > 5 THEN 2 ELSE 0 END
        FROM (SELECT day - greatest(0, extract(isodow FROM day)::int - 5) AS friday
              FROM (SELECT (idea.answer_owed_since AT TIME ZONE %(zone)s::text)::date AS day) AS began) AS begun
    ) END"""
_EXCERPT: Final = "left(regexp_replace(left(idea.text, 400), '\\s+', ' ', 'g'), 180)"
_PICTURE: Final = """
    json_build_object('id', id, 'url', '/files/' || file, 'thumbnail', '/files/' || thumbnail, 'alt', alt,
        'width', width, 'height', height)"""
# What a list says of an idea; {supported} is there only for somebody who may be told.
_CARD: Final = f"""
    {_NUMBER} AS number, coalesce(nullif(idea.title, ''), %(untitled)s::text) AS title, {{text}},
    CASE WHEN idea.title = '' THEN %(language)s::text ELSE idea.language END AS language, idea.status,
    (SELECT slug FROM projects_project WHERE id = idea.project_id) AS project,
    ARRAY(SELECT topic.slug FROM ideas_idea_topics AS about JOIN taxonomy_topic AS topic ON topic.id = about.topic_id
        WHERE about.idea_id = idea.id ORDER BY topic.position, topic.id) AS topics,
    ARRAY(SELECT place.slug FROM ideas_idea_neighbourhoods AS lies
        JOIN taxonomy_neighbourhood AS place ON place.id = lies.neighbourhood_id
        WHERE lies.idea_id = idea.id ORDER BY place.position, place.id) AS neighbourhoods,
    CASE WHEN idea.latitude IS NOT NULL
        THEN json_build_object('latitude', idea.latitude, 'longitude', idea.longitude) END AS pin,
    idea.support_count AS supports, idea.earlier_supports, idea.comment_count AS comments, idea.earlier_comments,
    {written_in_sql("idea.published_at")} AS published_at, {written_in_sql("idea.edited_at")} AS edited_at,
    {written_in_sql("idea.answer_owed_since")} AS answer_owed_since, {_DUE_ON} AS answer_due_on,
    {written_in_sql("idea.answered_at")} AS answered_at,
    {{pictures}}{{supported}}"""  # noqa: S608 -- made of this module's own constants
_FIRST_PICTURE: Final = f"""
    (SELECT {_PICTURE} FROM ideas_attachment WHERE idea_id = idea.id ORDER BY position, id LIMIT 1) AS picture"""  # noqa: S608 -- as above
_SUPPORTED: Final = """,
    EXISTS (SELECT 1 FROM ideas_vote WHERE idea_id = idea.id AND voter_id = %(viewer)s::bigint) AS supported"""
# Whether it is on the wall, and why not: its author reads the moderators' reason.
_VISIBILITY: Final = """
    idea.visibility,
    CASE WHEN idea.visibility IN ('hidden', 'withdrawn') THEN nullif(idea.hidden_reason, '') END AS hidden_reason"""
_WHOLE: Final = f"""
    (SELECT coalesce(json_agg({_PICTURE} ORDER BY position, id), '[]')
        FROM ideas_attachment WHERE idea_id = idea.id) AS pictures,
    (SELECT json_build_object('name', display_name, 'profile', CASE WHEN is_public THEN id END)
        FROM participants_participant WHERE id = idea.author_id) AS author,
    {_VISIBILITY},
    (SELECT coalesce(json_agg(json_build_object('text', text, 'language', language, 'name', signed_name,
            'department', signed_department, 'outcome', nullif(outcome, ''), 'cost_cents', cost_cents,
            'outcome_on', outcome_on, 'at', {written_in_sql("created_at")}) ORDER BY created_at, id), '[]')
        FROM ideas_officialfeedback WHERE idea_id = idea.id) AS answers,
    (SELECT coalesce(json_agg(json_build_object('before', before, 'after', after, 'reason', reason,
            'at', {written_in_sql("changed_at")}) ORDER BY changed_at, id), '[]')
        FROM ideas_statuschange WHERE idea_id = idea.id) AS history"""  # noqa: S608 -- as above


@dataclass(frozen=True, slots=True)
class Bodies:
    """One page of ideas as JSON, and where the next one begins (None on the last)."""

    items: bytes
    place: list[Any] | None
    is_loose_match: bool = False
    ids: tuple[int, ...] = ()


def list_bodies(wish: Wish, *, place: list[Any] | None, limit: int, viewer: int | None) -> Bodies:
    """The published ideas that fit a wish, ``limit`` at a time, as JSON. ``wish.after`` is not looked at.

    ``place`` is what ``Bodies.place`` said. ``viewer`` is the id of the person whose supports are told. One query;
    for a text search two or three.
    """
    if wish.q:
        return _found_bodies(wish, start=int(place[0]) if place else 0, limit=limit, viewer=viewer)
    return _read_bodies(wish, place=place, limit=limit, viewer=viewer)


# A reader who supports nothing: no id of a person is 0. What they get, ``with_supports`` makes anybody's.
NOBODY: Final = 0
# How ``supported`` stands in the JSON that PostgreSQL writes. Inside a text a quote is escaped, so nobody can write it.
_NOT_SUPPORTED: Final = b'"supported":false'
_IS_SUPPORTED: Final = b'"supported":true'


def with_supports(body: bytes, ids: Sequence[int], supported: Collection[int]) -> bytes:
    """A list as ``NOBODY`` reads it, for somebody who supports these ideas. ``ids`` are those of the list, in order."""
    first, *rest = body.split(_NOT_SUPPORTED)
    return first + b"".join(
        (_IS_SUPPORTED if pk in supported else _NOT_SUPPORTED) + part for pk, part in zip(ids, rest, strict=True)
    )


def support_said(idea: Idea, *, is_yours: bool) -> bytes:
    """What a program is told once it supported an idea, or took that back. No query."""
    return b'{"supports":%d,"supported":%s}' % (idea.support_count, b"true" if is_yours else b"false")


def _read_bodies(wish: Wish, *, place: list[Any] | None, limit: int, viewer: int | None) -> Bodies:
    sort = SORTS[wish.sort]
    shape = frozenset(name for name in FILTERS if getattr(wish, name))
    statement = _list_statement(
        wish.sort,
        shape,
        is_citywide=wish.where == "city",
        is_later=place is not None,
        limit=limit,
        has_viewer=viewer is not None,
    )
    values: dict[str, Any] = _city_values() | {name: getattr(wish, name) for name in shape}
    if viewer is not None:
        values["viewer"] = viewer
    if place is not None:
        value, pk = place
        values |= {"value": datetime.fromisoformat(value) if sort.kind is datetime else value, "id": pk}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    items, ids = _array(row[0] for row in rows[:limit]), tuple(row[2] for row in rows[:limit])
    if len(rows) <= limit:
        return Bodies(items, None, ids=ids)
    _body, value, pk = rows[limit - 1]
    return Bodies(items, [value.isoformat() if isinstance(value, datetime) else value, pk], ids=ids)


def body_of(number: str, *, person: int | None, has_desk: bool, viewer: int | None) -> bytes | None:
    """One idea whole, as JSON, for somebody who may see it; else None. One query.

    ``person`` is who asks, ``has_desk`` whether they work here, ``viewer`` as in ``list_bodies``. As
    ``permissions.idea_for``: what is readable everybody sees, one's own its author, what is no draft and was not
    withdrawn also the staff.
    """
    year, sequence = number.split("-")
    columns = _columns(is_whole=True, has_viewer=viewer is not None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT to_json(body)::text FROM ideas_idea AS idea, LATERAL (SELECT {columns}) AS body
            WHERE idea.year = %(year)s AND idea.sequence = %(sequence)s AND (
                idea.visibility IN ('published', 'emptied') OR idea.author_id = %(person)s::bigint
                OR (%(has_desk)s AND idea.visibility NOT IN ('draft', 'withdrawn')))
            """,  # noqa: S608 -- made of this module's own constants; every value is a parameter
            _city_values()
            | {
                "year": int(year),
                "sequence": int(sequence),
                "person": person,
                "has_desk": has_desk,
                "viewer": viewer,
            },
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0]).encode()


def bodies_of(pks: list[int], *, viewer: int | None) -> bytes:
    """Published ideas by id, as a JSON list in the order given. One query; none for none."""
    if not pks:
        return b"[]"
    columns = _columns(is_whole=False, has_viewer=viewer is not None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT to_json(body)::text FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS wanted (id, nth)
            JOIN ideas_idea AS idea ON idea.id = wanted.id AND idea.visibility = 'published',
            LATERAL (SELECT {columns}) AS body ORDER BY wanted.nth
            """,  # noqa: S608 -- as above
            _city_values() | {"ids": pks, "viewer": viewer},
        )
        return _array(row[0] for row in cursor.fetchall())


def ideas_by(author_id: int, *, is_self: bool, place: list[Any] | None, limit: int, viewer: int | None) -> JsonPage:
    """The ideas of one person, newest first, as JSON: for themselves whatever became of them, for others those on the
    wall. One query.
    """
    who = "" if is_self else "AND visibility = 'published'"
    return _personal(
        f"SELECT id, created_at AS value FROM ideas_idea WHERE author_id = %(person)s {who}",  # noqa: S608 -- as above
        _VISIBILITY,
        {"person": author_id},
        place=place,
        limit=limit,
        viewer=viewer,
    )


def ideas_supported_by(person_id: int, *, place: list[Any] | None, limit: int) -> JsonPage:
    """What somebody supports and is on the wall, latest first, as JSON. Only ever for themselves. One query."""
    return _personal(
        """
        SELECT vote.idea_id AS id, vote.created_at AS value FROM ideas_vote AS vote
        JOIN ideas_idea AS liked ON liked.id = vote.idea_id AND liked.visibility IN ('published', 'emptied')
        WHERE vote.voter_id = %(person)s
        """,
        f"{written_in_sql('page.value')} AS supported_at",
        {"person": person_id},
        place=place,
        limit=limit,
        viewer=person_id,
    )


def _personal(
    rows: str, told: str, values: dict[str, Any], *, place: list[Any] | None, limit: int, viewer: int | None
) -> JsonPage:
    """Cards of the ideas that ``rows`` (SQL giving ``id`` and the instant ``value``) names, latest first."""
    columns = _columns(is_whole=False, has_viewer=viewer is not None)
    values = _city_values() | values | {"viewer": viewer}
    after = ""
    if place is not None:
        after = "WHERE (row.value, row.id) < (%(value)s::timestamptz, %(id)s::bigint)"
        values |= {"value": place[0], "id": place[1]}
    statement = f"""
        SELECT to_json(body)::text, page.value, page.id FROM (
            SELECT * FROM ({rows}) AS row {after} ORDER BY row.value DESC, row.id DESC LIMIT {limit + 1}
        ) AS page JOIN ideas_idea AS idea ON idea.id = page.id, LATERAL (SELECT {columns}, {told}) AS body
        ORDER BY page.value DESC, page.id DESC
    """  # noqa: S608 -- as above
    return json_page(statement, values, limit=limit)


def _found_bodies(wish: Wish, *, start: int, limit: int, viewer: int | None) -> Bodies:
    """Best hit first. Ranks are not keys that last, so a page is told by how many came before it."""
    hits, is_loose = search.best_hits(filtered(wish), wish.q)
    items = bodies_of(hits[start : start + limit], viewer=viewer)
    return Bodies(items, [start + limit] if len(hits) > start + limit else None, is_loose)


def _array(bodies: Any) -> bytes:
    return f"[{','.join(bodies)}]".encode()


def _city_values() -> dict[str, Any]:
    city = require_city()
    return {
        "days": city.rules.answer_working_days,
        "zone": city.time_zone,
        # What an idea is called whose author has left with the words: only where one is read by its address.
        "untitled": gettext("An idea of a former resident"),
        "language": get_language() or city.default_language,
    }


@lru_cache(maxsize=4)
def _columns(*, is_whole: bool, has_viewer: bool) -> str:
    return _CARD.format(
        text="idea.text" if is_whole else f"{_EXCERPT} AS excerpt",
        pictures=_WHOLE if is_whole else _FIRST_PICTURE,
        supported=_SUPPORTED if has_viewer else "",
    )


@lru_cache(maxsize=512)
def _list_statement(
    sort_name: str, shape: frozenset[str], *, is_citywide: bool, is_later: bool, limit: int, has_viewer: bool
) -> str:
    """The statement of all questions of this shape: the page's own queryset, written down once.

    What never changes stands in it as a literal, so that PostgreSQL knows which partial indexes serve it even when it
    keeps one plan for all values.
    """
    sort: Sort = SORTS[sort_name]
    wish = Wish(sort=sort_name, **{name: _STAND_IN_TEXT[name] for name in shape})
    if is_citywide:
        wish = replace(wish, where="city")
    place = (_STAND_IN_VALUE[sort.kind], _STAND_IN_ID) if is_later else None
    ideas = behind(filtered(wish, _id_in_sql).filter(sort.only), sort, place)
    sql, params = ideas.values_list("pk", sort.column)[: limit + 1].query.sql_with_params()
    names: dict[Any, str] = {text: f"%({name})s" for name, text in _STAND_IN_TEXT.items()}
    names |= {_STAND_IN_VALUE[sort.kind]: "%(value)s", _STAND_IN_ID: "%(id)s"}
    inner = sql % tuple(names.get(value) or _literal(value) for value in params)
    turn = "ASC" if sort.is_ascending else "DESC"
    columns = _columns(is_whole=False, has_viewer=has_viewer)
    return f"""
        SELECT to_json(body)::text, page.value, page.id FROM ({inner}) AS page (id, value)
        JOIN ideas_idea AS idea ON idea.id = page.id, LATERAL (SELECT {columns}) AS body
        ORDER BY page.value {turn}, page.id DESC
    """  # noqa: S608 -- made of Django's own SQL and this module's constants; every value is a parameter


def _id_in_sql(kind: type[WithSlug], slug: str) -> Any:
    """The id under a slug, looked up by the statement itself."""
    return kind._default_manager.filter(slug=slug).values("pk")[:1]


def _literal(value: object) -> str:
    """A constant of ours in SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str) and value.isidentifier():
        return f"'{value}'"
    msg = f"{value!r} is no constant that a statement of ours holds."
    raise TypeError(msg)
