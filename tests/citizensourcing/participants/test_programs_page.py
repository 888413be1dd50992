"""Programs that act for me: seen, let in and ended on a page of my account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import AuditEntry
from citizensourcing.participants import services
from citizensourcing.participants.models import ApiToken, Participant, Scope
from tests.factories import a_resident
from tests.helpers import ProgramClient, signed_in_client

PROGRAMS, NEW = "/en/me/programs/", "/en/me/programs/new/"
SAID = {"name": "Archive of our street", "scopes": ["ideas:write", "votes:read"], "days": "90"}


@pytest.fixture
def ana(lisbon) -> Participant:
    return a_resident("Ana")


def test_who_has_none_is_told_that_they_need_none(ana):
    page = signed_in_client(ana).get(PROGRAMS).content.decode()

    assert "No program acts for you" in page
    assert f'href="{NEW}"' in page
    assert '<a href="/en/me/programs/" aria-current="page">Programs</a>' in page


def test_a_program_is_let_in_and_its_key_is_seen_only_then(ana, lisbon):
    browser = signed_in_client(ana)

    made = browser.post(NEW, SAID)
    listed = browser.get(PROGRAMS).content.decode()

    token = ApiToken.objects.get()
    text = next(word for word in made.content.decode().replace("<", ">").split(">") if word.startswith("cw_"))
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert ProgramClient(lisbon, text).get("/api/v1/session/").json()["scopes"] == ["ideas:write", "votes:read"]
    assert (token.name, token.scopes) == ("Archive of our street", ["ideas:write", "votes:read"])
    assert abs(token.expires_at - timezone.now() - timedelta(days=90)) < timedelta(minutes=1)
    assert "Archive of our street" in listed
    assert "See which ideas you support" in listed
    assert text not in listed


def test_loading_the_page_of_a_new_key_once_more_makes_no_second_one(ana):
    browser = signed_in_client(ana)
    form = browser.get(NEW).context["form"]
    said = SAID | {"once": str(form["once"].value())}

    made, again = browser.post(NEW, said), browser.post(NEW, said)
    listed = browser.get(again["Location"]).content.decode()

    assert (made.status_code, again.status_code, again["Location"]) == (200, 303, PROGRAMS)
    assert ApiToken.objects.count() == 1
    assert "That was done, and its key was shown once. If you lost it, end it and make another." in listed
    assert browser.get(NEW).context["form"]["once"].value() != form["once"].value()


def test_a_form_that_was_refused_still_makes_its_key(ana):
    browser = signed_in_client(ana)
    once = str(browser.get(NEW).context["form"]["once"].value())

    refused = browser.post(NEW, SAID | {"name": "", "once": once})
    made = browser.post(NEW, SAID | {"once": refused.context["form"]["once"].value()})

    assert (refused.status_code, made.status_code, ApiToken.objects.count()) == (422, 200, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give the program a name, so that you know it again."),
        ({"name": "\u200b"}, "Give the program a name of up to sixty characters, so that you know it again."),
        ({"days": ""}, "Choose for how long."),
        ({"days": "4000"}, "Choose for how long."),
        ({"scopes": ["everything"]}, "Choose from the list what it may do."),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_is_kept(changes, sentence, ana):
    answer = signed_in_client(ana).post(NEW, SAID | changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert ApiToken.objects.count() == 0


def test_a_program_without_any_tick_only_reads(ana):
    browser = signed_in_client(ana)
    browser.post(NEW, SAID | {"scopes": []})

    assert "It reads the wall and does nothing in your name." in browser.get(PROGRAMS).content.decode()


def test_a_program_is_ended_after_one_question(ana, lisbon):
    made = services.make_token(person=ana, name="Archive", scopes=Scope.values, days=9, now=timezone.now())
    browser, address = signed_in_client(ana), f"{PROGRAMS}{made.token.pk}/revoke/"

    asked = browser.get(address).content.decode()
    ended = browser.post(address)

    assert "End this program’s access?" in asked
    assert (ended.status_code, ended["Location"]) == (303, PROGRAMS)
    assert ProgramClient(lisbon, made.text).get("/api/v1/session/").json()["code"] == "token.revoked"
    assert "No program acts for you" in browser.get(PROGRAMS).content.decode()
    assert AuditEntry.objects.filter(action="participants.token_revoked").count() == 1


def test_nobody_ends_the_program_of_somebody_else(ana):
    made = services.make_token(person=ana, name="Archive", scopes=[], days=9, now=timezone.now())
    rui = signed_in_client(a_resident("Rui"))

    assert rui.get(f"{PROGRAMS}{made.token.pk}/revoke/").status_code == 404
    assert rui.post(f"{PROGRAMS}{made.token.pk}/revoke/").status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_with_twenty_programs_there_is_no_button_for_one_more(ana):
    for number in range(20):
        services.make_token(person=ana, name=f"P{number}", scopes=[], days=9, now=timezone.now())
    browser = signed_in_client(ana)

    page, refused = browser.get(PROGRAMS).content.decode(), browser.post(NEW, SAID)

    assert f'href="{NEW}"' not in page
    assert "End one that you no longer use." in page
    assert refused.status_code == 422
    assert "You let 20 programs act for you already." in refused.content.decode()
