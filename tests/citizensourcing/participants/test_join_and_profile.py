"""Somebody who signed in becomes a resident once, and decides how they appear."""

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from citizensourcing.participants.models import Participant
from tenants import lookup
from tests.factories import a_neighbourhood, a_resident, a_user
from tests.helpers import CityClient, signed_in_client

WELCOME = "/en/me/welcome/"
PROFILE = "/en/me/profile/"


@pytest.fixture
def newcomer(lisbon) -> CityClient:
    client = CityClient(lisbon)
    client.force_login(a_user("new@example.org"))
    return client


def introduce(client: CityClient, **changes: str):
    said = {"display_name": "Rui", "is_old_enough": "on", "accepts_rules": "on"} | changes
    return client.post(WELCOME, {key: value for key, value in said.items() if value})


def test_a_newcomer_says_who_they_are_and_goes_on_where_they_were(newcomer):
    alfama = a_neighbourhood()

    answer = introduce(newcomer, neighbourhood=str(alfama.pk), next="/en/ideas/?topic=work")

    person = Participant.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, "/en/ideas/?topic=work")
    assert (person.display_name, person.neighbourhood, person.language, person.is_public) == (
        "Rui",
        alfama,
        "en",
        False,
    )
    assert person.user.email == "new@example.org"
    assert person.age_confirmed_at is not None
    agreed = person.agreements.order_by("document").values_list("document", "version", "language")
    assert list(agreed) == [("house-rules", 1, "en"), ("privacy", 1, "en")]
    assert person.rules_version == 1
    assert AuditEntry.objects.filter(action="participants.joined").count() == 1


def test_a_newcomer_who_joins_in_french_goes_on_in_french(newcomer, lisbon):
    lisbon.languages = ["fr", "en"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()
    said = {"display_name": "Rui", "is_old_enough": "on", "accepts_rules": "on"}

    answer = newcomer.post("/fr/me/welcome/", said, headers={"Accept-Language": "en"})

    assert answer["Location"] == "/fr/"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"display_name": ""}, "Choose a name that others will see."),
        ({"display_name": "rui@example.org"}, "Your name is shown to everybody, so it cannot be an e-mail address."),
        ({"display_name": "\u200b\u2060\ufeff\u202e"}, "Choose a name that others will see."),
        (
            {"display_name": "rui\uff20example.org"},
            "Your name is shown to everybody, so it cannot be an e-mail address.",
        ),
        ({"is_old_enough": ""}, "You need to be old enough to take part; reading is open to everyone."),
        ({"accepts_rules": ""}, "Say yes to the house rules to take part."),
        ({"neighbourhood": "999999"}, "Choose one of the neighbourhoods, or leave it open."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(newcomer, changes, sentence):
    answer = introduce(newcomer, **{"next": "/en/ideas/"} | changes)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'name="next" value="/en/ideas/"' in page
    assert Participant.objects.count() == 0
    assert AuditEntry.objects.filter(action="participants.joined").count() == 0


def test_the_minimum_age_is_the_citys_and_nobody_asks_for_a_birth_date(newcomer):
    page = newcomer.get(WELCOME).content.decode()

    assert "I am 13 or older" in page
    assert 'type="date"' not in page
    assert "birth" not in page
    assert reverse("privacy:rules", urlconf="config.urls_city") in page


def test_a_visitor_is_sent_to_sign_in_and_back(lisbon_client):
    answer = lisbon_client.get(f"{WELCOME}?next=/en/ideas/")

    assert (answer.status_code, answer["Location"]) == (303, "/en/account/?next=%2Fen%2Fideas%2F")


def test_a_resident_is_not_asked_twice(lisbon):
    client = signed_in_client(a_resident("Ana"))

    answer = introduce(client, display_name="Somebody else", next="/en/ideas/")

    assert answer["Location"] == "/en/ideas/"
    assert list(Participant.objects.values_list("display_name", flat=True)) == ["Ana"]


@pytest.mark.parametrize("path", [PROFILE, "/en/me/mails/", "/en/me/ideas/", "/en/me/supports/", "/en/me/comments/"])
def test_pages_about_oneself_lead_visitors_to_sign_in_and_newcomers_to_the_welcome(lisbon_client, newcomer, path):
    quoted = path.replace("/", "%2F")

    assert lisbon_client.get(path)["Location"] == f"/en/account/?next={quoted}"
    assert newcomer.get(path)["Location"] == f"{WELCOME}?next={quoted}"
    assert lisbon_client.cookies == {}


@pytest.fixture
def bilingual(lisbon):
    lisbon.languages = ["en", "fr"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()
    return lisbon


def test_a_profile_is_changed_and_speaks_the_language_that_was_chosen(bilingual):
    ana = a_resident("Ana")
    client = signed_in_client(ana)

    answer = client.post(
        PROFILE, {"display_name": " Ana  Maria ", "languages": ["en", "fr"], "language": "fr", "is_public": "on"}
    )

    ana.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, "/fr/me/profile/")
    assert (ana.display_name, ana.languages, ana.language, ana.is_public) == ("Ana Maria", ["en", "fr"], "fr", True)


@pytest.mark.parametrize(
    "changes",
    [{"display_name": ""}, {"display_name": "a@b.example"}, {"language": "xx"}, {"languages": ["tlh"]}],
)
def test_a_profile_that_cannot_be_stays_as_it_was(lisbon, changes):
    ana = a_resident("Ana")
    client = signed_in_client(ana)

    answer = client.post(PROFILE, {"display_name": "Bea", "language": "en"} | changes)

    ana.refresh_from_db()
    assert answer.status_code == 422
    assert (ana.display_name, ana.language) == ("Ana", "en")
    assert AuditEntry.objects.filter(action="participants.profile_changed").count() == 0


def test_a_visitor_changes_no_profile(lisbon_client):
    ana = a_resident("Ana")

    answer = lisbon_client.post(PROFILE, {"display_name": "Nobody", "language": "en"})

    ana.refresh_from_db()
    assert answer["Location"] == "/en/account/?next=%2Fen%2Fme%2Fprofile%2F"
    assert ana.display_name == "Ana"


@pytest.mark.parametrize("path", [WELCOME, PROFILE, "/en/me/mails/", "/en/me/ideas/", "/en/account/sign-out/"])
def test_nobodys_address_stands_in_a_page(lisbon, path):
    client = signed_in_client(a_resident("Ana", email="ana.secret@example.org"))

    page = client.get(path, follow=path == WELCOME).content.decode()

    assert "ana.secret" not in page
    assert "example.org" not in page


def test_the_profile_costs_a_fixed_number_of_queries(lisbon, assert_queries):
    client = signed_in_client(a_resident("Ana"))
    a_neighbourhood()
    client.get(PROFILE)

    with assert_queries(4):  # session with user, person, roles; leaving?; whether there are neighbourhoods, and which
        client.get(PROFILE)
