"""Visitors' pages are kept until something is written, residents' are filled; nobody ever gets an old or another's."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant
from citizensourcing.taxonomy.models import Topic
from common import freshness
from common.schema import current_schema, in_public, stand_in
from outbox.services import enqueue
from tenants import lookup
from tenants.models import Branding, City
from tests import helpers
from tests.factories import a_resident, an_idea, staff

LIST, FRONT = "/en/ideas/", "/en/"


@pytest.fixture
def town(django_db_setup, django_db_blocker) -> Iterator[City]:
    """Rows that are really committed: what is not makes nothing old and keeps nothing."""
    with django_db_blocker.unblock(), helpers.a_committed_city("Keeptown") as city:
        known = lookup.city_at(city.primary_domain)  # with its addresses, so that no test counts that query
        assert known is not None
        stand_in(known)
        yield known


@pytest.fixture
def idea(town) -> Idea:
    return an_idea("Trees along the tram", author=a_resident("Ana Lopes"))


def page(path: str = LIST, **headers: str):
    return helpers.visitor_client().get(path, headers=headers)


@pytest.mark.parametrize("path", [LIST, FRONT, "/en/ideas/?sort=newest", "/en/ideas/?q=trees", "/en/how-it-works/"])
def test_the_second_visitor_costs_no_query_and_gets_the_same_bytes(idea, assert_queries, path):
    first = page(path)

    with assert_queries(0):
        second = page(path)
    with assert_queries(0):
        again = page(path, if_none_match=first["ETag"])

    assert (second.status_code, second.content) == (200, first.content)
    assert dict(second.headers) == dict(first.headers)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "no-cache"


def test_a_vote_is_seen_by_the_next_visitor(idea):
    before = page()

    ideas.vote_for(idea=idea, voter=a_resident("Rui"), now=timezone.now())
    after = page(if_none_match=before["ETag"])

    assert after.status_code == 200
    assert "<b>0</b>" in before.content.decode()
    assert "<b>1</b>" in after.content.decode()


@pytest.mark.parametrize(
    "write",
    [
        lambda idea: Topic.objects.filter(slug="work").update(names={"en": "Labour"}),
        lambda idea: Idea.objects.filter(pk=idea.pk).update(visibility="hidden"),
        lambda idea: ideas.comment_on(idea=idea, author=idea.author, text="Yes!", now=timezone.now()),
        lambda idea: an_idea("A bench"),
        lambda idea: connection.cursor().execute("WITH x AS (DELETE FROM ideas_idea_topics RETURNING 1) SELECT 1"),
    ],
    ids=["a topic's name", "hidden", "a comment", "one more idea", "inside WITH"],
)
def test_whoever_writes_what_pages_show_makes_them_old(idea, write):
    before = page()

    write(idea)

    assert page().content != before.content


def test_what_no_visitor_sees_makes_nothing_old(idea, assert_queries):
    page()

    enqueue("ideas.learn")
    helpers.signed_in_client(idea.author)

    with assert_queries(0):
        page()


class UndoneError(Exception):
    """Undoes the transaction it is raised in."""


def retitle_and_undo() -> None:
    with transaction.atomic():
        Idea.objects.update(title="Never")
        raise UndoneError


def test_what_is_undone_makes_nothing_old(idea, assert_queries):
    page()
    with pytest.raises(UndoneError):
        retitle_and_undo()

    with assert_queries(0):
        shown = page()

    assert "Trees along the tram" in shown.content.decode()


def test_what_is_not_yet_committed_is_neither_kept_nor_hidden_from_its_writer(idea, town):
    seen = []
    with transaction.atomic():
        Idea.objects.update(title="Soon")
        within = page().content.decode()
        helpers.committed(lambda: seen.append(helpers.visitor_client(town).get(LIST).content.decode()))

    assert "Soon" in within
    assert "Trees along the tram" in seen[0]
    assert "Soon" in page().content.decode()


def test_a_savepoint_that_is_undone_forgets_no_other_write(idea):
    before = page()
    with transaction.atomic():
        with pytest.raises(UndoneError):
            retitle_and_undo()
        Idea.objects.update(title="After all")

    assert "After all" in page().content.decode()
    assert page()["ETag"] != before["ETag"]


def test_a_new_look_shows_as_soon_as_the_city_is_looked_up_anew(idea, town):
    before = page()
    with in_public():
        Branding.objects.filter(city=town).update(question={"en": "What if?"}, primary="#123456")
    lookup.forget()

    assert page().content != before.content
    assert "What if?" in page(FRONT).content.decode()


def test_a_quarter_of_an_hour_later_the_page_is_made_again(idea, assert_queries):
    with time_machine.travel("2026-11-21 10:14:50Z", tick=False):
        page()
    with time_machine.travel("2026-11-21 10:15:10Z", tick=False), assert_queries(5):
        page()


def test_compressed_and_plain_are_kept_apart(idea):
    plain, packed = page(), page(accept_encoding="gzip")

    assert page(accept_encoding="gzip").content == packed.content
    assert page().content == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain


def test_without_the_cache_pages_are_made_each_time(idea, settings):
    page()
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}

    ideas.vote_for(idea=idea, voter=a_resident("Rui"), now=timezone.now())

    assert "<b>1</b>" in page().content.decode()


def test_a_write_the_cache_did_not_hear_of_is_told_when_it_is_back(idea, settings):
    page()
    there = settings.CACHES
    settings.CACHES = {"default": there["default"] | {"LOCATION": "redis://127.0.0.1:1"}}
    ideas.vote_for(idea=idea, voter=a_resident("Rui"), now=timezone.now())
    settings.CACHES = there

    assert "<b>1</b>" in page().content.decode()


def test_made_up_addresses_fill_no_cache(idea, monkeypatch, assert_queries):
    monkeypatch.setattr("web.kept._AT_MOST", 2)
    pages = [f"{LIST}?x={n}" for n in range(3)]

    [page(path) for path in pages]

    with assert_queries(0):
        page(pages[0]), page(pages[1])
    with assert_queries(5):
        page(pages[2])


def test_pages_without_a_query_are_kept_however_many_addresses_were_made_up(idea, monkeypatch, assert_queries):
    monkeypatch.setattr("web.kept._AT_MOST", 0)

    page(f"{LIST}?x=1"), page()

    with assert_queries(0):
        page()


def test_a_browser_that_asks_again_lets_a_page_be_kept(idea, assert_queries):
    first = page()
    ideas.vote_for(idea=idea, voter=a_resident("Rui"), now=timezone.now())
    ideas.take_back_vote(idea=idea, voter=Participant.objects.get(display_name="Rui"), now=timezone.now())

    again = page(if_none_match=first["ETag"])
    with assert_queries(0):
        whole = page()

    assert (again.status_code, again.content) == (304, b"")
    assert whole.content == first.content


def test_equal_bytes_keep_their_own_headers(town):
    topics = "/api/v1/topics/"
    page(topics, accept_language="en"), page(topics, accept_language="fr")
    settle = page(topics, accept_language="en")

    assert settle["Content-Language"] == "en"


def test_each_sight_of_a_kept_page_is_counted(idea):
    first = page()
    page(), page(if_none_match=first["ETag"])

    ideas.fold_views()

    idea.refresh_from_db()
    assert idea.view_count == 2  # who has the page already is shown nothing new


def test_residents_share_a_page_but_not_what_is_theirs(idea, assert_queries):
    rui, eva = a_resident("Rui Tavares"), a_resident("Eva & Co <b>")
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())
    ruis, evas = helpers.signed_in_client(rui), helpers.signed_in_client(eva)
    first = ruis.get(LIST).content.decode()

    with assert_queries(3):
        second = evas.get(LIST).content.decode()

    assert ("yours among them" in first, "yours among them" in second) == (True, False)
    assert ("Rui Tavares" in first, "Rui Tavares" in second) == (True, False)
    assert "Eva &amp; Co &lt;b&gt;" in second
    assert "yours among them" in ruis.get(FRONT).content.decode()
    assert "yours among them" not in evas.get(FRONT).content.decode()
    assert "\0" not in first + second
    assert _token(first) != _token(second)


def _token(html: str) -> str:
    return html.split('name="csrfmiddlewaretoken" value="')[1].split('"', maxsplit=1)[0]


def test_a_visitor_never_gets_a_residents_page_nor_a_resident_the_desk(idea):
    helpers.signed_in_client(staff("manager", "Maria")).get(LIST)

    of_a_resident = helpers.signed_in_client(a_resident("Rui")).get(LIST)
    of_a_visitor = page()

    assert "/en/desk/" not in of_a_resident.content.decode()
    assert of_a_resident["Cache-Control"] == "private, no-cache"
    assert "csrfmiddlewaretoken" not in of_a_visitor.content.decode()
    assert "Maria" not in of_a_visitor.content.decode()


def test_the_token_in_a_filled_page_is_good(idea, town):
    client = helpers.CityClient(town, enforce_csrf_checks=True)
    client.force_login(idea.author.user)
    token = _token(client.get(LIST).content.decode())

    with_it = client.post(f"/en/ideas/{idea.number}/support/", {"csrfmiddlewaretoken": token, "support": "1"})
    without = client.post(f"/en/ideas/{idea.number}/support/", {"support": "0"})

    assert (with_it.status_code, without.status_code) == (302, 403)


def test_nobody_writes_a_hole(idea):
    rui = helpers.signed_in_client(a_resident("Rui"))

    answer = rui.get(f"{LIST}?q=%00name%00&topic=%00csrf%00&x=%00either 1%00")

    assert answer.status_code == 200
    assert "\0" not in answer.content.decode()


def test_a_version_is_never_used_again(town):
    schema = current_schema()
    first = freshness.version()
    cache.delete("anything")
    freshness.move_on(schema)
    second = freshness.version()
    freshness.ask(lambda client: client.delete(freshness.key_of(schema)))

    assert len({first, second, freshness.version()}) == 3


@pytest.mark.parametrize(
    ("sql", "is_seen"),
    [
        ("SELECT 1 FROM ideas_idea FOR UPDATE", False),
        ('INSERT INTO "ideas_vote" ("id") VALUES (1)', True),
        ("  with given as (insert into ideas_vote values (1)) select 1", True),
        ('UPDATE "django_session" SET x = 1', False),
        ('UPDATE "accounts_user" SET last_login = 1', False),
        ('DELETE FROM "outbox_outboxentry"', False),
        ("DELETE FROM ONLY ideas_vote", True),
        ("TRUNCATE ideas_vote", True),
        ("SAVEPOINT a", False),
    ],
)
def test_what_a_statement_writes_is_read_off_it(settings, sql, is_seen):
    assert freshness.is_seen_by_visitors(sql) is is_seen


def test_every_quiet_table_exists(lisbon, settings):
    assert settings.QUIET_TABLES - set(connection.introspection.table_names()) == set()
