"""What is one's own, for the program of nobody else; and what those who chose it show to all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.notifications.selectors import wants_answers
from citizensourcing.participants.models import Participant
from tests.factories import a_resident, an_idea
from tests.helpers import a_program, queries, visitor_client

NOW = timezone.now() - timedelta(hours=1)


@pytest.fixture
def ana(lisbon, neighbourhoods):
    return a_resident("Ana")


def test_the_profile_is_read_and_changed(ana):
    program = a_program(ana)

    changed = program.send("PATCH", "/api/v1/me/", {"name": "Ana Maria", "neighbourhood": "alfama", "is_public": True})
    read = program.get("/api/v1/me/")
    away = program.send("PATCH", "/api/v1/me/", {"neighbourhood": None})

    assert changed.json() == {"name": "Ana Maria", "neighbourhood": "alfama", "is_public": True}
    assert {name: read.json()[name] for name in ("name", "neighbourhood", "is_public", "roles", "id")} == {
        "name": "Ana Maria", "neighbourhood": "alfama", "is_public": True, "roles": [], "id": ana.pk,
    }  # fmt: skip
    assert away.json()["neighbourhood"] is None
    assert Participant.objects.get(pk=ana.pk).display_name == "Ana Maria"


def test_who_may_only_write_the_profile_learns_no_more_than_what_they_wrote(ana):
    program = a_program(ana, "me:write")

    changed = program.send("PATCH", "/api/v1/me/", {"is_public": False})

    assert (changed.status_code, changed.json()) == (200, {"is_public": False})
    assert program.get("/api/v1/me/").status_code == 403


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ({}, "invalid", "body"), ({"name": ""}, "invalid", "name"), ({"name": "x" * 61}, "invalid", "name"),
        ({"name": "ana@example.org"}, "join.name", "name"), ({"name": 1}, "invalid", "name"),
        ({"neighbourhood": "atlantis"}, "invalid", "neighbourhood"), ({"languages": "en"}, "invalid", "languages"),
        ({"languages": ["xx"]}, "invalid", "languages"), ({"languages": ["en", "en"]}, "invalid", "languages"),
        ({"language": "xx"}, "invalid", "language"), ({"is_public": 1}, "invalid", "is_public"),
        ({"is_public": "true"}, "invalid", "is_public"), ({"roles": ["city_admin"]}, "invalid", "roles"),
        ({"id": 1}, "invalid", "id"),
    ],
)  # fmt: skip
def test_what_is_no_profile_is_refused_and_leaves_it_as_it_was(ana, body, code, named):
    program = a_program(ana)
    before = program.get("/api/v1/me/").json()

    refused = program.send("PATCH", "/api/v1/me/", body)

    said = refused.json()
    assert (refused.status_code, said["code"]) == (400, code)
    assert named in said.get("fields", {}) or said.get("field") == named
    assert program.get("/api/v1/me/").json() == before


def test_mails_are_a_choice(ana):
    program = a_program(ana)

    said = [
        program.get("/api/v1/me/preferences/").json(),
        program.send("PATCH", "/api/v1/me/preferences/", {"answers_by_mail": False}).json(),
        program.get("/api/v1/me/preferences/").json(),
    ]
    refused = program.send("PATCH", "/api/v1/me/preferences/", {"answers_by_mail": "no"})

    assert [one["answers_by_mail"] for one in said] == [True, False, False]
    assert refused.status_code == 400
    assert wants_answers(ana) is False


def test_my_lists_hold_mine_and_go_on_page_by_page(ana):
    rui = a_resident("Rui")
    mine = [an_idea(f"Mine {at}", author=ana, now=NOW + timedelta(minutes=at)) for at in range(3)]
    theirs = [an_idea(f"Theirs {at}", author=rui, now=NOW + timedelta(minutes=at)) for at in range(3)]
    services.withdraw_idea(idea=mine[0], by=ana)
    for idea in theirs:
        services.vote_for(idea=idea, voter=ana, now=NOW)
        services.comment_on(idea=idea, author=ana, text=f"On {idea.title}", now=NOW)
    program = a_program(ana)
    program.get("/api/v1/session/")  # notes the day of its use

    found = {}
    for name in ("ideas", "votes", "comments"):
        with queries(2):
            first = program.get(f"/api/v1/me/{name}/?limit=2").json()
        found[name] = first["items"] + program.get(first["next"]).json()["items"]

    assert {one["title"]: one["visibility"] for one in found["ideas"]} == {
        "Mine 0": "withdrawn", "Mine 1": "published", "Mine 2": "published",
    }  # fmt: skip
    assert {(one["number"], one["supported"]) for one in found["votes"]} == {(idea.number, True) for idea in theirs}
    assert {(one["text"], one["idea"]["number"]) for one in found["comments"]} == {
        (f"On {idea.title}", idea.number) for idea in theirs
    }


def test_supports_need_their_own_scope_and_are_never_somebody_elses(ana):
    rui = a_resident("Rui")
    services.vote_for(idea=an_idea(author=rui), voter=ana, now=NOW)

    statuses = [
        client.get("/api/v1/me/votes/").status_code
        for client in (visitor_client(), a_program(ana, "me:read", "votes:write"), a_program(ana, "votes:read"))
    ]

    assert statuses == [401, 403, 200]
    assert a_program(rui).get("/api/v1/me/votes/").json()["items"] == []


def test_who_chose_to_be_found_is_found_with_what_is_public(ana):
    rui = a_resident("Rui")
    Participant.objects.filter(pk=rui.pk).update(is_public=True)
    shown, hidden = an_idea("Shown", author=rui, now=NOW), an_idea("Withdrawn", author=rui, now=NOW)
    services.comment_on(idea=shown, author=rui, text="Said", now=NOW)
    services.comment_on(idea=hidden, author=rui, text="Under what is gone", now=NOW)
    services.withdraw_idea(idea=hidden, by=rui)
    client = visitor_client()

    with queries(1):
        person = client.get(f"/api/v1/people/{rui.pk}/").json()
    ideas, comments = client.get(person["ideas"]).json(), client.get(person["comments"]).json()

    assert (person["name"], person["since"]) == ("Rui", f"{rui.created_at:%Y-%m}")
    assert [one["title"] for one in ideas["items"]] == ["Shown"]
    assert [one["text"] for one in comments["items"]] == ["Said"]
    assert "supported" not in ideas["items"][0]
    for tail in ("", "ideas/", "comments/"):
        assert client.get(f"/api/v1/people/{ana.pk}/{tail}").status_code == 404


def test_a_cursor_of_ones_own_list_opens_no_other(ana):
    for at in range(2):
        an_idea(f"Mine {at}", author=ana, now=NOW + timedelta(minutes=at))
    after = a_program(ana).get("/api/v1/me/ideas/?limit=1").json()["next"]

    stolen = a_program(a_resident("Rui")).get(after)

    assert (stolen.status_code, stolen.json()["code"]) == (400, "cursor.stale")
