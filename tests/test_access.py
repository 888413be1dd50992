"""Every address × every role, against the table; and every address about another city's things."""

import importlib
from collections.abc import Iterator
from shutil import copytree
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import translation

from common.schema import leave_to_public
from tenants.context import for_city
from tests.access_cast import Cast, Scene, a_scene
from tests.access_table import CITY, NEIGHBOUR, PUBLIC, ROLES, VISITOR, Row
from tests.access_table_api import API
from tests.helpers import CityClient, visitor_client

METHODS = ("get", "post")
CITY_URLS, PUBLIC_URLS = "config.urls_city", "config.urls_public"


def addresses(patterns: list[URLPattern | URLResolver], *, space: str = "", route: str = "") -> Iterator[str]:
    """The name of each address, with its namespaces; of one without a name the route, marked so."""
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, space=inner, route=whole)
        else:
            yield f"{space}{pattern.name}" if pattern.name else f"(without a name) {whole}"


def compare(urlconf: Any, table: dict[str, Any]) -> dict[str, list[str]]:
    """Addresses that have no row, and rows that have no address."""
    found = set(addresses(urlconf.urlpatterns))
    return {"without a row": sorted(found - table.keys()), "without an address": sorted(table.keys() - found)}


def address_of(name: str, row: Row, cast: Cast, urlconf: str) -> str:
    with translation.override("en"):
        return reverse(name, urlconf=urlconf, args=row.args(cast) if row.args else [])


def asked_of(row: Row) -> list[str]:
    """The methods that an address takes at all."""
    takes = {"get": set(row.get.values()) != {405}, "post": row.post is not None}
    return [method for method in METHODS if takes[method]]


def answers(clients: dict[str, Client], method: str, address: str, data: dict[str, Any]) -> dict[str, int]:
    """The status that each role gets; what one of them changed is taken back before the next asks."""
    found: dict[str, int] = {}
    for role, client in clients.items():
        cache.clear()
        with transaction.atomic():
            status = getattr(client, method)(address, data if method == "post" else {}).status_code
            # Both mean "go there"; the table knows one.
            found[role] = 303 if status == 302 else status
            transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    with django_db_blocker.unblock(), a_scene(tmp_path_factory.mktemp("media")) as scene:
        yield scene


@pytest.fixture
def cast(scene, lisbon, settings, tmp_path) -> Cast:
    settings.MEDIA_ROOT = copytree(scene.media, tmp_path / "media")
    settings.DEVELOPMENT_TOOLS = False
    return scene.cast


@pytest.fixture
def clients(scene, lisbon) -> dict[str, CityClient]:
    """A browser per role, at Lisbon's address."""
    browsers = {role: scene.browser(role) for role in scene.signed_in}
    browsers |= {VISITOR: visitor_client(lisbon), NEIGHBOUR: scene.browser_from_abroad()}
    return {role: browsers[role] for role in ROLES}


# --- The table is whole ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("urlconf", "table"), [(CITY_URLS, {**CITY, **API}), (PUBLIC_URLS, PUBLIC)])
def test_every_address_has_a_row_and_every_row_an_address(urlconf, table):
    assert compare(importlib.import_module(urlconf), table) == {"without a row": [], "without an address": []}


def test_a_missing_row_and_a_row_too_many_are_named():
    inner = ([path("<int:pk>/", _nothing_here, name="thing"), path("bare/", _nothing_here)], "desk")
    urlconf = SimpleNamespace(urlpatterns=[path("desk/", include(inner)), path("home/", _nothing_here, name="home")])

    found = compare(urlconf, {"home": CITY["ideas:list"], "gone": CITY["ideas:list"]})

    assert found == {
        "without a row": ["(without a name) desk/bare/", "desk:thing"],
        "without an address": ["gone"],
    }


def _nothing_here(_request):
    raise Http404


# --- The table is true -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", sorted(CITY))
def test_in_a_city_each_role_gets_what_the_table_says(name, method, cast, clients):
    row = CITY[name]
    expected = {"get": row.get, "post": row.post or dict.fromkeys(ROLES, 405)}[method]

    found = answers(clients, method, address_of(name, row, cast, CITY_URLS), row.data(cast))

    assert found == expected


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_on_the_platform_each_role_gets_what_the_table_says(name, method, cast, clients):
    row = PUBLIC[name]
    expected = {"get": row.get, "post": row.post or dict.fromkeys(ROLES, 405)}[method]
    browsers = {role: Client(headers={"host": "localhost"}) for role in ROLES}
    for role, browser in browsers.items():
        browser.cookies.update(clients[role].cookies)
    leave_to_public()

    found = answers(browsers, method, address_of(name, row, cast, PUBLIC_URLS), row.data(cast))

    assert found == expected


# --- Another city's things ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(name for name, row in CITY.items() if row.args and row.elsewhere))
def test_what_was_made_in_another_city_is_not_found_here(name, cast, clients, scene, porto):
    row = CITY[name]
    with for_city(porto):
        address, data = address_of(name, row, scene.theirs, CITY_URLS), row.data(scene.theirs)

    found = {method: answers(clients, method, address, data) for method in asked_of(row)}

    # Who is not signed in may be sent to do that first; a thing of another city nobody gets to see.
    outside = {status for method in found for role, status in found[method].items() if role in {VISITOR, NEIGHBOUR}}
    inside = {status for method in found for role, status in found[method].items() if role not in {VISITOR, NEIGHBOUR}}
    assert inside == {row.elsewhere}, found
    assert outside <= {303, row.elsewhere}, found
