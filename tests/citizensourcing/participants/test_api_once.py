"""A write with an Idempotency-Key is done once, whatever gets lost on the way."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import KeptReply, Participant, Scope
from citizensourcing.participants.services import make_token
from citizensourcing.participants.tasks import tidy_replies
from tenants.models import City
from tests.factories import a_resident, a_topic, an_idea
from tests.helpers import ProgramClient, a_committed_city, a_program, at_once, signed_in_client

IDEAS = "/api/v1/ideas/"
TREES = {"title": "Trees along the tram", "text": "Shade in July.", "topics": ["work"]}


@pytest.fixture
def ana(lisbon) -> Participant:
    a_topic()
    return a_resident("Ana")


@pytest.fixture
def program(ana) -> ProgramClient:
    return a_program(ana)


def test_sent_again_a_write_gives_the_same_answer_and_is_not_done_again(program):
    first = program.send("POST", IDEAS, TREES, idempotency_key="one")
    again = program.send("POST", IDEAS, TREES, idempotency_key="one")

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert (first["Location"], first["Content-Type"]) == (again["Location"], again["Content-Type"])
    assert ("Idempotent-Replay" in first.headers, again["Idempotent-Replay"]) == (False, "true")
    assert Idea.objects.count() == 1


def test_without_a_key_a_write_is_done_as_often_as_it_is_sent(program):
    program.send("POST", IDEAS, TREES)
    program.send("POST", IDEAS, TREES)

    assert Idea.objects.count() == 2
    assert KeptReply.objects.count() == 0


def test_a_key_serves_one_request_only(program):
    program.send("POST", IDEAS, TREES, idempotency_key="one")

    other = program.send("POST", IDEAS, TREES | {"title": "Benches"}, idempotency_key="one")
    elsewhere = program.send("POST", f"{IDEAS}{Idea.objects.get().number}/withdrawal/", idempotency_key="one")

    assert (other.status_code, other.json()["code"]) == (409, "idempotency.other_body")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "idempotency.other_body")
    assert Idea.objects.get().visibility == "published"


def test_the_order_of_fields_and_spaces_is_not_another_body(program):
    program.send("POST", IDEAS, TREES, idempotency_key="one")
    again = program.send("POST", IDEAS, dict(reversed(TREES.items())), idempotency_key="one")

    assert (again.status_code, Idea.objects.count()) == (201, 1)


def test_one_persons_key_is_not_anothers(program):
    rui = a_program(a_resident("Rui"))

    program.send("POST", IDEAS, TREES, idempotency_key="one")
    rui.send("POST", IDEAS, TREES, idempotency_key="one")

    assert Idea.objects.count() == 2


def test_another_credential_of_the_same_person_is_never_handed_the_answer_of_the_first(ana, program):
    blind, number = a_program(ana, "ideas:write"), an_idea("Trees", author=ana).number
    session = signed_in_client(ana)
    path, change = f"{IDEAS}{number}/", {"title": "Limes"}
    body = json.dumps(change)

    seeing = program.send("PATCH", path, change, idempotency_key="one")
    told = blind.send("PATCH", path, change, idempotency_key="one")
    at_home = session.patch(path, body, "application/json", headers={"Idempotency-Key": "one"})

    assert (seeing.json()["supported"], "supported" in told.json()) == (False, False)
    assert ["Idempotent-Replay" in answer.headers for answer in (seeing, told, at_home)] == [False] * 3
    assert KeptReply.objects.filter(person=ana).count() == 3


def test_a_refused_write_keeps_no_key_so_it_can_be_put_right(program):
    refused = program.send("POST", IDEAS, TREES | {"topics": ["nonsense"]}, idempotency_key="one")
    done = program.send("POST", IDEAS, TREES, idempotency_key="one")

    assert (refused.status_code, done.status_code) == (400, 201)
    assert KeptReply.objects.count() == 1


@pytest.mark.parametrize("key", ["", "k" * 129, "schlüssel", "tab\there", "\x7f"])
def test_a_key_is_1_to_128_printable_characters(key, program):
    answer = program.send("POST", IDEAS, TREES, idempotency_key=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key")
    assert Idea.objects.count() == 0


def test_put_and_delete_honour_a_key_too(program):
    number = an_idea("Trees").number
    path = f"{IDEAS}{number}/vote/"

    program.send("PUT", path, idempotency_key="give")
    program.send("DELETE", path, idempotency_key="take")
    late = program.send("PUT", path, idempotency_key="give")

    assert late.json() == {"supports": 1, "supported": True}
    assert late["Idempotent-Replay"] == "true"
    assert Idea.objects.get(sequence=int(number[5:])).support_count == 0


def test_an_answer_is_kept_for_a_day(program):
    program.send("POST", IDEAS, TREES, idempotency_key="one")
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59)):
        kept = program.send("POST", IDEAS, TREES, idempotency_key="one")
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        anew = program.send("POST", IDEAS, TREES | {"title": "Benches"}, idempotency_key="one")

    assert kept["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in anew.headers
    assert Idea.objects.count() == 2


def test_a_task_forgets_answers_older_than_a_day(program, lisbon):
    program.send("POST", IDEAS, TREES, idempotency_key="old")
    KeptReply.objects.update(created_at=timezone.now() - timedelta(hours=25))
    program.send("POST", IDEAS, TREES, idempotency_key="new")

    assert tidy_replies.apply(headers={"_schema_name": lisbon.schema_name}).get() == 1
    assert KeptReply.objects.get().created_at > timezone.now() - timedelta(hours=1)


@pytest.fixture
def onceville(django_db_setup, django_db_blocker) -> Iterator[City]:
    with django_db_blocker.unblock(), a_committed_city("Onceville") as city:
        yield city


def test_four_at_the_same_moment_are_one_write_and_three_replays(onceville):
    a_topic()
    ana = a_resident("Ana")
    key, answers = make_token(person=ana, name="One", scopes=Scope.values, days=1, now=timezone.now()).text, []
    programs = [ProgramClient(onceville, key) for _ in range(4)]

    wrong = at_once(
        onceville,
        *[lambda p=p: answers.append(p.send("POST", IDEAS, TREES, idempotency_key="one")) for p in programs],
    )

    assert wrong == []
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == 3
    assert Idea.objects.count() == 1
