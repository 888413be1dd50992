"""Leaving by hand: asked whether it is really them, a week to think, or now; somebody has to run the wall."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation import services as moderation
from citizensourcing.participants.models import Participant
from citizensourcing.privacy.models import Departure
from citizensourcing.privacy.services import leaving
from common.exceptions import RuleViolation
from outbox.models import OutboxEntry
from outbox.services import deliver_all
from tenants.models import Erasure
from tests import factories
from tests.helpers import CityClient, mails, visitor_client
from tests.leftovers import leftovers

LEAVE = "/en/me/leave/"
EMAIL = "ana@example.org"
SAID = {"texts": "stay", "when": "later", "confirmation": "leave"}


def code_in(mail) -> str:
    found = re.search(r"\b\d{6}\b", mail.body)
    assert found
    return found[0]


def sign_in() -> CityClient:
    """Through the door, as people do: the browser then says when."""
    browser = visitor_client()
    browser.post("/en/account/", {"email": EMAIL})
    browser.post("/en/account/code/", {"code": code_in(mails()[-1])})
    return browser


@pytest.fixture
def ana(lisbon, topics) -> Participant:
    cache.clear()
    person = factories.a_resident("Ana", email=EMAIL)
    factories.an_idea("Trees along the tram", author=person)
    return person


@pytest.fixture
def browser(ana) -> CityClient:
    return sign_in()


def test_the_page_explains_and_asks_for_a_word(browser):
    page = browser.get(LEAVE).content.decode()

    assert "What goes" in page
    assert "What stays" in page
    assert "Type “leave” to say that you mean it" in page


def test_she_leaves_in_a_week_and_a_mail_says_so(browser, ana):
    answer = browser.post(LEAVE, SAID)
    page = browser.get(LEAVE).content.decode()

    departure = Departure.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, LEAVE)
    assert (departure.participant, departure.keeps_texts) == (ana, True)
    assert departure.due_at - departure.asked_at == timedelta(days=7)
    assert "You are leaving" in page
    assert "I stay after all" in page
    assert mails()[-1].subject == "You are leaving the wall of Lisbon"
    assert "/en/me/leave/" in mails()[-1].body
    assert User.objects.filter(email=EMAIL, is_active=True).exists()


def test_she_changes_her_mind(browser, ana):
    browser.post(LEAVE, SAID)

    answer = browser.post(f"{LEAVE}stay/", follow=True)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        deliver_all()

    assert "Good that you stay." in answer.content.decode()
    assert Participant.objects.filter(pk=ana.pk).exists()
    assert not Departure.objects.exists()
    assert not Erasure.objects.exists()


def test_when_the_week_is_over_she_is_gone_and_not_before(browser, ana, django_capture_on_commit_callbacks):
    browser.post(LEAVE, SAID)
    due_at = Departure.objects.get().due_at

    with time_machine.travel(due_at - timedelta(minutes=1), tick=False):
        deliver_all()
    is_there = Participant.objects.filter(pk=ana.pk).exists()
    with time_machine.travel(due_at + timedelta(seconds=1), tick=False):
        deliver_all()

    assert is_there is True
    assert not Participant.objects.filter(pk=ana.pk).exists()
    assert not User.objects.filter(email=EMAIL).exists()
    assert Idea.objects.get().author is None
    assert browser.get(LEAVE)["Location"].startswith("/en/account/")


def test_at_once_means_at_once(browser, ana):
    answer = browser.post(LEAVE, SAID | {"when": "now", "texts": "go"})
    goodbye = browser.get(answer["Location"])
    deliver_all()

    assert answer["Location"] == "/en/me/left/"
    assert "You have left" in goodbye.content.decode()
    assert not Participant.objects.exists()
    assert not User.objects.exists()
    assert not Idea.objects.exists()
    assert Erasure.objects.get().keeps_texts is False


@pytest.mark.parametrize("word", ["", "yes", "leave me"])
def test_another_word_is_no_yes(browser, word):
    answer = browser.post(LEAVE, SAID | {"confirmation": word, "texts": "go"})

    assert answer.status_code == 422
    assert 'value="go"' in answer.content.decode()
    assert not Departure.objects.exists()


def test_who_signed_in_a_while_ago_needs_a_mailed_code(browser, ana):
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        page = browser.get(LEAVE).content.decode()
        with_word = browser.post(LEAVE, SAID)
        browser.post(f"{LEAVE}code/")
        asked = browser.get(LEAVE).content.decode()
        code = code_in(mails()[-1])
        wrong = browser.post(LEAVE, SAID | {"confirmation": f"{(int(code) + 1) % 10**6:06d}"})
        right = browser.post(LEAVE, SAID | {"confirmation": f"{code[:3]} {code[3:]}"})

    assert "Mail me a code" in page
    assert "Type “leave”" not in page
    assert (with_word.status_code, wrong.status_code, right.status_code) == (422, 422, 303)
    assert "The six digits from our mail" in asked
    assert mails()[-2].to == [EMAIL]
    assert Departure.objects.get().participant == ana


def test_a_code_is_worth_five_tries_and_a_quarter_of_an_hour(browser):
    later = timezone.now() + timedelta(minutes=20)
    with time_machine.travel(later):
        browser.post(f"{LEAVE}code/")
        code = code_in(mails()[-1])
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        tries = [browser.post(LEAVE, SAID | {"confirmation": wrong}).status_code for _once in range(5)]
        spent = browser.post(LEAVE, SAID | {"confirmation": code})
        browser.post(f"{LEAVE}code/")
        second = code_in(mails()[-1])
    with time_machine.travel(later + timedelta(minutes=16)):
        late = browser.post(LEAVE, SAID | {"confirmation": second})

    assert tries == [422] * 5
    assert "That code is no longer good." in spent.content.decode()
    assert "That code is no longer good." in late.content.decode()
    assert not Departure.objects.exists()


def test_codes_are_mailed_five_times_an_hour(browser):
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        answers = [browser.post(f"{LEAVE}code/", follow=True).content.decode() for _once in range(6)]
        sent = [mail for mail in mails() if "leaving the wall" in mail.subject]

    assert ["That was a lot in a short time." in page for page in answers] == [False] * 5 + [True]
    assert len(sent) == 5


def test_the_last_city_admin_cannot_leave_until_there_is_another(lisbon):
    admin = factories.staff("city_admin")

    with pytest.raises(RuleViolation) as refusal:
        leaving.ask_to_leave(person=admin, keeps_texts=True, now=timezone.now())
    factories.staff("city_admin", "The second")
    departure = leaving.ask_to_leave(person=admin, keeps_texts=True, now=timezone.now())

    assert refusal.value.code == "leave.last_admin"
    assert departure.participant == admin


def test_an_admin_who_became_the_last_during_the_week_stays_for_now(lisbon):
    first, second = factories.staff("city_admin", "First"), factories.staff("city_admin", "Second")
    now = timezone.now()
    mine = leaving.ask_to_leave(person=first, keeps_texts=True, now=now)
    leaving.ask_to_leave(person=second, keeps_texts=True, now=now, at_once=True)
    deliver_all()

    finished = leaving.leave_step(departure_id=mine.pk, now=mine.due_at)

    mine.refresh_from_db()
    assert finished is False
    assert mine.begun_at is None
    assert Participant.objects.filter(pk=first.pk).exists()
    assert not Participant.objects.filter(pk=second.pk).exists()


def test_what_staff_signed_for_the_city_stays_signed(ana):
    manager = factories.staff("manager", "Marta", department="Parks")
    idea = Idea.objects.get()
    ideas.write_feedback(
        idea=idea,
        by=manager,
        text="We plant forty.",
        language="en",
        signed_name="Marta",
        signed_department="Parks",
        now=timezone.now(),
    )

    leaving.ask_to_leave(person=manager, keeps_texts=False, now=timezone.now(), at_once=True)
    deliver_all()

    answer = idea.feedback.get()
    assert (answer.author, answer.signed_name, answer.text) == (None, "Marta", "We plant forty.")


def test_leaving_is_no_way_round_a_block(ana):
    moderator = factories.staff("moderator")
    moderation.block(person=ana, by=moderator, reason="Three warnings, Ana.")
    leaving.ask_to_leave(person=ana, keeps_texts=True, now=timezone.now(), at_once=True)
    deliver_all()
    back = factories.a_resident("Somebody new", email=EMAIL)
    somebody_else = factories.a_resident("Rui")

    with pytest.raises(RuleViolation) as refusal:
        ideas.vote_for(idea=Idea.objects.get(), voter=back, now=timezone.now())

    assert refusal.value.code == "participation.blocked"
    assert "This block is from before you left the wall." in str(refusal.value.sentence)
    assert ideas.vote_for(idea=Idea.objects.get(), voter=somebody_else, now=timezone.now()) is True
    assert ideas.vote_for(idea=Idea.objects.get(), voter=back, now=timezone.now() + timedelta(days=366)) is True


@pytest.mark.parametrize(
    ("blocked", "back"),
    [
        ("ana@example.org", "Ana@Example.org"),
        ("ana@example.org", "ana+again@example.org"),
        ("ana+one@example.org", "ana+two@example.org"),
        ("ana.maria@gmail.com", "anamaria@gmail.com"),
        ("anamaria@gmail.com", "a.n.a.maria+x@googlemail.com"),
        ("ana@example.org", '"ana"@example.org'),
        ("ana@example.org", '"a\\na+x"@example.org'),
        ("anamaria@gmail.com", '"ana.maria"@gmail.com'),
    ],
)
@pytest.mark.parametrize("leaves", [True, False])
def test_no_other_way_to_write_an_address_walks_round_a_block(lisbon, topics, blocked, back, leaves):
    cache.clear()
    person, moderator = factories.a_resident("Ana", email=blocked), factories.staff("moderator")
    idea = factories.an_idea("Trees along the tram")
    moderation.block(person=person, by=moderator, reason="Three warnings.")
    if leaves:
        leaving.ask_to_leave(person=person, keeps_texts=True, now=timezone.now(), at_once=True)
        deliver_all()
    again = person if blocked == back.lower() and not leaves else factories.a_resident("New", email=back)

    with pytest.raises(RuleViolation) as refusal:
        ideas.vote_for(idea=idea, voter=again, now=timezone.now())

    assert refusal.value.code == "participation.blocked"


@pytest.mark.parametrize("other", ["a.na@example.org", "ana@example.com", "an+a@example.org", "anna@example.org"])
def test_another_mailbox_is_another_person(ana, other):
    moderation.block(person=ana, by=factories.staff("moderator"), reason="Three warnings, Ana.")

    assert ideas.vote_for(idea=Idea.objects.get(), voter=factories.a_resident("X", email=other), now=timezone.now())


def test_signing_in_keeps_the_address_as_it_was_typed(ana):
    browser = visitor_client()
    browser.post("/en/account/", {"email": "ana+wall@example.org"})
    browser.post("/en/account/code/", {"code": code_in(mails()[-1])})

    assert mails()[-1].to == ["ana+wall@example.org"]
    assert set(User.objects.values_list("email", flat=True)) == {"ana@example.org", "ana+wall@example.org"}


@pytest.mark.parametrize(("days", "stays_until"), [(30, "22 December 2026"), (None, "22 November 2027")])
def test_who_is_blocked_is_told_what_stays_and_until_when(ana, days, stays_until):
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        until = None if days is None else now + timedelta(days=days)
        moderation.block(person=ana, by=factories.staff("moderator"), reason="Three warnings, Ana.", until=until)
        browser = sign_in()
        before = browser.get(LEAVE).content.decode()
        browser.post(LEAVE, SAID)
        during = browser.get(LEAVE).content.decode()

    said = f"a mark of your e-mail address stays until {stays_until}"
    assert said in before
    assert said in during


def test_who_is_not_blocked_reads_of_no_mark(browser):
    assert "a mark of your e-mail address" not in browser.get(LEAVE).content.decode()


def test_the_page_says_what_happens_to_pictures_and_to_texts_that_go(browser):
    page = " ".join(browser.get(LEAVE).content.decode().split())

    assert "Without your name, and without your pictures." in page
    assert 'They go too<span class="hint">Where others support, answer or discuss what you wrote,' in page


def test_within_the_week_she_leaves_at_once_after_all(browser, ana):
    browser.post(LEAVE, SAID)
    page = browser.get(LEAVE).content.decode()
    refused = browser.post(LEAVE, {"texts": "go", "when": "now", "confirmation": "no"})
    answer = browser.post(LEAVE, {"texts": "go", "when": "now", "confirmation": "leave"})
    deliver_all()

    assert "Leave now after all" in page
    assert '<input type="hidden" name="when" value="now"' in page
    assert refused.status_code == 422
    assert (answer.status_code, answer["Location"]) == (303, "/en/me/left/")
    assert not Participant.objects.filter(pk=ana.pk).exists()
    assert not Idea.objects.exists()


def test_one_last_mail_tells_her_and_then_her_address_is_gone(browser, ana, django_capture_on_commit_callbacks):
    browser.post(LEAVE, SAID | {"when": "now", "texts": "go"})
    with django_capture_on_commit_callbacks(execute=True):
        deliver_all()

    last = mails()[-1]
    assert (last.to, last.subject) == ([EMAIL], "You have left the wall of Lisbon")
    assert "Your ideas and comments went with it." in last.body
    assert list(OutboxEntry.objects.filter(kind="mail").order_by("pk").values_list("name", "payload")) == [
        ("login_code", {}),
        ("left", {}),
    ]
    assert leftovers([EMAIL]) == []


def test_the_last_mail_waits_with_its_address_until_it_is_sent(browser, settings):
    settings.OUTBOX_MAIL_BACKEND = "nowhere.Backend"
    browser.post(LEAVE, SAID | {"when": "now"})
    deliver_all()
    waiting = leftovers([EMAIL])
    settings.OUTBOX_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        deliver_all()

    assert waiting == [f"outbox_outboxentry.payload: {EMAIL}"]
    assert leftovers([EMAIL]) == []


@pytest.mark.parametrize("door", ["code/", "stay/"])
def test_doors_that_only_take_a_press_lead_to_the_page(browser, door):
    answer = browser.get(f"{LEAVE}{door}")

    assert (answer.status_code, answer["Location"]) == (303, LEAVE)


def test_a_departure_that_got_lost_is_taken_up_again(ana):
    departure = leaving.ask_to_leave(person=ana, keeps_texts=True, now=timezone.now())
    OutboxEntry.objects.all().delete()

    due = departure.due_at
    early = leaving.revive(now=due)
    late = leaving.revive(now=due + timedelta(minutes=6))

    assert (early, late) == (0, 1)
    assert OutboxEntry.objects.filter(name="privacy.leave_step").count() == 1


def test_there_is_no_way_back_once_it_has_begun(ana):
    departure = leaving.ask_to_leave(person=ana, keeps_texts=True, now=timezone.now(), at_once=True)
    leaving.leave_step(departure_id=departure.pk, now=timezone.now())

    for act in (
        lambda: leaving.stay(person=ana),
        lambda: leaving.ask_to_leave(person=ana, keeps_texts=False, now=timezone.now()),
    ):
        with pytest.raises(RuleViolation) as refusal:
            act()
        assert refusal.value.code == "leave.begun"
    assert User.objects.filter(email=EMAIL, is_active=True).count() == 0


def test_a_goodbye_to_the_blocked_says_what_stays_and_until_when(ana, browser):
    moderation.block(
        person=ana, by=factories.staff("moderator"), reason="Insults", until=timezone.now() + timedelta(days=30)
    )

    answer = browser.post(LEAVE, SAID | {"when": "now"})
    goodbye = browser.get(answer["Location"]).content.decode()
    deliver_all()

    day = timezone.localdate(timezone.now() + timedelta(days=30))
    said = f"{day.day} {day:%B %Y}"
    assert answer["Location"] == f"/en/me/left/?mark={day.isoformat()}"
    assert f"a mark of your e-mail address stays until {said}" in goodbye
    assert "nothing here leads to you" not in goodbye
    assert f"a mark of your address stays here until {said}" in mails()[-1].body
    assert "gone from here too" not in mails()[-1].body


@pytest.mark.parametrize("tail", ["", "?mark=soon", "?mark=2027-13-45"])
def test_a_goodbye_to_everybody_else_speaks_of_no_mark(lisbon, tail):
    page = visitor_client().get(f"/en/me/left/{tail}").content.decode()

    assert "nothing here leads to you any more" in page
    assert "a mark of" not in page


@pytest.mark.parametrize("path", ["ideas", "supports", "comments", "profile", "programs", "data"])
def test_during_the_week_every_page_of_mine_says_so_and_lets_her_stay(ana, browser, path):
    before = browser.get(f"/en/me/{path}/").content.decode()
    departure = leaving.ask_to_leave(person=ana, keeps_texts=True, now=timezone.now())
    page = browser.get(f"/en/me/{path}/").content.decode()

    stayed = browser.post("/en/me/leave/stay/", {"next": f"/en/me/{path}/"})

    day = timezone.localdate(departure.due_at)
    assert "You leave the wall on" not in before
    assert page.count(f"You leave the wall on {day.day} {day:%B %Y}.") == 1
    assert "I stay after all" in page
    assert (stayed["Location"], Departure.objects.count()) == (f"/en/me/{path}/", 0)
