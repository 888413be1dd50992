"""How often programs may ask: per network, per token, per person, by settings."""

import pytest
import time_machine
from django.core.cache import cache

from common.api import throttling
from common.ratelimit import in_words
from tests.factories import a_resident, an_idea
from tests.helpers import a_program, visitor_client

IDEAS = "/api/v1/ideas/"


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()
    throttling.forget()
    yield
    throttling.forget()


def test_a_visitor_who_asks_too_often_is_told_when_to_go_on(lisbon, settings):
    settings.API_READS_PER_MINUTE = 3
    with time_machine.travel("2026-05-04T12:00:20+00:00", tick=False):
        # Each asks something else: what is kept ready costs nothing and is not counted.
        answers = [visitor_client().get(f"{IDEAS}?limit={number}") for number in (1, 2, 3, 4)]
        elsewhere = visitor_client().get(f"{IDEAS}?limit=5", REMOTE_ADDR="198.51.100.7")
    with time_machine.travel("2026-05-04T12:01:00+00:00", tick=False):
        later = visitor_client().get(f"{IDEAS}?limit=6")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "40"
    assert answers[-1].json() == {
        "code": "too_many", "message": "That was a lot in a short time. Wait 40 seconds and go on.",
    }  # fmt: skip
    assert answers[-1]["Access-Control-Allow-Origin"] == "*"
    assert (elsewhere.status_code, later.status_code) == (200, 200)


def test_each_token_has_a_count_of_its_own(lisbon, settings):
    settings.API_CALLS_PER_MINUTE = 2
    ana = a_resident("Ana")
    first, second = a_program(ana), a_program(ana)
    with time_machine.travel("2026-05-04T12:00:20+00:00", tick=False):
        answers = [first.get(IDEAS) for _ in range(3)]
        other = second.get(IDEAS)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "40"
    assert other.status_code == 200


def test_whatever_programs_somebody_has_their_writes_are_counted_together(lisbon, settings):
    settings.API_WRITES_PER_MINUTE = 2
    ana, idea = a_resident("Ana"), an_idea("Trees")
    with time_machine.travel("2026-11-30T12:00:20+00:00", tick=False):
        programs = [a_program(ana), a_program(ana), a_program(ana)]
        answers = [program.send("PUT", f"{IDEAS}{idea.number}/vote/") for program in programs]
        rui = a_program(a_resident("Rui")).send("PUT", f"{IDEAS}{idea.number}/vote/")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert rui.json() == {"supports": 2, "supported": True}


def test_nought_is_no_limit(lisbon, settings):
    settings.API_READS_PER_MINUTE = 0

    assert {visitor_client().get("/api/v1/").status_code for _ in range(30)} == {200}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"), (90, "90 seconds"), (91, "2 minutes"), (600, "10 minutes"), (3541, "60 minutes"),
        (5401, "2 hours"),
    ],
)  # fmt: skip
def test_how_long_to_wait_is_said_in_words_and_never_too_short(seconds, words):
    assert in_words(seconds) == words


def test_an_address_that_is_too_long_is_refused_with_a_sentence(lisbon):
    fits, over = ("x" * (16_000 - len("/api/v1/ideas/similar/title=")), "x" * 16_000)

    answers = [visitor_client().get(f"{IDEAS}similar/?title={words}") for words in (fits, over)]

    assert [answer.status_code for answer in answers] == [400, 414]
    assert answers[1].json() == {
        "code": "address.too_long", "message": "That address is too long. Send what is long in the body of a POST.",
    }  # fmt: skip


def test_a_body_of_another_type_is_told_which_are_read(lisbon):
    ana = a_resident("Ana")
    program, number = a_program(ana), an_idea("Trees", author=ana).number

    picture = program.post(f"{IDEAS}{number}/pictures/", b"GIF89a", content_type="text/plain")
    words = program.post(IDEAS, b"title=Trees", content_type="application/x-www-form-urlencoded")

    said = [(answer.status_code, answer.json()["code"], answer.json()["message"]) for answer in (picture, words)]
    assert said == [
        (415, "type.unsupported", "Send the picture itself here, as image/jpeg, image/png or image/webp."),
        (415, "type.unsupported", "Send JSON here, as application/json."),
    ]
