"""Who asked hears the answer: one mail each, in their language, with a way out of it."""

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from citizensourcing.discussions.services import follow_discussion
from citizensourcing.ideas.models import Idea, OfficialFeedback
from citizensourcing.ideas.services import write_feedback
from citizensourcing.ideas.services.mailing import mail_answer
from citizensourcing.notifications.mails import UNSUBSCRIBE, unsubscribe_address
from citizensourcing.notifications.models import Preference
from citizensourcing.participants.models import Participant
from config.celery import app
from outbox.models import OutboxEntry
from tenants import lookup, signing
from tests.factories import a_resident, an_idea, staff
from tests.helpers import CityClient, mails, signed_in_client, visitor_client


@pytest.fixture
def ana(lisbon) -> Participant:
    return a_resident("Ana", email="ana@example.org")


@pytest.fixture
def idea(ana) -> Idea:
    return an_idea("Trees along the tram & more", author=ana)


def answer(idea: Idea, text: str = "We plant forty.") -> OfficialFeedback:
    return write_feedback(
        idea=idea,
        by=staff("manager"),
        text=text,
        language="en",
        signed_name="Noor",
        signed_department="Parks",
        now=timezone.now(),
    )


def path_of(person: Participant) -> str:
    return unsubscribe_address(person).split(":8000", 1)[-1].split("localhost", 1)[-1]


def test_an_answer_sends_one_task_per_reader_and_none_to_who_wrote_it(idea, ana):
    bea = a_resident("Bea")
    follow_discussion(discussion=idea.discussion, participant=bea)
    follow_discussion(discussion=idea.discussion, participant=ana)

    feedback = answer(idea)

    tasks = OutboxEntry.objects.filter(name="ideas.mail_answer").order_by("pk")
    assert [task.payload for task in tasks] == [
        {"feedback_id": feedback.pk, "participant_id": ana.pk},
        {"feedback_id": feedback.pk, "participant_id": bea.pk},
    ]


def test_the_task_is_known_under_the_name_that_the_outbox_sends():
    app.loader.import_default_modules()

    assert "ideas.mail_answer" in app.tasks


def test_the_author_reads_the_answer_who_signed_it_and_where_it_stands(idea, ana):
    feedback = answer(idea)

    with time_machine.travel("2026-05-04 10:00Z", tick=False):  # a token tells the second it was made in
        written = mail_answer(feedback_id=feedback.pk, participant_id=ana.pk)
        way_out = unsubscribe_address(ana)

    [message] = mails()
    html = message.alternatives[0][0]
    assert written is True
    assert message.to == ["ana@example.org"]
    assert message.from_email.startswith("Lisbon <")
    assert message.subject == "Lisbon answers “Trees along the tram & more”"
    assert "the city has answered your idea" in message.body
    assert "We plant forty." in message.body
    assert "Noor, Parks" in message.body
    assert f"http://lisbon.localhost:8000/en/ideas/{idea.number}/" in message.body
    assert way_out in message.body
    assert "Trees along the tram &amp; more" in html
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["List-Unsubscribe"] == f"<{way_out}>"
    assert "X-Outbox-Key" not in message.extra_headers


def test_a_follower_reads_that_they_follow(idea):
    bea = a_resident("Bea")
    feedback = answer(idea)

    mail_answer(feedback_id=feedback.pk, participant_id=bea.pk)

    assert "an idea you follow" in mails()[0].body


def test_a_long_answer_is_cut_and_the_rest_is_a_link_away(idea, ana):
    feedback = answer(idea, "word " * 400)

    mail_answer(feedback_id=feedback.pk, participant_id=ana.pk)

    body = mails()[0].body
    assert body.count("word") < 121
    assert "…" in body


def test_done_twice_it_is_sent_once(idea, ana):
    feedback = answer(idea)

    mail_answer(feedback_id=feedback.pk, participant_id=ana.pk)
    mail_answer(feedback_id=feedback.pk, participant_id=ana.pk)
    first = len(mails())
    mail_answer(feedback_id=feedback.pk, participant_id=ana.pk)

    assert first == 1
    assert len(mails()) == 1


@pytest.fixture
def bilingual(lisbon):
    lisbon.languages = ["en", "fr"]
    lisbon.save(update_fields=["languages"])
    lookup.forget()
    return lisbon


