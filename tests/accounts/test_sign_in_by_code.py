"""One door: a mailed code signs in who is known and makes known who is not, and nobody can tell which."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.crypto import get_random_string

from accounts.models import User
from citizensourcing.participants.models import Participant
from outbox.models import OutboxEntry
from outbox.services import deliver_all
from tenants import lookup
from tests.factories import a_resident
from tests.helpers import CityClient, carry_cookies, visitor_client

DOOR = "/en/account/"
CODE_PAGE = "/en/account/code/"


@pytest.fixture(autouse=True)
def _fresh_limits(settings):
    """Each test counts for itself, also beside others that run at the same time."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": get_random_string(8)}}


@pytest.fixture
def ana(lisbon) -> Participant:
    return a_resident("Ana", email="ana@example.org")


def ask(client: Client, email: str, **more: str):
    return client.post(DOOR, {"email": email, **more})


def mailed_code() -> str:
    deliver_all()
    return re.search(r"^ +(\d{6})$", mail.outbox[-1].body, re.MULTILINE)[1]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_known_comes_in_with_the_mailed_code(lisbon_client, ana):
    asked = ask(lisbon_client, "ana@example.org")
    code = mailed_code()

    came_in = lisbon_client.post(CODE_PAGE, {"code": code})

    assert (asked.status_code, asked["Location"]) == (303, CODE_PAGE)
    assert (came_in.status_code, came_in["Location"]) == (302, "/en/me/welcome/")
    assert lisbon_client.session["_auth_user_id"] == str(ana.user_id)
    assert User.objects.count() == 1


