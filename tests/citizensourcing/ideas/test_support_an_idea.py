"""Supporting an idea: one vote each, exact however many come at once, and nobody else's business."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import AuditEntry
from citizensourcing.ideas import services, trending
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.moderation.services import block
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Phase
from common.exceptions import RuleViolation
from outbox.models import OutboxEntry
from tenants import lookup
from tenants.context import for_city
from tenants.models import City
from tests import helpers
from tests.factories import a_resident, an_idea, staff
from tests.helpers import signed_in_client, visitor_client

HTMX = {"hx-request": "true"}
MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
PEOPLE = 32


@pytest.fixture
def idea(lisbon) -> Idea:
    return an_idea("Trees along the tram")


@pytest.fixture
def ana(lisbon) -> Participant:
    return a_resident("Ana Unmistakable")


def door(idea: Idea) -> str:
    return f"/en/ideas/{idea.number}/support/"


def page_of(idea: Idea, client) -> str:
    return client.get(f"/en/ideas/{idea.number}/").content.decode()


def state(idea: Idea) -> dict[str, object]:
    """Everything that a vote moves."""
    columns = ("support_count", "trending_score", "trending_hour", "trending_hour_count", "answer_owed_since")
    return Idea.objects.values(*columns).get(pk=idea.pk) | {"votes": Vote.objects.filter(idea=idea).count()}


def test_a_resident_supports_with_a_plain_form_and_reads_it_on_the_page(idea, ana):
    browser = signed_in_client(ana)

    answer = browser.post(door(idea), {"support": "1"})
    page = page_of(idea, browser)

    assert (answer.status_code, answer["Location"]) == (302, f"/en/ideas/{idea.number}/")
    assert state(idea)["support_count"] == 1
    assert "You support this" in page
    assert "You are the first to support this. 24 more and the city owes an answer." in page


def test_htmx_gets_the_button_and_nothing_else(idea, ana):
    answer = signed_in_client(ana).post(door(idea), {"support": "1"}, headers=HTMX)

    fragment = answer.content.decode()
    assert answer.status_code == 200
    assert fragment.strip().startswith('<div class="support')
    assert f'id="support-{idea.pk}"' in fragment
    assert 'name="support"\n             value="0"' in fragment
    assert "<b>1</b>" in fragment
    assert 'data-say="You are the first to support this. 24 more and the city owes an answer."' in fragment


def test_supporting_twice_counts_once(idea, ana):
    browser = signed_in_client(ana)

    [browser.post(door(idea), {"support": "1"}) for _ in range(3)]

    assert (state(idea)["support_count"], state(idea)["votes"]) == (1, 1)


def test_taking_it_back_leaves_everything_as_before(idea, ana):
    before = state(idea)
    browser = signed_in_client(ana)

    browser.post(door(idea), {"support": "1"})
    [browser.post(door(idea), {"support": "0"}) for _ in range(2)]

    assert state(idea) == before
    assert "Nobody has supported this yet. You could be the first." in page_of(idea, browser)


def test_the_page_goes_back_where_the_form_came_from_and_never_elsewhere(idea, ana):
    browser = signed_in_client(ana)

    home = browser.post(door(idea), {"support": "1", "next": "/en/ideas/?sort=newest"})
    away = browser.post(door(idea), {"support": "1", "next": "https://example.org/"})

    assert (home["Location"], away["Location"]) == ("/en/ideas/?sort=newest", f"/en/ideas/{idea.number}/")


@pytest.mark.parametrize(
    ("count", "yours", "sentence"),
    [
        (0, False, "Nobody has supported this yet. You could be the first. 25 more and the city owes an answer."),
        (1, False, "1 person supports this. 24 more and the city owes an answer."),
        (7, False, "7 people support this. 18 more and the city owes an answer."),
        (2, True, "You and 1 other person support this. 23 more and the city owes an answer."),
        (24, True, "You and 23 other people support this. 1 more and the city owes an answer."),
        (25, False, "25 people support this."),
    ],
)
def test_the_sentence_counts_people_and_how_far_it_is(idea, ana, count, yours, sentence):
    Idea.objects.filter(pk=idea.pk).update(support_count=count)
    Vote.objects.bulk_create([Vote(idea=idea, voter=ana, created_at=MONDAY)] * yours)

    assert sentence in page_of(idea, signed_in_client(ana))


def test_a_visitor_is_offered_sign_in_that_comes_back(idea):
    page = page_of(idea, visitor_client())

    assert f'href="/en/account/?next=/en/ideas/{idea.number}/"' in page.replace("%2F", "/")
    assert "Nobody has supported this yet. You could be the first." in page
    assert door(idea) not in page


def test_the_answer_is_owed_since_the_support_that_reached_the_threshold_and_stays_owed(idea, lisbon):
    lisbon.rules.answer_threshold = 3
    lisbon.rules.save()
    lookup.forget()
    with for_city(City.objects.get(pk=lisbon.pk)):
        people = [a_resident() for _ in range(4)]
        owed = []
        for n, person in enumerate(people):
            services.vote_for(idea=idea, voter=person, now=MONDAY + timedelta(hours=n))
            owed.append(state(idea)["answer_owed_since"])
        [services.take_back_vote(idea=idea, voter=person, now=MONDAY) for person in people]

    third = MONDAY + timedelta(hours=2)
    assert owed == [None, None, third, third]
    assert (state(idea)["support_count"], state(idea)["answer_owed_since"]) == (0, third)


def test_what_is_answered_already_is_not_owed_again(idea, lisbon):
    Idea.objects.filter(pk=idea.pk).update(support_count=24, answered_at=MONDAY)

    services.vote_for(idea=idea, voter=a_resident(), now=MONDAY)

    assert state(idea)["answer_owed_since"] is None


def test_the_score_moved_by_each_vote_is_the_score_of_all_votes(idea):
    instants = [MONDAY + timedelta(minutes=17 * n) for n in range(12)]
    people = [a_resident() for _ in instants]
    for person, at in zip(people, instants, strict=True):
        services.vote_for(idea=idea, voter=person, now=at)
    services.take_back_vote(idea=idea, voter=people[5], now=MONDAY + timedelta(days=1))

    expected = trending.score_of(instants[:5] + instants[6:], idea_half_life_days())
    assert state(idea)["trending_score"] == pytest.approx(expected, abs=1e-9)
    assert services.recount().supports == 0


def idea_half_life_days() -> float:
    return connection.tenant.rules.half_life_hours / 24


def test_a_counter_that_went_wrong_is_set_right_by_the_recount(idea, ana):
    services.vote_for(idea=idea, voter=ana, now=MONDAY)
    right = state(idea)
    Idea.objects.filter(pk=idea.pk).update(support_count=99, trending_score=5.0, trending_hour=1)

    wrong = services.recount().supports

    assert (wrong, state(idea)) == (1, right)


def refused_visitor(idea, ana, lisbon):
    return visitor_client()


def refused_blocked(idea, ana, lisbon):
    block(person=ana, by=staff("moderator"), reason="Insults")
    return signed_in_client(ana)


def refused_phase(idea, ana, lisbon):
    Phase.objects.filter(project=idea.project).update(ends_at=timezone.now() - timedelta(days=1))
    return signed_in_client(ana)


def refused_read_only(idea, ana, lisbon):
    browser = signed_in_client(ana)
    City.objects.filter(pk=lisbon.pk).update(state=City.State.READ_ONLY)
    lookup.forget()
    return browser


def refused_hidden(idea, ana, lisbon):
    Idea.objects.filter(pk=idea.pk).update(visibility="hidden")
    return signed_in_client(ana)


def refused_own_hidden(idea, ana, lisbon):
    Idea.objects.filter(pk=idea.pk).update(visibility="hidden", author=ana)
    return signed_in_client(ana)


@pytest.mark.parametrize("support", ["1", "0"])
@pytest.mark.parametrize(
    ("refused", "status", "status_for_htmx"),
    [
        (refused_visitor, 302, 200),
        (refused_phase, 302, 200),
        (refused_read_only, 302, 200),
        (refused_hidden, 404, 404),
    ],
    ids=["visitor", "phase over", "read-only city", "hidden"],
)
def test_a_refusal_changes_nothing(idea, ana, lisbon, refused, status, status_for_htmx, support):
    services.vote_for(idea=idea, voter=a_resident(), now=MONDAY)
    services.vote_for(idea=idea, voter=ana, now=MONDAY) if support == "0" else None
    before = state(idea)
    browser = refused(idea, ana, lisbon)

    plain = browser.post(door(idea), {"support": support})
    htmx = browser.post(door(idea), {"support": support}, headers=HTMX)

    assert (plain.status_code, htmx.status_code) == (status, status_for_htmx)
    assert state(idea) == before


def test_a_block_keeps_from_supporting_and_not_from_taking_it_back(idea, ana, lisbon):
    services.vote_for(idea=idea, voter=ana, now=MONDAY)
    browser, other = refused_blocked(idea, ana, lisbon), an_idea("Benches")

    page = page_of(idea, browser)
    browser.post(door(idea), {"support": "0"}, headers=HTMX)
    browser.post(door(other), {"support": "1"}, headers=HTMX)

    assert '<button class="support-btn yours"' in page
    assert '<input type="hidden" name="support" value="0">' in " ".join(page.split())
    assert (state(idea)["votes"], state(other)["votes"]) == (0, 0)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (refused_blocked, "You may read but not write here until a moderator lifts it."),
        (refused_read_only, "This wall is closed for writing. Everything on it can still be read."),
    ],
)
def test_a_refusal_says_why_in_place_of_the_button(idea, ana, lisbon, refused, sentence):
    browser = refused(idea, ana, lisbon)

    fragment = browser.post(door(idea), {"support": "1"}, headers=HTMX).content.decode()
    page = page_of(idea, browser)

    assert (sentence in fragment, "disabled" in fragment) == (True, True)
    assert sentence in page


def test_the_author_of_a_hidden_idea_is_offered_no_button_and_told_why_by_an_old_one(idea, ana, lisbon):
    browser = refused_own_hidden(idea, ana, lisbon)

    fragment = browser.post(door(idea), {"support": "1"}, headers=HTMX).content.decode()
    page = page_of(idea, browser)

    assert "This idea is not on the wall now." in fragment
    assert "support-btn" not in page


def test_whose_support_stands_reads_so_when_the_time_is_over(idea, ana, lisbon):
    services.vote_for(idea=idea, voter=ana, now=timezone.now())
    browser = refused_phase(idea, ana, lisbon)

    page = page_of(idea, browser)

    assert '<button class="support-btn yours"' in page
    assert "This ended on" in page


def test_an_ended_session_leads_htmx_to_sign_in_as_a_page(idea):
    answer = visitor_client().post(door(idea), {"support": "1"}, headers=HTMX)

    assert answer["HX-Redirect"].startswith("/en/account/?next=")


def test_who_supported_is_read_nowhere(idea, ana, lisbon, caplog):
    caplog.set_level(logging.DEBUG)
    audit_before = AuditEntry.objects.count()
    own = signed_in_client(ana)
    own.post(door(idea), {"support": "1"})
    readers = [visitor_client(), *(signed_in_client(person) for person in (a_resident(), staff("city_admin")))]

    pages = [
        client.get(address).content.decode()
        for client in readers
        for address in (f"/en/ideas/{idea.number}/", "/en/ideas/?sort=supported", "/en/")
    ]
    own.post(door(idea), {"support": "0"})

    assert [page for page in pages if ana.display_name in page or ana.user.email in page] == []
    assert [
        entry.action
        for entry in AuditEntry.objects.all()[: AuditEntry.objects.count()]
        if "vote" in entry.action or "support" in entry.action
    ] == []
    assert AuditEntry.objects.count() - audit_before == 3  # those who joined, and the role
    assert json.dumps(list(OutboxEntry.objects.values_list("payload", flat=True))).count(ana.user.email) == 0
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in said if ana.display_name in line or ana.user.email in line] == []
    assert str(Vote(pk=7, idea=idea, voter=ana)) == "vote 7"


@pytest.fixture
def crowd_city(django_db_setup, django_db_blocker) -> Iterator[City]:
    with django_db_blocker.unblock(), helpers.a_committed_city("Crowdtown") as city:
        yield city


def test_thirty_two_at_once_are_each_counted_once(crowd_city):
    idea, now = an_idea(), timezone.now()
    people = [Participant.objects.create(display_name=f"P{n}") for n in range(PEOPLE)]
    twice = [lambda: services.vote_for(idea=idea, voter=people[0], now=now) for _ in range(4)]

    wrong = helpers.at_once(
        crowd_city, *[lambda p=p: services.vote_for(idea=idea, voter=p, now=now) for p in people[:-4]], *twice
    )
    all_in = (state(idea)["support_count"], state(idea)["votes"])
    is_owed = state(idea)["answer_owed_since"]
    mixed = helpers.at_once(
        crowd_city,
        *[lambda p=p: services.take_back_vote(idea=idea, voter=p, now=now) for p in people[:10]],
        *[lambda: services.take_back_vote(idea=idea, voter=people[0], now=now) for _ in range(2)],
        *[lambda p=p: services.vote_for(idea=idea, voter=p, now=now) for p in people[-4:]],
    )

    assert (wrong, all_in, is_owed) == ([], (28, 28), now)
    assert (mixed, state(idea)["support_count"], state(idea)["votes"]) == ([], 22, 22)
    assert services.recount().supports == 0
    with pytest.raises(RuleViolation):
        services.vote_for(idea=idea, voter=None, now=now)


def test_the_ring_moves_with_the_button(idea, ana):
    client = signed_in_client(ana)

    answer = client.post(f"/en/ideas/{idea.number}/support/", {"support": "1"}, headers={"hx-request": "true"})

    assert f'<div id="clock-{idea.pk}" hx-swap-oob="true">' in answer.content.decode()
    assert "1 of 25 supports" in answer.content.decode()


def test_what_a_visitor_meant_to_do_is_remembered_through_sign_in(idea, ana):
    asked = visitor_client().get(f"/en/ideas/{idea.number}/").content.decode()
    back = signed_in_client(ana).get(f"/en/ideas/{idea.number}/?then=support").content.decode()

    assert f"next=%2Fen%2Fideas%2F{idea.number}%2F%3Fthen%3Dsupport" in asked
    assert "Press once more, and your support counts." in back
    idea.refresh_from_db()
    assert idea.support_count == 0
