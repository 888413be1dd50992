"""No table that leads to a person is forgotten: the database is asked which there are."""

from django.db import connection

from citizensourcing.privacy.catalogue import CATALOGUE
from citizensourcing.privacy.kinds import KINDS
from common.schema import current_schema

ROOTS = ("participants_participant", "accounts_user")


def points_to() -> dict[str, set[str]]:
    """For each table of the city the tables that have a foreign key to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT target.relname, source.relname FROM pg_constraint AS c
            JOIN pg_class AS source ON source.oid = c.conrelid JOIN pg_class AS target ON target.oid = c.confrelid
            WHERE c.contype = 'f' AND c.connamespace = %s::regnamespace
            """,
            [current_schema()],
        )
        found: dict[str, set[str]] = {}
        for target, source in cursor.fetchall():
            found.setdefault(target, set()).add(source)
    return found


def of_a_person() -> set[str]:
    """The roots, what points at them, and what points at that, as far as it goes."""
    pointing, found, new = points_to(), set(ROOTS), set(ROOTS)
    while new:
        new = {source for table in new for source in pointing.get(table, ())} - found
        found |= new
    return found


def test_every_table_that_leads_to_a_person_says_what_becomes_of_it(lisbon):
    assert len(of_a_person()) > 20
    assert of_a_person() - {entry.table for entry in CATALOGUE} == set()


def test_a_table_stands_in_the_catalogue_once_and_exists(lisbon):
    tables = [entry.table for entry in CATALOGUE]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)", [tables])
        there = {name for (name,) in cursor.fetchall()}

    assert sorted(tables) == sorted(there)


def test_each_table_is_copied_or_says_why_not(lisbon):
    assert [entry.table for entry in CATALOGUE if bool(entry.copied) == bool(entry.why_not)] == []
    assert {entry.copied for entry in CATALOGUE if entry.copied} == {kind.name for kind in KINDS}
    assert [entry.table for entry in CATALOGUE if not entry.leaving] == []


def test_a_new_table_that_points_to_a_person_is_noticed(lisbon):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE a_diary (id bigint PRIMARY KEY, idea_id bigint REFERENCES ideas_idea)")
        cursor.execute("CREATE TABLE a_page (id bigint, diary_id bigint REFERENCES a_diary)")

    assert of_a_person() - {entry.table for entry in CATALOGUE} == {"a_diary", "a_page"}