def test_who_signs_in_on_a_dutch_page_stays_in_dutch_whatever_the_browser_prefers(lisbon, ana):
    lisbon.languages = ["nl", "en"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()
    browser, english = visitor_client(lisbon), {"Accept-Language": "en"}

    asked = browser.post("/nl/account/", {"email": "ana@example.org"}, headers=english)
    came_in = browser.post(asked["Location"], {"code": mailed_code()}, headers=english)
    arrived = browser.get(came_in["Location"], headers=english)
    left = browser.post("/nl/account/sign-out/", headers=english)

    assert (asked["Location"], came_in["Location"]) == ("/nl/account/code/", "/nl/me/welcome/")
    assert (arrived["Location"], left["Location"]) == ("/nl/", "/nl/")


def test_somebody_new_gets_an_account_when_the_code_comes_back_and_not_before(lisbon_client):
    ask(lisbon_client, "Rui@Example.org")
    before = User.objects.count()

    came_in = lisbon_client.post(CODE_PAGE, {"code": mailed_code()})

    user = User.objects.get()
    address = EmailAddress.objects.get()
    assert before == 0
    assert came_in["Location"] == "/en/me/welcome/"
    assert (user.email, user.has_usable_password()) == ("rui@example.org", False)
    assert (address.user, address.email, address.verified, address.primary) == (user, "rui@example.org", True, True)
    assert is_signed_in(lisbon_client)


def test_digits_may_be_typed_with_spaces(lisbon_client, ana):
    ask(lisbon_client, "ana@example.org")
    code = mailed_code()

    lisbon_client.post(CODE_PAGE, {"code": f" {code[:3]} {code[3:]} "})

    assert is_signed_in(lisbon_client)


def test_nobody_can_tell_a_known_address_from_an_unknown_one(lisbon, ana):
    known, unknown = visitor_client(lisbon), visitor_client(lisbon)

    answers = [ask(known, "ana@example.org"), ask(unknown, "new@example.org")]
    pages = [known.get(CODE_PAGE), unknown.get(CODE_PAGE)]
    misses = [known.post(CODE_PAGE, {"code": "x"}), unknown.post(CODE_PAGE, {"code": "x"})]
    again = [known.post(CODE_PAGE, {"again": "1"}), unknown.post(CODE_PAGE, {"again": "1"})]

    same = [_without_what_differs(page.content.decode()) for page in pages]
    missed = [_without_what_differs(page.content.decode()) for page in misses]
    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert same[0] == same[1]
    assert missed[0] == missed[1]
    assert [page.status_code for page in misses] == [422, 422]
    assert again[0]["Location"] == again[1]["Location"] == f"{CODE_PAGE}?sent=again"
    assert OutboxEntry.objects.filter(name="login_code").count() == 4


def _without_what_differs(page: str) -> str:
    """The page without its CSRF token and the first letter of the address that was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return re.sub(r"\b\w…", "…", page)


def test_a_known_and_an_unknown_address_cost_the_same_work(lisbon, ana, django_assert_max_num_queries):
    known, unknown = visitor_client(lisbon), visitor_client(lisbon)

    with django_assert_max_num_queries(30) as for_known:
        ask(known, "ana@example.org")
    with django_assert_max_num_queries(30) as for_unknown:
        ask(unknown, "new@example.org")

    assert abs(len(for_known) - len(for_unknown)) <= 1


def test_mails_come_from_the_city_and_say_the_code_in_the_text_only(lisbon_client, ana):
    ask(lisbon_client, "ana@example.org")
    code = mailed_code()

    message = mail.outbox[-1]
    assert message.to == ["ana@example.org"]
    assert message.from_email.startswith("Lisbon <")
    assert message.subject == "Your code for Lisbon"
    assert code not in message.subject
    assert "It works for 15 minutes" in message.body


def test_wrong_digits_are_told_kindly_and_five_times_at_most(lisbon_client, ana):
    ask(lisbon_client, "ana@example.org", next="/en/ideas/")
    code = mailed_code()

    tries = [lisbon_client.post(CODE_PAGE, {"code": wrong(code), "next": "/en/ideas/"}) for _ in range(5)]
    too_late = lisbon_client.post(CODE_PAGE, {"code": code})

    assert [answer.status_code for answer in tries] == [422, 422, 422, 422, 303]
    assert "These are not the six digits from the latest e-mail." in tries[0].content.decode()
    assert tries[4]["Location"] == f"{DOOR}?next=%2Fen%2Fideas%2F&why=tries"
    assert "that code is spent" in lisbon_client.get(tries[4]["Location"]).content.decode()
    assert too_late["Location"] == f"{DOOR}?why=late"
    assert not is_signed_in(lisbon_client)


def test_a_code_runs_out_and_the_page_says_so(lisbon_client, ana):
    with time_machine.travel("2026-05-04 10:00Z", tick=False) as clock:
        ask(lisbon_client, "ana@example.org")
        code = mailed_code()
        clock.shift(901)

        late = lisbon_client.post(CODE_PAGE, {"code": code, "next": "/en/ideas/"})

        assert late["Location"] == f"{DOOR}?next=%2Fen%2Fideas%2F&why=late"
        assert "That code is no longer good" in lisbon_client.get(late["Location"]).content.decode()
    assert not is_signed_in(lisbon_client)


def test_a_new_code_makes_the_old_one_worthless(lisbon_client, ana):
    ask(lisbon_client, "ana@example.org")
    old = mailed_code()

    again = lisbon_client.post(CODE_PAGE, {"again": "1", "next": "/en/ideas/"})
    new = mailed_code()
    page = lisbon_client.get(again["Location"]).content.decode()
    with_old = lisbon_client.post(CODE_PAGE, {"code": old if old != new else wrong(new)})
    with_new = lisbon_client.post(CODE_PAGE, {"code": new})

    assert again["Location"] == f"{CODE_PAGE}?next=%2Fen%2Fideas%2F&sent=again"
    assert "New digits are on their way" in page
    assert with_old.status_code == 422
    assert with_new.status_code == 302


def test_too_many_codes_for_one_address_are_refused_with_a_sentence(lisbon_client, ana):
    for _ in range(3):
        ask(lisbon_client, "ana@example.org")

    fourth = ask(lisbon_client, "ana@example.org")

    assert fourth.status_code == 422
    assert "Wait a few minutes, then ask again." in fourth.content.decode()
    assert OutboxEntry.objects.filter(name="login_code").count() == 3


def test_one_mailbox_gets_no_flood_however_many_spellings_it_has(lisbon_client):
    for n in range(6):
        ask(lisbon_client, f"ana+{n}@example.org")

    seventh = ask(lisbon_client, '"ana+6"@example.org')
    another = ask(lisbon_client, "rui@example.org")

    assert (seventh.status_code, another.status_code) == (422, 303)
    assert OutboxEntry.objects.filter(name="login_code").count() == 7


def test_the_limit_counts_the_same_for_an_unknown_address(lisbon_client):
    for _ in range(3):
        ask(lisbon_client, "new@example.org")

    fourth = ask(lisbon_client, "new@example.org")

    assert fourth.status_code == 422
    assert OutboxEntry.objects.count() == 3


def test_sending_again_is_counted_too(lisbon_client, ana):
    ask(lisbon_client, "ana@example.org")
    lisbon_client.post(CODE_PAGE, {"again": "1"})
    lisbon_client.post(CODE_PAGE, {"again": "1"})

    too_often = lisbon_client.post(CODE_PAGE, {"again": "1"})

    assert too_often.status_code == 429
    assert "The latest one still works" in too_often.content.decode()
    assert OutboxEntry.objects.filter(name="login_code").count() == 3


@pytest.mark.parametrize(
    "typed",
    ["ana@b\u00fccher.example", "ANA@B\u00dcCHER.example", "ana@xn--bcher-kva.example", "ana@\uff42\u00fccher.example"],
)
def test_one_mailbox_is_one_account_however_its_domain_is_written(lisbon_client, typed):
    ask(lisbon_client, typed)

    lisbon_client.post(CODE_PAGE, {"code": mailed_code()})

    assert [user.email for user in User.objects.all()] == ["ana@xn--bcher-kva.example"]


def test_a_wrong_address_can_be_typed_again(lisbon_client, ana):
    ask(lisbon_client, "anna@example.org", next="/en/ideas/")

    code_page = lisbon_client.get(f"{CODE_PAGE}?next=/en/ideas/").content.decode()
    back = lisbon_client.get(f"{DOOR}?next=/en/ideas/")

    assert 'href="/en/account/?next=%2Fen%2Fideas%2F"' in code_page
    assert back.status_code == 200
    assert 'name="next" value="/en/ideas/"' in back.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Type your e-mail address"), ("ana@", "An e-mail address looks like name@example.org.")],
)
def test_an_address_that_is_none_is_told_apart_with_a_sentence(lisbon_client, typed, sentence):
    answer = ask(lisbon_client, typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert OutboxEntry.objects.count() == 0


def test_the_way_on_is_kept_from_the_first_page_to_the_last(lisbon_client, ana):
    asked = ask(lisbon_client, "ana@example.org", next="/en/ideas/2026-00042/?sort=new")
    came_in = lisbon_client.post(asked["Location"], {"code": mailed_code(), "next": "/en/ideas/2026-00042/?sort=new"})
    passed = lisbon_client.get(came_in["Location"])

    assert asked["Location"] == f"{CODE_PAGE}?next=%2Fen%2Fideas%2F2026-00042%2F%3Fsort%3Dnew"
    assert came_in["Location"] == "/en/me/welcome/?next=%2Fen%2Fideas%2F2026-00042%2F%3Fsort%3Dnew"
    assert (passed.status_code, passed["Location"]) == (303, "/en/ideas/2026-00042/?sort=new")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "https://evil.example/",
        "http://porto.localhost/en/",
        "http://porto.localhost:8000/en/",
        "http://localhost:8000/",
        "javascript:alert(1)",
        "/\\evil.example",
        "///evil.example",
        "http:evil.example",
    ],
)
def test_nobody_is_sent_to_another_host(lisbon_client, ana, elsewhere):
    asked = ask(lisbon_client, "ana@example.org", next=elsewhere)
    came_in = lisbon_client.post(CODE_PAGE, {"code": mailed_code(), "next": elsewhere})
    passed = lisbon_client.get("/en/me/welcome/", {"next": elsewhere})
    left = lisbon_client.post("/en/account/sign-out/", {"next": elsewhere})

    assert asked["Location"] == CODE_PAGE
    assert came_in["Location"] == "/en/me/welcome/"
    assert passed["Location"] == "/en/"
    assert left["Location"] == "/en/"


def test_signing_out_needs_a_post(lisbon_client, ana):
    lisbon_client.force_login(ana.user)

    page = lisbon_client.get("/en/account/sign-out/")
    still_in = is_signed_in(lisbon_client)
    left = lisbon_client.post("/en/account/sign-out/")

    assert (page.status_code, still_in) == (200, True)
    assert (left.status_code, left["Location"]) == (303, "/en/")
    assert not is_signed_in(lisbon_client)


def test_a_closed_account_stays_closed(lisbon_client, ana):
    User.objects.filter(pk=ana.user_id).update(is_active=False)
    ask(lisbon_client, "ana@example.org")

    answer = lisbon_client.post(CODE_PAGE, {"code": mailed_code()})

    assert answer["Location"] == "/en/account/closed/"
    assert lisbon_client.get(answer["Location"]).status_code == 403
    assert not is_signed_in(lisbon_client)
    assert User.objects.count() == 1


def test_a_code_of_one_city_is_worth_nothing_in_another(lisbon_client, porto, ana):
    ask(lisbon_client, "ana@example.org")
    code = mailed_code()

    answer = carry_cookies(lisbon_client, porto).post(CODE_PAGE, {"code": code})

    assert answer["Location"] == f"{DOOR}?why=late"


def test_the_forms_refuse_a_post_without_their_token(lisbon):
    client = CityClient(lisbon, enforce_csrf_checks=True)

    answer = ask(client, "ana@example.org")

    assert answer.status_code == 403
    assert "Please send that once more" in answer.content.decode()
    assert OutboxEntry.objects.count() == 0


def test_the_code_page_helps_phones_to_fill_it_in(lisbon_client, ana):
    ask(lisbon_client, "ana@example.org")

    page = lisbon_client.get(CODE_PAGE).content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "ana@example.org" not in page


def test_signing_up_is_signing_in(lisbon_client):
    answer = lisbon_client.get("/en/account/sign-up/?next=/en/ideas/")

    assert (answer.status_code, answer["Location"]) == (303, f"{DOOR}?next=%2Fen%2Fideas%2F")


@pytest.mark.parametrize("path", ["password/reset/", "password/change/", "email/", "login/", "signup/", "login/code/"])
def test_nothing_of_allauth_stands_open_that_we_do_not_use(lisbon_client, path):
    assert lisbon_client.get(f"/en/account/{path}").status_code == 404


def test_an_operator_signs_in_on_the_platforms_host(db):
    client = Client(headers={"host": "localhost"})
    operator = User.objects.create_user("op@example.org", is_staff=True)
    client.post("/account/", {"email": "op@example.org"})

    came_in = client.post("/account/code/", {"code": mailed_code()})

    assert came_in["Location"] == "/"
    assert client.session["_auth_user_id"] == str(operator.pk)


def test_nobody_makes_themselves_an_operator(db):
    client = Client(headers={"host": "localhost"})
    asked = client.post("/account/", {"email": "curious@example.org"})
    deliver_all()

    answers = [client.post("/account/code/", {"code": code}) for code in ("", "000000", "-")]

    assert (asked.status_code, asked["Location"]) == (303, "/account/code/")
    assert "It opens nothing here" in mail.outbox[-1].body
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert User.objects.count() == 0


def test_limits_know_the_network_but_keep_no_address(lisbon_client, ana):
    lisbon_client.post(DOOR, {"email": "ana@example.org"}, REMOTE_ADDR="203.0.113.77")

    keys = [key.decode() for key in cache._cache.get_client(None).keys(f"*{cache.key_prefix}*")]

    assert [key for key in keys if "203.0.113" in key] == []
    assert any(":ip:" in key for key in keys)


def test_the_same_person_in_two_windows_gets_one_account(lisbon):
    first, second = visitor_client(lisbon), visitor_client(lisbon)
    codes = []
    for window in (first, second):
        ask(window, "new@example.org")
        codes.append(mailed_code())

    first.post(CODE_PAGE, {"code": codes[0]})
    second.post(CODE_PAGE, {"code": codes[1]})

    assert first.session["_auth_user_id"] == second.session["_auth_user_id"]
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_an_address_that_slept_unconfirmed_is_confirmed_by_the_code(lisbon_client):
    user = User.objects.create_user("old@example.org")
    EmailAddress.objects.create(user=user, email="old@example.org", verified=False, primary=True)
    ask(lisbon_client, "old@example.org")

    lisbon_client.post(CODE_PAGE, {"code": mailed_code()})

    assert lisbon_client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get().verified is True


def test_the_sign_in_pages_do_not_offer_to_sign_in_and_tell_no_other_site_where_one_was(lisbon_client):
    answer = lisbon_client.get(f"{DOOR}?next=/en/ideas/")

    assert f'href="{DOOR}?next=' not in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
