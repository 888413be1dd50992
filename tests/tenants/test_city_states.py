"""A city's host says what state its wall is in; only a wall that is open is looked into."""

import pytest

from tenants import lookup
from tenants.models import City, Domain
from tests.helpers import CityClient


@pytest.fixture
def city_in(db):
    """A city in some state, without a schema: whoever looked into it would fail."""

    def make(state: str, **more) -> City:
        city = City.objects.create(
            name="Ghent",
            slug="ghent",
            schema_name="t_999999",
            state=state,
            languages=["nl", "fr"],
            default_language="nl",
            names={"nl": "Gent", "fr": "Gand"},
            **more,
        )
        Domain.objects.create(domain="ghent.localhost", tenant=city, is_primary=True)
        return city

    return make


STATES = [
    ("provisioning", 503, "30", "is being set up"),
    ("suspended", 503, "3600", "is resting"),
    ("archived", 410, None, "has come to its end"),
    ("deleted", 410, None, "has come to its end"),
]


@pytest.mark.parametrize(("state", "status", "again", "words"), STATES)
def test_a_wall_that_is_not_open_says_why_on_every_page(city_in, state, status, again, words):
    client = CityClient(
        city_in(
            state,
        )
    )

    pages = [client.get("/"), client.get("/fr/ideas/"), client.post("/fr/account/", {"email": "ana@example.org"})]

    assert [page.status_code for page in pages] == [status] * 3
    assert [page.headers.get("Retry-After") for page in pages] == [again] * 3
    assert [page.headers["Content-Language"] for page in pages] == ["nl", "fr", "fr"]
    assert "Gand" in pages[1].content.decode()
    assert pages[1].headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("state", "status", "again", "words"), STATES)
def test_it_says_so_in_plain_words(db, state, status, again, words):
    city = City.objects.get(slug="porto")
    City.objects.filter(pk=city.pk).update(state=state)

    page = CityClient(city).get("/en/").content.decode()

    assert f"The wall of Porto {words}" in page


@pytest.mark.parametrize(("state", "status", "again", "words"), STATES)
def test_a_closed_wall_costs_its_look_up_alone_and_sets_no_cookie(city_in, state, status, again, words, assert_queries):
    city = city_in(state)
    client = CityClient(city)
    lookup.forget()

    with assert_queries(2):  # the domain with its city, and the city's domains
        page = client.get("/fr/", headers={"cookie": "sessionid=somebody"})

    assert dict(page.cookies) == {}
    with assert_queries(0):
        client.get("/fr/")


def test_a_closed_wall_wears_the_platforms_look(city_in, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True  # whether or not files were collected
    client = CityClient(city_in("suspended"))

    page = client.get("/fr/").content.decode()

    assert "web/css/base" in page
    assert "web/js/wall" in page
    assert "/theme" not in page
    assert client.get("/static/web/css/tokens.css").status_code == 200


@pytest.mark.parametrize("state", ["pilot", "active", "past_due", "read_only"])
def test_a_wall_that_is_open_or_read_only_is_read(porto, state):
    City.objects.filter(pk=porto.pk).update(state=state)
    lookup.forget()

    assert CityClient(porto).get("/en/").status_code == 200