@pytest.mark.parametrize(("chosen", "prefix"), [("fr", "/fr/ideas/"), ("", "/en/ideas/"), ("nl", "/en/ideas/")])
def test_the_mail_speaks_the_readers_language_or_the_citys(bilingual, idea, ana, chosen, prefix):
    Participant.objects.filter(pk=ana.pk).update(language=chosen)
    feedback = answer(idea)

    mail_answer(feedback_id=feedback.pk, participant_id=ana.pk)

    assert f"http://lisbon.localhost:8000{prefix}{idea.number}/" in mails()[0].body


def test_who_said_no_meanwhile_hears_nothing(idea, ana):
    feedback = answer(idea)
    Preference.objects.create(participant=ana, answers_by_mail=False)

    assert mail_answer(feedback_id=feedback.pk, participant_id=ana.pk) is False
    assert mails() == []


def test_nothing_is_told_of_an_idea_that_was_hidden_meanwhile(idea, ana):
    feedback = answer(idea)
    Idea.objects.filter(pk=idea.pk).update(visibility="hidden")

    assert mail_answer(feedback_id=feedback.pk, participant_id=ana.pk) is False
    assert mails() == []


def test_a_closed_account_gets_no_mail(idea, ana):
    feedback = answer(idea)
    User.objects.filter(pk=ana.user_id).update(is_active=False)

    assert mail_answer(feedback_id=feedback.pk, participant_id=ana.pk) is False
    assert mails() == []


def test_what_is_gone_is_no_reason_to_fail(ana):
    assert mail_answer(feedback_id=999999, participant_id=ana.pk) is False
    assert mail_answer(feedback_id=999999, participant_id=999999) is False


def test_the_link_asks_first_and_the_button_ends_the_mails(ana, lisbon_client):
    page = lisbon_client.get(path_of(ana))
    still = Preference.objects.filter(answers_by_mail=False).count()
    done = lisbon_client.post(path_of(ana))

    assert page.status_code == 200
    assert "Stop these mails" in page.content.decode()
    assert "ana@example.org" not in page.content.decode()
    assert still == 0
    assert "Done: no more mails of answers" in done.content.decode()
    assert Preference.objects.get(participant=ana).answers_by_mail is False
    assert page.cookies == done.cookies == {}


def test_a_mail_program_ends_them_with_one_click_and_no_cookie(lisbon, ana):
    program = CityClient(lisbon, enforce_csrf_checks=True)

    answer = program.post(path_of(ana), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert Preference.objects.get(participant=ana).answers_by_mail is False


def test_who_changes_their_mind_gets_them_again(ana, lisbon_client):
    lisbon_client.post(path_of(ana))

    again = lisbon_client.post(path_of(ana), {"wanted": "1"})

    assert "you hear of answers again" in again.content.decode()
    assert Preference.objects.get(participant=ana).answers_by_mail is True


@pytest.mark.parametrize("token", ["x", "eyJhIjoxfQ:1abc:nothing"])
def test_a_made_up_token_opens_nothing(lisbon_client, token):
    assert lisbon_client.get(f"/unsubscribe/{token}/").status_code == 404
    assert lisbon_client.post(f"/unsubscribe/{token}/").status_code == 404


def test_a_token_for_something_else_opens_nothing(ana, lisbon_client):
    token = signing.sign(ana.pk, purpose="something else")

    assert lisbon_client.post(f"/unsubscribe/{token}/").status_code == 404


def test_a_token_of_one_city_is_worth_nothing_in_another(ana, porto):
    assert visitor_client(porto).post(path_of(ana)).status_code == 404
    assert Preference.objects.count() == 0


def test_a_person_without_an_account_opens_nothing(lisbon, lisbon_client):
    token = signing.sign(999999, purpose=UNSUBSCRIBE)

    assert lisbon_client.get(f"/unsubscribe/{token}/").status_code == 404


def test_mails_are_chosen_on_a_page_of_ones_own(ana):
    client = signed_in_client(ana)

    before = client.get("/en/me/mails/").content.decode()
    answer = client.post("/en/me/mails/", {})
    after = client.get("/en/me/mails/").content.decode()

    assert "checked" in before
    assert (answer.status_code, answer["Location"]) == (303, "/en/me/mails/")
    assert Preference.objects.get(participant=ana).answers_by_mail is False
    assert "checked" not in after
