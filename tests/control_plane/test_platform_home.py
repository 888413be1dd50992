"""The platform's home names the cities; a host nobody knows gets a page that says so."""

import pytest
from django.test import Client

from control_plane.demo_accounts import ensure_demo_accounts
from tenants.context import for_city
from tenants.models import City


@pytest.fixture
def visitor(db) -> Client:
    return Client(headers={"host": "localhost:8000"})


def test_the_home_names_every_living_city_with_its_address(visitor):
    page = visitor.get("/").content.decode()

    assert 'href="http://lisbon.localhost:8000/"' in page
    assert 'href="http://porto.localhost:8000/"' in page
    assert "English" in page


@pytest.mark.parametrize("state", ["provisioning", "suspended", "archived", "deleted"])
def test_a_city_that_cannot_be_visited_is_not_named(visitor, state):
    City.objects.filter(slug="porto").update(state=state)

    assert "porto" not in visitor.get("/").content.decode()


@pytest.mark.parametrize(("accepted", "language"), [("fr-BE, nl;q=0.5", "fr"), ("es", "es"), ("tlh", "en")])
def test_the_home_speaks_the_browsers_language(visitor, accepted, language):
    answer = visitor.get("/", headers={"accept-language": accepted})

    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]


def test_the_home_costs_two_queries_and_sets_no_cookie(visitor, settings, assert_queries):
    settings.DEVELOPMENT_TOOLS = False
    visitor.get("/")

    with assert_queries(2):
        answer = visitor.get("/")

    assert answer.cookies == {}


def test_nobodys_address_stands_on_the_home(visitor):
    ensure_demo_accounts(City.objects.get(slug="lisbon"))

    assert "@" not in visitor.get("/").content.decode()


def test_an_unknown_host_is_told_so_and_nothing_else(db, settings):
    client = Client(headers={"host": "atlantis.localhost:8000", "accept-language": "en"})

    answer = client.get("/en/ideas/")

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "atlantis.localhost" in page
    assert 'href="http://localhost:8000/"' in page
    assert answer.cookies == {}
    assert "Lisbon" not in page


def test_an_unknown_host_still_wears_the_platforms_stylesheet(db, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True  # whether or not files were collected
    client = Client(headers={"host": "atlantis.localhost"})

    assert client.get("/static/web/css/tokens.css").status_code == 200
    assert client.get("/static/nothing.css").status_code == 404


def test_an_unknown_host_cannot_write_into_the_page(db):
    answer = Client(headers={"host": "<script>alert(1)</script>"}).get("/")

    assert answer.status_code == 404
    assert "<script>alert" not in answer.content.decode()


def test_an_unknown_host_asks_the_database_once_and_then_not_at_all(db, assert_queries):
    client = Client(headers={"host": "atlantis.localhost"})
    client.get("/")

    with assert_queries(0):
        client.get("/")


def test_an_address_that_is_none_says_so_on_either_kind_of_host(visitor, lisbon_client):
    for answer in (visitor.get("/nowhere/"), lisbon_client.get("/en/nowhere/")):
        assert answer.status_code == 404
        assert "Nothing here" in answer.content.decode()
        assert answer.cookies == {}


def test_a_broken_page_says_it_is_our_fault_without_a_query(visitor, assert_queries, rf):
    from web.views import server_error

    with assert_queries(0):
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "That is our fault" in answer.content.decode()


@pytest.mark.parametrize("page", ["privacy", "accessibility", "house-rules"])
def test_a_citys_promises_carry_its_name_and_cost_no_query(lisbon_client, assert_queries, page):
    lisbon_client.get(f"/en/about/{page}/")

    with assert_queries(0):
        answer = lisbon_client.get(f"/en/about/{page}/")

    assert answer.status_code == 200
    assert "Lisbon" in answer.content.decode()
    assert answer.cookies == {}


def test_demo_accounts_are_made_once(lisbon):
    from accounts.models import User
    from citizensourcing.participants.models import Participant, StaffRole

    first = {key: person.pk for key, person in ensure_demo_accounts(lisbon).items()}
    second = {key: person.pk for key, person in ensure_demo_accounts(lisbon).items()}

    with for_city(lisbon):
        roles = set(StaffRole.objects.values_list("user__email", "role"))
        assert first == second
        assert sorted(first) == ["city_admin", "manager", "moderator", "resident"]
        assert User.objects.count() == Participant.objects.count() == 4
        assert roles == {
            ("moderator@lisbon.example", "moderator"),
            ("manager@lisbon.example", "manager"),
            ("city-admin@lisbon.example", "city_admin"),
        }
