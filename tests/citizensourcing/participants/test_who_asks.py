"""A session brings along whose it is. It is only ever a guess that is checked against what the session says."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from citizensourcing.participants import known, sessions
from citizensourcing.participants.models import Participant, StaffRole
from citizensourcing.participants.services import grant_role
from tests import helpers
from tests.factories import a_resident, a_user, staff

PROFILE = "/en/me/profile/"


@pytest.fixture(autouse=True)
def _no_guesses():
    sessions._whose.clear()


def shown_name(client: helpers.CityClient) -> str:
    return client.get(PROFILE).context["request"].person.display_name


def test_the_first_page_asks_twice_who_it_is_and_the_next_once(lisbon, assert_queries):
    client = helpers.signed_in_client(a_resident("Ana"))

    with assert_queries(4):  # session; account, person and roles; two of the page itself
        client.get(PROFILE)
    with assert_queries(3):
        client.get(PROFILE)


def test_a_wrong_guess_changes_nothing(lisbon):
    ana, rui = a_resident("Ana"), a_resident("Rui")
    client = helpers.signed_in_client(ana)
    key = client.session.session_key
    sessions._whose[lisbon.schema_name, key] = rui.user_id

    assert shown_name(client) == "Ana"


def test_a_guess_of_somebody_who_is_gone_changes_nothing(lisbon):
    client = helpers.signed_in_client(a_resident("Ana"))
    sessions._whose[lisbon.schema_name, client.session.session_key] = 999_999

    assert shown_name(client) == "Ana"


def test_what_a_role_allows_is_asked_anew_for_each_page(lisbon):
    person = a_resident("Maria")
    client = helpers.signed_in_client(person)
    before = client.get(PROFILE).context["request"].roles

    grant_role(user=person.user, role="manager", by=None)
    with_role = client.get(PROFILE).context["request"].roles
    StaffRole.objects.all().delete()

    assert (before, with_role) == (frozenset(), frozenset({"manager"}))
    assert client.get(PROFILE).context["request"].roles == frozenset()


def test_roles_for_one_thing_are_no_roles_on_the_whole_wall(lisbon):
    person = a_resident("Maria")
    StaffRole.objects.create(user=person.user, role="manager", scope="project:7")
    client = helpers.signed_in_client(person)

    assert client.get(PROFILE).context["request"].roles == frozenset()


def test_an_account_that_was_closed_opens_nothing_at_once(lisbon):
    person = a_resident("Ana")
    client = helpers.signed_in_client(person)
    client.get(PROFILE)

    type(person.user).objects.filter(pk=person.user_id).update(is_active=False)

    assert client.get(PROFILE).status_code == 303


def test_a_session_that_ended_opens_nothing(lisbon):
    client = helpers.signed_in_client(a_resident("Ana"))
    client.get(PROFILE)
    Session.objects.all().delete()

    assert client.get(PROFILE).status_code == 303


def test_who_never_introduced_themselves_is_nobody_here(lisbon):
    client = helpers.CityClient(lisbon)
    client.force_login(a_user("new@example.org"))

    first, second = client.get("/en/ideas/"), client.get("/en/ideas/")

    assert (first.context["request"].person, second.context["request"].person) == (None, None)


def test_a_guess_from_one_city_is_none_in_another(lisbon, porto):
    person = staff("manager", "Maria")
    client = helpers.signed_in_client(person)
    client.get(PROFILE)

    elsewhere = helpers.carry_cookies(client, porto).get(PROFILE)

    assert elsewhere.status_code == 303
    assert [schema for schema, _key in sessions._whose] == [lisbon.schema_name]


def test_who_came_along_is_taken_once_and_by_nobody_else(lisbon, porto):
    ana, rui = a_resident("Ana").user, a_resident("Rui").user

    known.bring(ana)
    assert known.take(rui.pk) is None
    assert known.take(ana.pk) is None
    known.bring(ana)
    assert known.take(ana.pk) is ana
    assert known.take(ana.pk) is None


def test_guesses_do_not_grow_without_end(lisbon, monkeypatch):
    monkeypatch.setattr(sessions, "_REMEMBERED", 2)
    clients = [helpers.signed_in_client(a_resident(f"P{n}")) for n in range(3)]

    [client.get(PROFILE) for client in clients]

    assert list(sessions._whose.values()) == [int(c.session[SESSION_KEY]) for c in clients[1:]]
    assert Participant.objects.count() == 3
