"""What leaves before Django is what Django would have sent, and only to whom it would have sent it."""

import io
import json
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant, Scope
from citizensourcing.participants.services import make_token
from citizensourcing.wall.front_door import FrontDoor
from common.schema import stand_in
from tenants import lookup
from tenants.models import City
from tests import helpers
from tests.factories import a_resident, a_user, an_idea, staff

LIST, FRONT = "/en/ideas/", "/en/"
SECRET = get_random_string(32)


@pytest.fixture
def town(django_db_setup, django_db_blocker) -> Iterator[City]:
    with django_db_blocker.unblock(), helpers.a_committed_city("Doortown") as city:
        known = lookup.city_at(city.primary_domain)
        assert known is not None
        stand_in(known)
        yield known
        stand_in(known)


@pytest.fixture
def idea(town) -> Idea:
    return an_idea("Trees along the tram", author=a_resident("Ana Lopes"))


class Reached(Exception):  # noqa: N818 -- no error: the request went on to Django
    """Django was asked."""


def _django(_environ, _start_response):
    raise Reached


def at_the_door(path: str, city: City, *, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], str]:
    """What the door itself answers; raises ``Reached`` when it lets the request through."""
    said = {}
    path, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": "http",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "HTTP_HOST": city.primary_domain, "wsgi.input": io.BytesIO(),
    } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}  # fmt: skip
    try:
        body = b"".join(FrontDoor(_django)(environ, lambda *answer: said.update(status=answer[0], headers=answer[1])))
    finally:
        stand_in(city)
    return said["status"], dict(said["headers"]), body.decode()


def cookies_of(client: helpers.CityClient) -> str:
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={SECRET}"


def signed_in(person: Participant) -> str:
    """Somebody's cookies, after Django has made both pages once."""
    client = helpers.signed_in_client(person)
    client.get(LIST), client.get(FRONT)
    return cookies_of(client)


def without_token(html: str) -> list[str]:
    return [line for line in html.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("path", [LIST, FRONT])
def test_a_visitor_gets_at_the_door_what_django_would_send(idea, town, path):
    inside = helpers.visitor_client(town).get(path)

    status, headers, body = at_the_door(path, town)
    again, no_headers, nothing = at_the_door(path, town, if_none_match=headers["ETag"])

    assert (status, body) == ("200 OK", inside.content.decode())
    assert headers == dict(inside.headers)
    assert (again, nothing, no_headers["ETag"]) == ("304 Not Modified", "", headers["ETag"])


@pytest.mark.parametrize("path", [LIST, FRONT])
def test_a_resident_gets_at_the_door_what_django_would_send(idea, town, path):
    rui = a_resident("Rui Tavares")
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())
    cookies = signed_in(rui)
    inside = helpers.CityClient(town).get(path, headers={"cookie": cookies})

    status, headers, body = at_the_door(path, town, cookie=cookies)

    assert status == "200 OK"
    assert without_token(body) == without_token(inside.content.decode())
    assert "yours among them" in body
    assert "Rui Tavares" in body
    assert headers == dict(inside.headers) | {"Content-Length": str(len(body.encode()))}


def test_each_resident_gets_their_own(idea, town):
    rui, eva = a_resident("Rui"), a_resident("Eva <b>")
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())
    ruis, evas = signed_in(rui), signed_in(eva)

    _status, _headers, of_rui = at_the_door(LIST, town, cookie=ruis)
    _status, _headers, of_eva = at_the_door(LIST, town, cookie=evas)

    assert ("yours among them" in of_rui, "yours among them" in of_eva) == (True, False)
    assert "Eva &lt;b&gt;" in of_eva
    assert "Rui" not in of_eva


def test_the_token_from_the_door_opens_a_form(idea, town):
    cookies = signed_in(a_resident("Rui"))
    _status, _headers, body = at_the_door(LIST, town, cookie=cookies)
    token = body.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    client = helpers.CityClient(town, enforce_csrf_checks=True)

    answer = client.post(
        f"/en/ideas/{idea.number}/support/", {"csrfmiddlewaretoken": token, "support": "1"}, headers={"cookie": cookies}
    )

    assert answer.status_code == 302
    assert Idea.objects.get(pk=idea.pk).support_count == 1


API = "/api/v1/ideas/"


def key_of(person: Participant, *scopes: Scope) -> str:
    """The header of a program that has asked Django for the list once."""
    made = make_token(person=person, name="App", scopes=scopes, days=1, now=timezone.now())
    header = f"Bearer {made.text}"
    helpers.visitor_client().get(API, headers={"authorization": header, "accept": "application/json"})
    return header


def test_a_program_gets_at_the_door_what_django_would_send(idea, town):
    an_idea("A bench")
    rui, eva = a_resident("Rui"), a_resident("Eva")
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())
    ruis, evas = key_of(rui, Scope.VOTES_READ), key_of(eva, Scope.VOTES_READ)
    asked = {"accept": "application/json", "authorization": ruis}
    inside = helpers.visitor_client(town).get(API, headers=asked)

    status, headers, body = at_the_door(API, town, **asked)
    _status, _headers, of_eva = at_the_door(API, town, accept="application/json", authorization=evas)

    assert (status, body) == ("200 OK", inside.content.decode())
    assert headers == dict(inside.headers)
    assert [(one["title"], one["supported"]) for one in json.loads(body)["items"]] == [
        ("Trees along the tram", True), ("A bench", False),
    ]  # fmt: skip
    assert [one["supported"] for one in json.loads(of_eva)["items"]] == [False, False]


