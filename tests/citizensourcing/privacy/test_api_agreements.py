"""New house rules by program: what is new, the words, and the person's yes."""

import pytest
from django.utils import timezone

from citizensourcing.ideas.models import Vote
from citizensourcing.participants.documents import Document
from citizensourcing.participants.models import Agreement, Participant
from tests import factories
from tests.helpers import UTC_SECONDS, a_program, queries, visitor_client

AGREEMENTS = "/api/v1/me/agreements/"
YES = {"document": "house-rules", "version": 1}


@pytest.fixture
def ana(lisbon) -> Participant:
    """She agreed to the rules as they were before."""
    person = factories.a_resident("Ana")
    Agreement.objects.filter(participant=person, document=Document.RULES).delete()
    Participant.objects.filter(pk=person.pk).update(rules_version=0)
    return person


def test_a_program_shows_the_rules_sends_the_yes_and_goes_on(ana):
    idea = factories.an_idea("Trees", now=timezone.now())
    program = a_program(ana, "me:write", "votes:write")
    support = f"/api/v1/ideas/{idea.number}/vote/"

    refused = program.send("PUT", support)
    with queries(2):
        (shown,) = program.get(AGREEMENTS).json()["items"]
    agreed = program.send("POST", AGREEMENTS, {"document": shown["document"], "version": shown["version"]})
    supported = program.send("PUT", support)

    agreement = Agreement.objects.get(participant=ana, document=Document.RULES)
    words = shown.pop("html")
    assert (refused.status_code, refused.json()["code"]) == (403, "participation.rules_changed")
    assert shown == {
        "document": "house-rules", "version": 1, "since": "2026-11-21", "changes": "The first version.",
        "page": "/en/about/house-rules/", "must_agree": True, "agreed_version": None, "agreed_at": None,
    }  # fmt: skip
    assert "<li>Speak about the matter, not about the person.</li>" in words
    assert (agreed.status_code, agreed.json()["must_agree"], agreed.json()["agreed_version"]) == (201, False, 1)
    assert agreed.json()["agreed_at"] == f"{agreement.accepted_at:{UTC_SECONDS}}"
    assert (supported.status_code, Vote.objects.count()) == (200, 1)


def test_said_twice_the_first_yes_stands(ana):
    program = a_program(ana, "me:write")

    answers = [program.send("POST", AGREEMENTS, YES) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Agreement.objects.filter(participant=ana, document=Document.RULES).count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"document": "house-rules", "version": 2}, 409, "rules.changed"),
        ({"document": "house-rules", "version": "1"}, 400, "invalid"),
        ({"document": "privacy", "version": 2}, 400, "invalid"),
        ({"document": "house-rules"}, 400, "invalid"),
        ({}, 400, "invalid"),
    ],
)
def test_what_is_no_yes_changes_nothing(body, status, code, ana):
    refused = a_program(ana, "me:write").send("POST", AGREEMENTS, body)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert Agreement.objects.filter(participant=ana, document=Document.RULES).count() == 0


def test_it_takes_the_scope(ana):
    asking = [visitor_client().get(AGREEMENTS), a_program(ana, "me:read").get(AGREEMENTS)]

    assert [(one.status_code, one.json()["code"]) for one in asking] == [
        (401, "participation.sign_in"), (403, "token.scope"),
    ]  # fmt: skip


def test_the_words_come_in_the_readers_language(ana, lisbon):
    from tenants import lookup

    lisbon.languages = ["en", "fr"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()

    answer = a_program(ana, "me:write").get(AGREEMENTS, headers={"accept-language": "fr"})

    (shown,) = answer.json()["items"]
    assert (answer["Content-Language"], shown["page"]) == ("fr", "/fr/about/house-rules/")
    assert "<li>Speak about the matter" not in shown["html"]
