"""A key lets a program act for somebody, in one city, as far as its scopes go, until it ends."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from audit.models import AuditEntry
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.moderation.models import Block
from citizensourcing.participants import services
from citizensourcing.participants.models import ApiToken, KeptReply, Participant, Scope
from common.exceptions import RuleViolation
from tenants.context import for_city
from tests.factories import a_resident, a_user, an_idea, staff
from tests.helpers import UTC_SECONDS, CityClient, ProgramClient, a_program, queries, signed_in_client, visitor_client

SESSION, TOKENS, IDEAS = "/api/v1/session/", "/api/v1/me/tokens/", "/api/v1/ideas/"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ASKED = {"name": "Archive", "scopes": ["ideas:write"], "days": 30}


@pytest.fixture
def ana(lisbon) -> Participant:
    return a_resident("Ana")


def make(person: Participant, *scopes: str, days: int = 30, now: datetime | None = None) -> services.MadeToken:
    return services.make_token(person=person, name="Archive", scopes=scopes, days=days, now=now or timezone.now())


def refused(client: CityClient, path: str = IDEAS) -> tuple[int, str]:
    answer = client.get(path)
    assert answer["WWW-Authenticate"] == 'Bearer realm="Commonwall"'
    return answer.status_code, answer.json()["code"]


# --- The key itself ----------------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_only_its_digest_is_kept(ana):
    made = make(ana, "votes:read", "ideas:write")

    kept = ApiToken.objects.get()
    assert len(made.text) == 3 + 8 + 1 + 43
    assert made.text.startswith(f"cw_{kept.prefix}_")
    assert kept.digest == hashlib.sha256(made.text.encode()).hexdigest()
    assert kept.scopes == ["ideas:write", "votes:read"]
    assert AuditEntry.objects.get(action="participants.token_made").data == {"scopes": kept.scopes, "days": 30}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " \u200b "}, "program.name"),
        ({"name": "n" * 61}, "program.name"),
        ({"name": "n" * 10_000}, "program.name"),
        ({"scopes": ["everything"]}, "program.scopes"),
        ({"days": 0}, "program.expiry"),
        ({"days": 366}, "program.expiry"),
    ],
)
def test_a_key_needs_a_name_known_scopes_and_an_end(changes, code, ana):
    with pytest.raises(RuleViolation) as no:
        services.make_token(**{"person": ana, "name": "Archive", "scopes": [], "days": 9, "now": NOON} | changes)

    assert no.value.code == code
    assert ApiToken.objects.count() == 0


def test_twenty_living_keys_are_enough_and_an_ended_one_makes_room(ana):
    keys = [make(ana) for _ in range(20)]
    with pytest.raises(RuleViolation) as no:
        make(ana)
    services.revoke_token(token=keys[0].token, by=ana, now=timezone.now())

    assert no.value.code == "program.too_many"
    assert make(ana).token.pk is not None


def test_only_its_owner_ends_a_key_and_only_once(ana):
    made, other = make(ana), a_resident("Rui")

    assert services.revoke_token(token=made.token, by=other, now=NOON) is False
    assert services.revoke_token(token=made.token, by=ana, now=NOON) is True
    assert services.revoke_token(token=made.token, by=ana, now=NOON) is False
    assert AuditEntry.objects.filter(action="participants.token_revoked").count() == 1


# --- What opens a door -------------------------------------------------------------------------------------------


def test_a_program_is_its_person(ana):
    an_idea("Trees", author=ana)
    answer = a_program(ana, "me:read", "votes:read").get(SESSION).json()

    token = ApiToken.objects.get()
    assert answer == {
        "by": "token",
        "scopes": ["votes:read", "me:read"],
        "person": {"id": ana.pk, "name": "Ana", "roles": []},
        "token": {
            "id": token.pk,
            "name": "A program",
            "prefix": token.prefix,
            "scopes": ["votes:read", "me:read"],
            "created_at": f"{token.created_at:{UTC_SECONDS}}",
            "expires_at": f"{token.expires_at:{UTC_SECONDS}}",
            "last_used_on": timezone.now().date().isoformat(),
        },
    }


def test_without_the_scope_a_program_is_not_told_who_it_is(ana):
    answer = a_program(ana, "votes:read").get(SESSION).json()

    assert (answer["by"], answer["person"]) == ("token", None)


def test_a_visitor_is_nobody_and_a_session_has_every_scope(ana):
    visitor = visitor_client().get(SESSION).json()
    signed_in = signed_in_client(ana).get(SESSION).json()

    assert visitor == {"by": "nobody", "scopes": [], "person": None, "token": None}
    assert (signed_in["by"], signed_in["scopes"], signed_in["person"]["id"]) == ("session", Scope.values, ana.pk)


def test_somebody_who_signed_in_and_has_not_joined_is_known_as_nobody_here_yet(lisbon):
    client = visitor_client()
    client.force_login(a_user())

    assert client.get(SESSION).json() == {"by": "session", "scopes": [], "person": None, "token": None}
    assert client.put(f"{IDEAS}2026-00001/vote/").json()["code"] == "participation.sign_in"


def test_staff_are_staff_also_by_program(lisbon):
    answer = a_program(staff("moderator", "Marta"), "me:read").get(SESSION).json()

    assert answer["person"]["roles"] == ["moderator"]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer cw_x",
        "Basic YTpi",
        "Bearer cw_00000000_" + "A" * 43,
        "cw_00000000_" + "A" * 43,
        "æ",
    ],
)
def test_a_header_that_holds_no_key_is_never_taken_for_a_visitor(header, ana):
    client = visitor_client()
    client.defaults["HTTP_AUTHORIZATION"] = header

    assert refused(client) == (401, "token.unknown")


def test_a_key_with_another_prefix_is_unknown(ana, lisbon):
    text = make(ana).text
    changed = f"cw_{'0' * 8}_{text[12:]}"

    assert refused(ProgramClient(lisbon, changed)) == (401, "token.unknown")


def test_an_ended_or_run_out_key_opens_nothing(ana, lisbon):
    ended, run_out = make(ana), make(ana, now=timezone.now() - timedelta(days=31))
    services.revoke_token(token=ended.token, by=ana, now=timezone.now())

    assert refused(ProgramClient(lisbon, ended.text)) == (401, "token.revoked")
    assert refused(ProgramClient(lisbon, run_out.text)) == (401, "token.expired")


def test_a_key_of_somebody_whose_account_is_closed_opens_nothing(ana):
    program = a_program(ana)
    ana.user.is_active = False
    ana.user.save(update_fields=["is_active"])

    assert refused(program) == (401, "token.revoked")


def test_a_key_of_one_city_is_unknown_in_another(ana, porto):
    with for_city(porto):
        an_idea("Only in Porto")
    program = a_program(ana, city=porto)

    assert refused(program) == (401, "token.unknown")
    assert program.send("PUT", f"{IDEAS}2026-00001/vote/").json()["code"] == "token.unknown"
    with for_city(porto):
        assert Vote.objects.count() == 0


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", IDEAS, "ideas:write"),
        ("PATCH", f"{IDEAS}2026-00001/", "ideas:write"),
        ("POST", f"{IDEAS}2026-00001/withdrawal/", "ideas:write"),
        ("DELETE", f"{IDEAS}2026-00001/pictures/1/", "ideas:write"),
        ("PUT", f"{IDEAS}2026-00001/vote/", "votes:write"),
        ("DELETE", f"{IDEAS}2026-00001/vote/", "votes:write"),
    ],
)
def test_a_key_without_the_scope_is_told_which_it_lacks_and_changes_nothing(method, path, scope, ana):
    an_idea("Trees", author=ana)
    program = a_program(ana, *(one for one in Scope.values if one != scope))

    answer = program.send(method, path, {})

    assert (answer.status_code, answer.json()["code"]) == (403, "token.scope")
    assert scope in answer.json()["message"]
    assert (Idea.objects.get().title, Vote.objects.count()) == ("Trees", 0)


def test_a_blocked_person_is_blocked_by_program_too_and_told_why(ana):
    idea = an_idea("Trees")
    Block.objects.create(participant=ana, reason="Threats.")

    answer = a_program(ana).send("PUT", f"{IDEAS}{idea.number}/vote/")

    assert (answer.status_code, answer.json()["code"]) == (403, "participation.blocked")
    assert "Threats." in answer.json()["message"]


def test_a_key_decides_alone_whatever_cookie_comes_with_it(ana, lisbon):
    rui = signed_in_client(a_resident("Rui"))
    rui.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make(ana, 'me:read').text}"

    assert rui.get(SESSION).json()["person"]["name"] == "Ana"


def test_the_day_of_use_is_written_once_a_day(ana, lisbon):
    with time_machine.travel(NOON, tick=False):
        program = ProgramClient(lisbon, make(ana).text)
        with queries(3):  # who, the day, the list
            program.get(IDEAS)
        with queries(2):
            program.get(IDEAS)
    with time_machine.travel(NOON + timedelta(days=1), tick=False), queries(3):
        program.get(IDEAS)

    assert ApiToken.objects.get().last_used_on == (NOON + timedelta(days=1)).date()


# --- By session --------------------------------------------------------------------------------------------------


def test_a_session_writes_only_with_the_token_of_our_own_pages(ana, lisbon):
    idea = an_idea("Trees")
    browser = Client(headers={"host": lisbon.primary_domain}, enforce_csrf_checks=True)
    browser.cookies = signed_in_client(ana).cookies

    without = browser.put(f"{IDEAS}{idea.number}/vote/")
    with for_city(lisbon):
        browser.cookies["csrftoken"] = "a" * 32
    with_it = browser.put(f"{IDEAS}{idea.number}/vote/", headers={"x-csrftoken": "a" * 32})

    assert (without.status_code, without.json()["code"]) == (403, "csrf")
    assert (with_it.status_code, with_it.json()) == (200, {"supports": 1, "supported": True})


def test_a_person_makes_sees_and_ends_keys_by_session(ana):
    browser = signed_in_client(ana)

    made = browser.post(TOKENS, ASKED, content_type="application/json")
    listed = browser.get(TOKENS).json()["items"]
    ended = browser.delete(f"{TOKENS}{made.json()['id']}/")

    assert made.status_code == 201
    assert made.json()["token"].startswith(f"cw_{made.json()['prefix']}_")
    assert [sorted(one) for one in listed] == [sorted(set(made.json()) - {"token"})]
    assert (ended.status_code, ended.content) == (204, b"")
    assert browser.get(TOKENS).json() == {"items": []}


def test_a_key_makes_no_keys_and_sees_none(ana):
    program = a_program(ana)

    answers = [program.send("POST", TOKENS, ASKED), program.get(TOKENS), program.send("DELETE", f"{TOKENS}1/")]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "program.by_session")] * 3
    assert ApiToken.objects.count() == 1


def test_a_key_that_was_made_once_is_not_shown_again_and_stands_in_no_table(ana):
    browser = signed_in_client(ana)
    key = {"idempotency-key": "make-one"}

    first = browser.post(TOKENS, ASKED, content_type="application/json", headers=key)
    again = browser.post(TOKENS, ASKED, content_type="application/json", headers=key)

    assert (again.status_code, again.json()["code"]) == (409, "idempotency.shown_once")
    assert ApiToken.objects.count() == 1
    assert KeptReply.objects.get().body == ""
    assert first.json()["token"] not in repr(list(KeptReply.objects.values()) + list(AuditEntry.objects.values()))
