"""A program's support is counted before Django, by the same services and with the same answer."""

import io
import json

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.ideas.services import hide_idea
from citizensourcing.moderation.services import block
from citizensourcing.participants.models import ApiToken, Participant, Scope
from citizensourcing.participants.services import make_token
from citizensourcing.wall import vote_door
from citizensourcing.wall.front_door import FrontDoor
from common import ratelimit
from common.schema import stand_in
from tenants import lookup
from tests import helpers
from tests.factories import a_resident, an_idea, staff
from tests.helpers import queries


@pytest.fixture
def town(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), helpers.a_committed_city("Votedoor") as city:
        known = lookup.city_at(city.primary_domain)
        stand_in(known)
        vote_door.forget()
        yield known
        stand_in(known)


@pytest.fixture
def idea(town) -> Idea:
    return an_idea("Trees along the tram", author=a_resident("Ana Lopes"))


class Door:
    """The front door with Django behind it; knows whether Django was asked."""

    def __init__(self, city):
        self.city, self.asked_django = city, 0
        inner = WSGIHandler()

        def django(environ, start_response):
            self.asked_django += 1
            return inner(environ, start_response)

        self.door = FrontDoor(django)

    def put(self, idea, key, *, query="", body=b"", **headers):
        """Status, headers, what it says, and whether Django was asked."""
        said, before = {}, self.asked_django
        environ = self.environ(idea, key, self.city) | {
            "QUERY_STRING": query, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)) if body else "",
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}  # fmt: skip
        try:
            answer = self.door(environ, lambda *said_: said.update(status=said_[0], headers=dict(said_[1])))
            content = b"".join(answer)
        finally:
            stand_in(self.city)
        return said["status"], said["headers"], json.loads(content), self.asked_django > before

    @staticmethod
    def environ(idea, key, city):
        """As a server gives it for the plainest of supports."""
        return {
            "REQUEST_METHOD": "PUT", "PATH_INFO": f"/api/v1/ideas/{idea.number}/vote/", "QUERY_STRING": "",
            "wsgi.url_scheme": "http", "SERVER_NAME": "testserver", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": city.primary_domain, "HTTP_AUTHORIZATION": key, "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }  # fmt: skip


@pytest.fixture
def door(town) -> Door:
    return Door(town)


def key_of(person: Participant, *scopes: Scope) -> str:
    made = make_token(person=person, name="App", scopes=scopes or (Scope.VOTES_WRITE,), days=1, now=timezone.now())
    return f"Bearer {made.text}"


@pytest.fixture
def taught(door, town) -> Door:
    """A door that has seen one support go through Django."""
    door.put(an_idea("A bench"), key_of(a_resident("Eva")))
    return door


def test_what_the_door_says_is_what_django_said_before(door, idea):
    first, second = key_of(a_resident("Rui")), key_of(a_resident("Eva"))

    through = door.put(idea, first)
    here = door.put(idea, second)
    again = door.put(idea, second)

    assert (through[0], through[2], through[3]) == ("200 OK", {"supports": 1, "supported": True}, True)
    assert (here[0], here[2], here[3]) == ("200 OK", {"supports": 2, "supported": True}, False)
    assert here[1] == through[1]
    assert (again[2], again[3]) == ({"supports": 2, "supported": True}, False)
    idea.refresh_from_db()
    assert (idea.support_count, Vote.objects.filter(idea=idea).count()) == (2, 2)


def test_it_asks_the_database_three_things(taught, idea):
    key = key_of(a_resident("Rui"))
    ApiToken.objects.update(last_used_on=timezone.now().date())

    with queries(3):
        said = taught.put(idea, key)

    assert (said[0], said[3]) == ("200 OK", False)


@pytest.mark.parametrize(
    "more",
    [
        {"query": "a=1"},
        {"body": b"{}", "content_type": "application/json"},
        {"accept": "text/html"},
        {"idempotency_key": "abcdefgh-1"},
        {"accept_language": "fr"},
    ],
)
def test_what_is_more_than_a_plain_support_goes_through_django(taught, idea, more):
    said = taught.put(idea, key_of(a_resident("Rui")), **more)

    assert said[3] is True


def blocked() -> Participant:
    person = a_resident("Rui")
    block(person=person, by=staff("moderator", "Mod"), reason="Insults.")
    return person


def test_who_is_blocked_hears_why_and_nothing_is_counted(taught, idea):
    status, _headers, said, asked_django = taught.put(idea, key_of(blocked()))

    assert (status, said["code"], asked_django) == ("403 Forbidden", "participation.blocked", True)
    assert Vote.objects.filter(idea=idea).count() == 0


def test_a_key_without_the_scope_opens_nothing(taught, idea):
    status, _headers, said, asked_django = taught.put(idea, key_of(a_resident("Rui"), Scope.IDEAS_WRITE))

    assert (status, said["code"], asked_django) == ("403 Forbidden", "token.scope", True)
    assert Vote.objects.filter(idea=idea).count() == 0


def test_a_made_up_key_opens_nothing(taught, idea):
    status, _headers, said, asked_django = taught.put(idea, "Bearer cw_00000000_" + "x" * 43)

    assert (status, said["code"], asked_django) == ("401 Unauthorized", "token.unknown", True)
    assert Vote.objects.filter(idea=idea).count() == 0


def test_a_hidden_idea_takes_no_support(taught, idea):
    hide_idea(idea=idea, by=staff("moderator", "Mod"), reason="Names a neighbour.")

    status, _headers, said, asked_django = taught.put(idea, key_of(a_resident("Rui")))

    assert (said["code"], asked_django) == ("idea.hidden", True)
    assert status.startswith("4")
    assert Vote.objects.filter(idea=idea).count() == 0


def test_one_write_too_many_is_refused_as_ever(taught, idea, settings):
    key = key_of(a_resident("Rui"))
    settings.API_WRITES_PER_MINUTE = 1
    taught.put(idea, key)

    status, headers, said, asked_django = taught.put(idea, key)

    assert (status[:3], said["code"], asked_django) == ("429", "too_many", True)
    assert int(headers["Retry-After"]) > 0


def test_a_key_of_another_city_opens_nothing(taught, idea, town):
    key = key_of(a_resident("Rui"))

    with helpers.a_committed_city("Otherdoor") as made:
        other = lookup.city_at(made.primary_domain)
        stand_in(other)
        there = an_idea("Trees along the tram")
        vote_door.learn(taught.environ(there, key, other), other, "200 OK", [])
        status, _headers, said, _asked_django = Door(other).put(there, key)
        counted = Vote.objects.count()
        stand_in(town)

    assert (status, said["code"], counted) == ("401 Unauthorized", "token.unknown", 0)


def test_a_closed_wall_counts_nothing(taught, idea, town):
    key = key_of(a_resident("Rui"))
    type(town).objects.filter(pk=town.pk).update(state="read_only")
    lookup.forget()
    lookup.city_at(town.primary_domain)

    status, _headers, said, asked_django = taught.put(idea, key)

    assert (said["code"], asked_django) == ("participation.read_only", True)
    assert status.startswith("4")
    assert Vote.objects.filter(idea=idea).count() == 0


def test_where_a_request_comes_from_is_told_the_same_with_and_without_django(rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.7")

    assert ratelimit.source_at(request.META) == ratelimit.source_of(request)
