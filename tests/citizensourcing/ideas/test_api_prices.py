"""What each address that is not a list costs, in queries, for a program that is known today."""

import pytest

from citizensourcing.participants.models import Participant
from tests.access_cast import a_picture
from tests.factories import a_resident, a_topic, an_idea
from tests.helpers import ProgramClient, a_program, queries, signed_in_client, visitor_client

V1 = "/api/v1/"


@pytest.fixture
def ana(lisbon, settings, tmp_path) -> Participant:
    settings.MEDIA_ROOT = tmp_path
    a_topic()
    return a_resident("Ana")


@pytest.fixture
def program(ana) -> ProgramClient:
    program = a_program(ana)
    program.get(f"{V1}session/")  # today's use is written down
    return program


def test_reading_costs_one_query_for_knowing_who_asks_and_one_for_the_answer(program, ana):
    visitor, browser = visitor_client(), signed_in_client(ana)

    with queries(0):
        nobody = visitor.get(f"{V1}session/")
    with queries(1):
        somebody = program.get(f"{V1}session/")
    with queries(2):
        topics = program.get(f"{V1}topics/")
    with queries(3):  # session, who that is, the keys
        keys = browser.get(f"{V1}me/tokens/")
    with queries(0):
        schema = visitor.get(f"{V1}schema/")

    assert [answer.status_code for answer in (nobody, somebody, topics, keys, schema)] == [200] * 5


@pytest.mark.parametrize(
    ("method", "path", "body", "price", "status"),
    [
        ("POST", "ideas/", {"title": "Shade", "text": "Trees.", "topics": ["work"]}, 58, 201),
        ("PATCH", "ideas/{number}/", {"title": "Limes"}, 26, 200),
        ("POST", "ideas/{number}/withdrawal/", {}, 11, 200),
        ("DELETE", "ideas/{number}/vote/", {}, 7, 200),
    ],
)
def test_writing_costs_what_its_service_costs_and_little_more(method, path, body, price, status, program, ana):
    number = an_idea("Trees", author=ana).number

    with queries(price):
        answer = program.send(method, f"{V1}{path.format(number=number)}", body)

    assert answer.status_code == status


def test_a_write_that_is_replayed_costs_three_queries_and_a_transaction(program, ana):
    path = f"{V1}ideas/{an_idea('Trees').number}/vote/"
    program.send("PUT", path, idempotency_key="one")

    with queries(5):  # who, begin, the key, the reply, end
        replayed = program.send("PUT", path, idempotency_key="one")

    assert (replayed.status_code, replayed["Idempotent-Replay"]) == (200, "true")


def test_a_picture_costs_what_its_service_costs(program, ana):
    number = an_idea("Trees", author=ana).number

    with queries(13):
        answer = program.generic("POST", f"{V1}ideas/{number}/pictures/", a_picture().read(), "image/png")

    assert answer.status_code == 201


def test_taking_a_picture_off_costs_what_its_service_costs(program, ana):
    pictures = f"{V1}ideas/{an_idea('Trees', author=ana).number}/pictures/"
    made = program.generic("POST", pictures, a_picture().read(), "image/png")

    with queries(11):
        answer = program.send("DELETE", f"{pictures}{made.json()['id']}/")

    assert answer.status_code == 204
