"""New house rules by program: what is new, the words, and the person's yes."""

from datetime import date

import pytest
from django.utils import timezone

from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Vote
from citizensourcing.participants.documents import VERSIONS, Document, Version
from citizensourcing.participants.models import Agreement, Participant
from tests import factories
from tests.access_cast import a_picture
from tests.helpers import UTC_SECONDS, a_program, queries, signed_in_client, visitor_client

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
        ({"document": "house-rules", "version": 2}, 400, "rules.unknown"),
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


def test_a_yes_to_an_older_version_is_none_to_the_newest(ana, monkeypatch):
    newest = Version(2, date(2026, 12, 1), "Pictures of children need their parents' yes.")
    monkeypatch.setitem(VERSIONS, Document.RULES, (*VERSIONS[Document.RULES], newest))
    program = a_program(ana, "me:write")

    older = program.send("POST", AGREEMENTS, YES)
    never = program.send("POST", AGREEMENTS, YES | {"version": 7})

    assert (older.status_code, older.json()["code"]) == (409, "rules.changed")
    assert never.json() == {
        "code": "rules.unknown",
        "message": "There is no version 7 of the house rules. The newest is 2.",
        "field": "version",
    }


def test_what_one_gave_can_be_taken_back_while_new_rules_wait(lisbon, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    person = factories.a_resident("Eva")
    mine, other = factories.an_idea("Benches", author=person), factories.an_idea("Trees")
    program = a_program(person)
    pictures, discussion = f"/api/v1/ideas/{mine.number}/pictures/", f"/api/v1/ideas/{other.number}/comments/"
    picture = program.generic("POST", pictures, a_picture().read(), "image/png").json()["id"]
    said = program.send("POST", discussion, {"text": "Limes."}).json()["id"]
    program.send("PUT", f"/api/v1/ideas/{other.number}/vote/")
    Participant.objects.filter(pk=person.pk).update(rules_version=0)

    given = program.send("PUT", f"/api/v1/ideas/{mine.number}/vote/")
    back = [
        program.send("DELETE", f"/api/v1/ideas/{other.number}/vote/"),
        program.send("DELETE", f"/api/v1/ideas/{other.number}/follow/"),
        program.send("DELETE", f"{discussion}{said}/"),
        program.send("DELETE", f"{pictures}{picture}/"),
        program.send("POST", f"/api/v1/ideas/{mine.number}/withdrawal/"),
    ]

    assert given.json()["code"] == "participation.rules_changed"
    assert [one.status_code for one in back] == [200, 200, 204, 204, 200]


def test_on_the_pages_taking_back_is_not_asked_for_a_yes_either(lisbon):
    person = factories.a_resident("Eva")
    idea = factories.an_idea("Trees")
    ideas.vote_for(idea=idea, voter=person, now=timezone.now())
    browser = signed_in_client(person)
    Participant.objects.filter(pk=person.pk).update(rules_version=0)

    asked = browser.post(f"/en/ideas/{factories.an_idea('Benches').number}/support/", {"support": "1"})
    page = browser.get(f"/en/ideas/{idea.number}/").content.decode()
    back = browser.post(f"/en/ideas/{idea.number}/support/", {"support": "0"})

    assert '<button class="support-btn yours"' in page
    assert (asked.status_code, back.status_code, Vote.objects.count()) == (422, 302, 0)