@pytest.mark.parametrize("odd", ["Bearer cw_00000000_" + "x" * 43, "Bearer nonsense", "Basic abc", ""])
def test_a_key_that_opens_nothing_is_left_to_django(idea, town, odd):
    key_of(a_resident("Rui"), Scope.VOTES_READ)

    with pytest.raises(Reached):
        at_the_door(API, town, accept="application/json", authorization=odd)


def test_a_key_that_may_not_be_told_of_supports_is_left_to_django(idea, town):
    with pytest.raises(Reached):
        at_the_door(API, town, accept="application/json", authorization=key_of(a_resident("Rui"), Scope.ME_READ))


def test_one_call_too_many_is_refused_as_ever(idea, town, settings):
    key = key_of(a_resident("Rui"), Scope.VOTES_READ)
    settings.API_CALLS_PER_MINUTE = 2

    at_the_door(API, town, accept="application/json", authorization=key)
    at_the_door(API, town, accept="application/json", authorization=key)

    with pytest.raises(Reached):
        at_the_door(API, town, accept="application/json", authorization=key)


def test_nobody_writes_that_somebody_supports_it(idea, town):
    an_idea('A "supported":false bench', text='It says "supported":false, "supported":true and \\"supported":false.')
    rui = a_resident("Rui")
    ideas.vote_for(idea=idea, voter=rui, now=timezone.now())

    _status, _headers, body = at_the_door(
        API, town, accept="application/json", authorization=key_of(rui, Scope.VOTES_READ)
    )

    assert [one["supported"] for one in json.loads(body)["items"]] == [True, False]


def test_it_is_packed_for_who_unpacks_it(idea, town):
    cookies = signed_in(a_resident("Rui"))
    said = {}
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": LIST, "wsgi.url_scheme": "http", "HTTP_HOST": town.primary_domain,
        "HTTP_COOKIE": cookies, "HTTP_ACCEPT_ENCODING": "gzip, br",
    }  # fmt: skip
    (body,) = FrontDoor(_django)(environ, lambda _status, headers: said.update(headers))
    stand_in(town)

    assert (said["Content-Encoding"], said["Content-Length"]) == ("gzip", str(len(body)))
    assert "Accept-Encoding" in said["Vary"]
    assert body[:2] == b"\x1f\x8b"


def test_whoever_has_signed_out_or_was_closed_is_left_to_django(idea, town):
    rui, eva = a_resident("Rui"), a_resident("Eva")
    out, closed = signed_in(rui), signed_in(eva)
    Session.objects.filter(session_key=out.split(";")[0].split("=")[1]).delete()
    type(eva.user).objects.filter(pk=eva.user_id).update(is_active=False)

    with pytest.raises(Reached):
        at_the_door(LIST, town, cookie=out)
    with pytest.raises(Reached):
        at_the_door(LIST, town, cookie=closed)


def test_who_has_not_introduced_themselves_is_left_to_django(idea, town):
    signed_in(a_resident("Rui"))
    client = helpers.CityClient(town)
    client.force_login(a_user("new@example.org"))

    with pytest.raises(Reached):
        at_the_door(LIST, town, cookie=cookies_of(client))


@pytest.mark.parametrize(
    "odd",
    [
        {"method": "POST"},
        {"method": "HEAD"},
        {"hx_request": "true"},
        {"authorization": "Bearer x"},
        {"cookie": "; messages=a"},
        {"cookie": "; csrftoken=short"},
    ],
)
def test_what_is_not_plain_reading_is_left_to_django(idea, town, odd):
    cookies = signed_in(a_resident("Rui"))
    headers = odd | {"cookie": cookies + odd.get("cookie", "")}

    with pytest.raises(Reached):
        at_the_door(LIST, town, **headers)


def test_a_write_is_seen_at_the_door_at_once(idea, town):
    cookies = signed_in(a_resident("Rui"))
    at_the_door(LIST, town, cookie=cookies)

    ideas.vote_for(idea=idea, voter=a_resident("Eva"), now=timezone.now())

    with pytest.raises(Reached):
        at_the_door(LIST, town, cookie=cookies)
    with pytest.raises(Reached):
        at_the_door(LIST, town)


def test_a_page_for_staff_is_not_handed_to_residents(idea, town):
    maria, rui = staff("manager", "Maria"), a_resident("Rui")
    manager, resident = signed_in(maria), signed_in(rui)

    _status, _headers, of_staff = at_the_door(LIST, town, cookie=manager)
    _status, _headers, of_resident = at_the_door(LIST, town, cookie=resident)

    assert ("/en/desk/" in of_staff, "/en/desk/" in of_resident) == (True, False)


def test_an_unknown_host_a_suspended_city_and_a_city_not_looked_up_are_left_to_django(idea, town):
    helpers.visitor_client(town).get(LIST)
    lookup.forget()

    with pytest.raises(Reached):
        at_the_door(LIST, town)


def test_a_cookie_of_another_city_opens_nothing(idea, town, porto):
    cookies = signed_in(a_resident("Rui"))
    stand_in(porto)

    with pytest.raises(Reached):
        at_the_door(LIST, porto, cookie=cookies)
