"""Sharing, changing and withdrawing an idea by program: the wall's own rules, and nothing half done."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import AuditEntry
from citizensourcing.discussions.models import Discussion, Follow
from citizensourcing.ideas.models import Draft, Idea, IdeaRevision
from citizensourcing.participants.models import KeptReply, Participant
from citizensourcing.projects.models import Phase, Project
from outbox.models import OutboxEntry
from tenants import lookup
from tenants.context import for_city
from tenants.models import City
from tests.factories import a_resident, a_topic, an_idea, staff
from tests.helpers import UTC_SECONDS, ProgramClient, a_program, signed_in_client, visitor_client

IDEAS = "/api/v1/ideas/"
TREES = {"title": "Trees along the tram", "text": "Shade in July.", "topics": ["urbanism"]}


@pytest.fixture
def ana(lisbon, topics, neighbourhoods) -> Participant:
    return a_resident("Ana")


@pytest.fixture
def program(ana) -> ProgramClient:
    return a_program(ana)


def stored() -> dict[str, int]:
    """How much of everything that sharing writes there is."""
    kinds = (Idea, Draft, Discussion, Follow, AuditEntry, OutboxEntry, KeptReply)
    return {kind.__name__: kind.objects.count() for kind in kinds}


# --- Sharing -----------------------------------------------------------------------------------------------------


def test_an_idea_is_on_the_wall_with_everything_that_was_said(program, ana):
    body = {**TREES, "topics": ["urbanism", "work"], "neighbourhoods": ["baixa"], "language": "en"}

    answer = program.send("POST", IDEAS, body)

    idea = Idea.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, f"{IDEAS}{idea.number}/")
    assert answer.json() == {
        "number": idea.number,
        "title": "Trees along the tram",
        "text": "Shade in July.",
        "language": "en",
        "status": "proposed",
        "project": "open-wall",
        "topics": ["work", "urbanism"],
        "neighbourhoods": ["baixa"],
        "pin": None,
        "supports": 0,
        "earlier_supports": 0,
        "comments": 0,
        "earlier_comments": 0,
        "published_at": f"{idea.published_at:{UTC_SECONDS}}",
        "edited_at": None,
        "answer_owed_since": None,
        "answer_due_on": None,
        "answered_at": None,
        "pictures": [],
        "author": {"name": "Ana", "profile": None},
        "visibility": "published",
        "hidden_reason": None,
        "answers": [],
        "history": [],
        "supported": False,
    }
    assert idea.author == ana
    assert Follow.objects.filter(participant=ana, discussion=idea.discussion).exists()
    assert program.get(answer["Location"]).json() == answer.json()


def test_a_pin_finds_its_neighbourhood_and_the_language_is_guessed(program, lisbon):
    lisbon.languages = ["en", "fr"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()
    pin = {"latitude": 38.715, "longitude": -9.135}
    said = {"title": "Des arbres", "text": "De l’ombre pour ceux qui attendent le tram en plein été."}

    answer = program.send("POST", IDEAS, TREES | said | {"pin": pin}).json()

    assert (answer["pin"], answer["neighbourhoods"], answer["language"]) == (pin, ["baixa"], "fr")


def test_text_is_cleaned_as_on_the_pages(program):
    answer = program.send("POST", IDEAS, TREES | {"title": " Trees\nalong\u200b  the tram ", "text": "A\r\nb\u202e"})

    assert (answer.json()["title"], answer.json()["text"]) == ("Trees along the tram", "A\nb")


def test_a_session_shares_too(ana):
    answer = signed_in_client(ana).post(IDEAS, TREES, content_type="application/json")

    assert answer.status_code == 201


BAD = {
    "nothing": ({}, {"title", "text", "topics"}),
    "unknown field": (TREES | {"votes": 99}, {"votes"}),
    "several unknown": (TREES | {"author": 1, "number": "2026-00001"}, {"author", "number"}),
    "title a number": (TREES | {"title": 1}, {"title"}),
    "title true": (TREES | {"title": True}, {"title"}),
    "title null": (TREES | {"title": None}, {"title"}),
    "title a list": (TREES | {"title": ["a"]}, {"title"}),
    "title an object": (TREES | {"title": {"en": "a"}}, {"title"}),
    "title empty": (TREES | {"title": ""}, {"title"}),
    "title unseen": (TREES | {"title": "\u200b\u2060 "}, {"title"}),
    "title too long": (TREES | {"title": "a" * 121}, {"title"}),
    "title far too long": (TREES | {"title": "a" * 200_000}, {"title"}),
    "text too long": (TREES | {"text": "a" * 10_001}, {"text"}),
    "topics a text": (TREES | {"topics": "urbanism"}, {"topics"}),
    "topics numbers": (TREES | {"topics": [1]}, {"topics"}),
    "topics nested": (TREES | {"topics": [["urbanism"]]}, {"topics"}),
    "topic unknown": (TREES | {"topics": ["nonsense"]}, {"topics"}),
    "topic twice": (TREES | {"topics": ["work", "work"]}, {"topics"}),
    "four topics": (TREES | {"topics": ["a", "b", "c", "d"]}, {"topics"}),
    "many topics": (TREES | {"topics": [str(n) for n in range(20_000)]}, {"topics"}),
    "place unknown": (TREES | {"neighbourhoods": ["atlantis"]}, {"neighbourhoods"}),
    "pin a text": (TREES | {"pin": "38,-9"}, {"pin"}),
    "pin half": (TREES | {"pin": {"latitude": 38.7}}, {"pin"}),
    "pin in quotes": (TREES | {"pin": {"latitude": "38.7", "longitude": "-9.1"}}, {"pin"}),
    "pin off the earth": (TREES | {"pin": {"latitude": 138.7, "longitude": -9.1}}, {"pin"}),
    "pin with more": (TREES | {"pin": {"latitude": 38.7, "longitude": -9.1, "height": 3}}, {"pin"}),
    "pin and place": (TREES | {"pin": {"latitude": 38.7, "longitude": -9.1}, "neighbourhoods": ["baixa"]}, {"pin"}),
    "flag in quotes": (TREES | {"with_contacts": "true"}, {"with_contacts"}),
    "flag a number": (TREES | {"with_contacts": 1}, {"with_contacts"}),
    "project unknown": (TREES | {"project": "nonsense"}, {"project"}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_field_that_cannot_be_used_is_named_and_nothing_is_stored(name, program):
    body, fields = BAD[name]
    before = stored()

    answer = program.send("POST", IDEAS, body, idempotency_key="one")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert set(answer.json()["fields"]) == fields
    assert stored() == before
    assert len(answer.content) < 2000


def test_nothing_at_all_is_told_everything_that_is_missing(program):
    refused = program.send("POST", IDEAS, {}).json()
    nulls = program.send("POST", IDEAS, {"title": None, "text": None, "topics": []}).json()

    assert refused["fields"] == {
        "title": ["Give your idea a title: one line that says it."],
        "text": ["Tell us more: what would change, and for whom?"],
        "topics": ["Choose one to three topics."],
    }
    assert nulls["fields"] == refused["fields"]


def test_a_wrong_choice_is_told_the_right_ones(program):
    number = an_idea("Benches").number

    stance = program.send("POST", f"{IDEAS}{number}/comments/", {"text": "Limes.", "stance": "maybe"})
    language = program.send("POST", IDEAS, TREES | {"language": "xx"})
    project = program.send("POST", IDEAS, TREES | {"project": "nonsense"})

    assert stance.json()["fields"] == {"stance": ["Choose one of: for, against, neutral."]}
    assert language.json()["message"] == "Choose one of: en."
    assert project.json()["fields"]["project"] == [
        "Nothing here is called “nonsense”: /api/v1/projects/ lists what there is."
    ]


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"topics": []}, 400, "idea.topics", "topics"),
        ({"pin": {"latitude": 1.0, "longitude": 1.0}}, 400, "idea.where_outside", "pin"),
        ({"language": "xx"}, 400, "idea.language", "language"),
        ({"text": "Write to ana@example.org"}, 400, "text.contacts", "text"),
    ],
)
def test_a_rule_of_the_wall_is_a_rule_for_programs(changes, status, code, field, program):
    before = stored()

    answer = program.send("POST", IDEAS, TREES | changes)

    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (status, code, field)
    assert stored() == before


def test_contact_data_is_published_when_it_was_meant(program):
    answer = program.send("POST", IDEAS, TREES | {"text": "Write to ana@example.org", "with_contacts": True})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b'{"title": "a", "title": "b"}', 400, "json.duplicate"),
        (rb'{"title": "a\u0000", "text": "b"}', 400, "json.nul"),
        (rb'{"title": "\ud83d", "text": "b"}', 400, "json.surrogate"),
        (b'{"title": NaN}', 400, "json.number"),
        (b"[" * 100_000, 400, "json.deep"),
        (b"[]", 400, "json.object"),
        (b"\xff\xfe", 400, "json.encoding"),
        (b"{", 400, "json.unreadable"),
        (json.dumps({"title": "a" * 1024 * 1024}).encode(), 413, "body.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_that_could_be_misread_is_refused_and_nothing_is_stored(raw, status, code, program):
    before = stored()

    answer = program.send("POST", IDEAS, raw, idempotency_key="one")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stored() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"])
def test_a_body_of_another_type_is_not_read(kind, program):
    answer = program.generic("POST", IDEAS, json.dumps(TREES), kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "type.unsupported")


def test_a_write_takes_no_parameters(program):
    answer = program.send("POST", f"{IDEAS}?dry_run=1", TREES)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["dry_run"])
    assert Idea.objects.count() == 0


def test_a_topic_of_another_city_is_not_known_here(program, porto):
    with for_city(porto):
        a_topic("trams", "Trams")

    answer = program.send("POST", IDEAS, TREES | {"topics": ["trams"]})

    assert answer.json()["fields"] == {
        "topics": ["Nothing here is called “trams”: /api/v1/topics/ lists what there is."]
    }


def test_five_ideas_a_day_are_enough_and_the_sixth_is_not_said_to_be_kept(program, ana):
    for n in range(5):
        an_idea(f"Idea {n}", author=ana)
    before = stored()

    answer = program.send("POST", IDEAS, TREES)

    assert (answer.status_code, answer.json()["code"]) == (409, "idea.too_many")
    assert "kept" not in answer.json()["message"]
    assert stored() == before


def test_where_a_phase_does_not_allow_it_nobody_shares(program):
    project = Project.objects.create(slug="over", titles={"en": "Over"}, visibility="published")
    Phase.objects.create(project=project, actions=["post"], ends_at=timezone.now() - timedelta(days=1))

    answer = program.send("POST", IDEAS, TREES | {"project": "over"})

    assert (answer.status_code, answer.json()["code"]) == (409, "participation.over")


def test_a_wall_that_is_closed_for_writing_takes_nothing_and_is_still_read(program, lisbon):
    City.objects.filter(pk=lisbon.pk).update(state=City.State.READ_ONLY)
    lookup.forget()

    answer = program.send("POST", IDEAS, TREES)

    assert (answer.status_code, answer.json()["code"]) == (409, "participation.read_only")
    assert program.get(IDEAS).status_code == 200


# --- Changing ----------------------------------------------------------------------------------------------------


def test_what_is_left_out_of_a_change_stays(program, ana):
    idea = an_idea("Trees", text="Shade.", author=ana)

    answer = program.send("PATCH", f"{IDEAS}{idea.number}/", {"title": "Lime trees"})

    assert (answer.status_code, answer.json()["title"], answer.json()["text"]) == (200, "Lime trees", "Shade.")
    assert IdeaRevision.objects.count() == 0


def test_a_late_change_leaves_what_was_said_before(program, ana):
    idea = an_idea("Trees", author=ana, now=timezone.now() - timedelta(hours=1))

    answer = program.send("PATCH", f"{IDEAS}{idea.number}/", {"title": "Lime trees"})

    assert IdeaRevision.objects.get().title == "Trees"
    assert answer.json()["edited_at"] is not None


@pytest.mark.parametrize("body", [{}, {"status": "planned"}, {"title": ""}, {"title": None}, {"topics": ["work"]}])
def test_a_change_that_is_none_or_not_yours_to_make_is_refused(body, program, ana):
    idea = an_idea("Trees", author=ana)

    answer = program.send("PATCH", f"{IDEAS}{idea.number}/", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert Idea.objects.get().title == "Trees"


def test_an_idea_is_written_in_a_language_of_the_city_or_its_own(program, ana):
    idea = an_idea("Trees", author=ana, language="pt")

    kept = program.send("PATCH", f"{IDEAS}{idea.number}/", {"language": "pt", "title": "Árvores"})
    refused = program.send("PATCH", f"{IDEAS}{idea.number}/", {"language": "xx"})

    assert kept.status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (400, "idea.language")


def test_only_its_author_changes_or_withdraws_an_idea(ana):
    idea = an_idea("Trees", author=ana)
    rui = a_program(a_resident("Rui"))

    changed = rui.send("PATCH", f"{IDEAS}{idea.number}/", {"title": "Mine"})
    withdrawn = rui.send("POST", f"{IDEAS}{idea.number}/withdrawal/")

    assert [(one.status_code, one.json()["code"]) for one in (changed, withdrawn)] == [(403, "idea.not_yours")] * 2
    assert (Idea.objects.get().title, Idea.objects.get().visibility) == ("Trees", "published")


def test_what_was_withdrawn_is_there_for_its_author_alone(program, ana):
    idea = an_idea("Trees", author=ana)
    address = f"{IDEAS}{idea.number}/"

    withdrawn = program.send("POST", f"{address}withdrawal/")
    again = program.send("POST", f"{address}withdrawal/")

    assert (withdrawn.status_code, withdrawn.json()["visibility"]) == (200, "withdrawn")
    assert (again.status_code, again.json()["code"]) == (409, "idea.withdrawn")
    assert (program.get(address).status_code, visitor_client().get(address).status_code) == (200, 404)


def test_a_key_without_a_scope_reads_what_everybody_reads(ana):
    idea, marta = an_idea("Trees", author=ana), staff("moderator", "Marta")
    Idea.objects.filter(pk=idea.pk).update(visibility="held")

    def status(person, *scopes):
        return a_program(person, *scopes).get(f"{IDEAS}{idea.number}/").status_code

    assert [status(ana, "me:read"), status(ana, "ideas:write"), status(ana, "votes:read")] == [200, 200, 404]
    assert [status(marta, "me:read"), status(marta, "votes:write")] == [200, 404]


def test_in_place_of_a_hidden_idea_stands_the_moderators_reason(lisbon):
    idea = an_idea("Trees")
    Idea.objects.filter(pk=idea.pk).update(visibility="hidden", hidden_reason="It names a neighbour.")

    answer = visitor_client().get(f"{IDEAS}{idea.number}/")

    assert (answer.status_code, answer.json()) == (410, {"code": "idea.hidden", "message": "It names a neighbour."})
