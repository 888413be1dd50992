"""Every address of the API × every method × everybody who may ask, against the table."""

import json
from collections.abc import Iterator
from shutil import copytree
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access_cast import Cast, Scene, a_scene
from tests.access_table import NEIGHBOUR, VISITOR
from tests.access_table_api import (
    API,
    ASKING,
    BARE_TOKEN,
    ENDED_TOKEN,
    FOREIGN_TOKEN,
    METHODS,
    TOKEN,
    ApiRow,
)
from tests.helpers import CityClient, ProgramClient, visitor_client

# Who may be sent away before the thing is looked for.
OUTSIDE = {VISITOR, NEIGHBOUR, ENDED_TOKEN, FOREIGN_TOKEN, BARE_TOKEN, TOKEN}


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    with django_db_blocker.unblock(), a_scene(tmp_path_factory.mktemp("media")) as scene:
        yield scene


@pytest.fixture
def cast(scene, lisbon, settings, tmp_path) -> Cast:
    settings.MEDIA_ROOT = copytree(scene.media, tmp_path / "media")
    return scene.cast


@pytest.fixture
def clients(scene, lisbon) -> dict[str, CityClient]:
    """Everybody who may ask, at Lisbon's address."""
    asking: dict[str, CityClient] = {role: scene.browser(role) for role in scene.signed_in}
    asking |= {VISITOR: visitor_client(lisbon), NEIGHBOUR: scene.browser_from_abroad()}
    asking |= {who: ProgramClient(lisbon, key) for who, key in scene.keys.items()}
    return {who: asking[who] for who in ASKING}


def address_of(name: str, row: ApiRow, cast: Cast) -> str:
    return reverse(name, urlconf="config.urls_city", args=row.args(cast) if row.args else [])


def answers(clients: dict[str, CityClient], method: str, address: str, row: ApiRow, cast: Cast) -> dict[str, int]:
    """The status that each gets; what one of them changed is taken back before the next asks."""
    found: dict[str, int] = {}
    said = row.data[method](cast) if method in row.data else {}
    is_picture = isinstance(said, bytes)
    sent: dict[str, Any] = {"data": said if is_picture else json.dumps(said)}
    sent["content_type"] = "image/png" if is_picture else "application/json"
    for who, client in clients.items():
        cache.clear()
        with transaction.atomic():
            found[who] = getattr(client, method)(address, **({} if method == "get" else sent)).status_code
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", sorted(API))
def test_everybody_gets_what_the_table_says(name, method, cast, clients):
    row = API[name]
    expected = row.methods.get(method) or dict.fromkeys(ASKING, 405) | {ENDED_TOKEN: 401, FOREIGN_TOKEN: 401}

    assert answers(clients, method, address_of(name, row, cast), row, cast) == expected


@pytest.mark.parametrize("name", sorted(name for name, row in API.items() if row.args and row.elsewhere))
def test_what_was_made_in_another_city_is_not_found_here(name, cast, clients, scene):
    row = API[name]
    address = address_of(name, row, scene.theirs)

    found = {method: answers(clients, method, address, row, cast) for method in row.methods}

    inside = {status for method in found for who, status in found[method].items() if who not in OUTSIDE}
    outside = {status for method in found for who, status in found[method].items() if who in OUTSIDE}
    assert inside == {row.elsewhere}, found
    assert outside <= {401, 403, row.elsewhere}, found


def test_no_answer_of_the_api_sets_a_cookie_for_a_visitor_or_a_program(cast, clients):
    asked: list[Client] = [clients[VISITOR], clients[TOKEN], clients[BARE_TOKEN]]

    cookies = [client.get(address_of("api:ideas", API["api:ideas"], cast)).cookies for client in asked]

    assert [dict(cookie) for cookie in cookies] == [{}, {}, {}]
