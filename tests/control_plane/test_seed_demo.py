"""The demo cities are what their content says, to the last vote."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from citizensourcing.discussions.models import Comment, CommentLike
from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.models import Idea, OfficialFeedback, StatusChange, StatusLabel, Vote
from citizensourcing.ideas.services.recounting import Recounted
from citizensourcing.participants.models import Participant
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from control_plane.demo import load
from control_plane.demo.seeding import Seeded, seed_demo
from outbox.models import OutboxEntry
from tenants.context import for_city
from tests import factories

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def written(slug: str) -> dict[str, int]:
    """What the content of a city adds up to."""
    content = load(slug)
    comments = [said for idea in content.ideas for one in idea.comments for said in (one.said, *one.replies)]
    return {
        "topics": len(content.topics),
        "neighbourhoods": len(content.neighbourhoods),
        "labels": len(content.profile.statuses),
        "ideas": len(content.ideas),
        "votes": sum(idea.supports for idea in content.ideas),
        "comments": len(comments),
        "likes": sum(said.likes for said in comments),
        "answers": sum(len(idea.feedback) for idea in content.ideas),
        "changes": sum(len(idea.statuses) for idea in content.ideas),
    }


def stored() -> dict[str, int]:
    return {
        "topics": Topic.objects.count(),
        "neighbourhoods": Neighbourhood.objects.filter(is_computed=True).count(),
        "labels": StatusLabel.objects.count(),
        "ideas": Idea.objects.published().count(),
        "votes": Vote.objects.count(),
        "comments": Comment.objects.count(),
        "likes": CommentLike.objects.count(),
        "answers": OfficialFeedback.objects.count(),
        "changes": StatusChange.objects.count(),
    }


def looks() -> list[tuple[Any, ...]]:
    """What residents see of each idea's numbers."""
    return list(Idea.objects.order_by("pk").values_list("title", "support_count", "trending_score", "view_count"))


@pytest.fixture(scope="module")
def brussels(django_db_setup, django_db_blocker) -> Iterator[Seeded]:
    """Seeded once for this module, in a transaction that is rolled back after its last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed_demo("brussels", now=NOW)
        transaction.set_rollback(True)


def test_a_demo_city_holds_exactly_what_its_content_says(brussels, db):
    assert brussels.is_new
    assert (brussels.ideas, brussels.comments, brussels.supports) == (60, 271, 2046)
    with for_city(brussels.city):
        assert stored() == written("brussels")


def test_every_counter_agrees_with_what_it_counts(brussels, db):
    with for_city(brussels.city):
        assert services.recount() == Recounted(supports=0, comments=0)
        assert services.recompute_owed() == 0


def test_nothing_lies_in_the_future_and_no_mail_waits(brussels, db):
    with for_city(brussels.city):
        assert not Idea.objects.filter(published_at__gt=NOW).exists()
        assert not Vote.objects.filter(created_at__gt=NOW).exists()
        assert not Comment.objects.filter(created_at__gt=NOW).exists()
        assert not Participant.objects.filter(external_ref__startswith="demo:", user__is_active=True).exists()
        assert OutboxEntry.objects.count() == 0


def test_every_idea_tells_its_story_in_order(brussels, db):
    content = {idea.title: idea for idea in load("brussels").ideas}

    with for_city(brussels.city):
        ideas = list(Idea.objects.order_by("year", "sequence"))
        replies = Comment.objects.filter(parent__isnull=False).count()

    assert [idea.published_at for idea in ideas] == sorted(idea.published_at for idea in ideas)
    assert {idea.title: idea.support_count for idea in ideas} == {t: told.supports for t, told in content.items()}
    assert {idea.title: idea.status for idea in ideas} == {
        title: (["proposed"] + [change.code for change in told.statuses])[-1] for title, told in content.items()
    }
    assert max(
        abs(NOW - timedelta(days=content[idea.title].days_ago) - idea.published_at) for idea in ideas
    ) < timedelta(hours=4)
    assert replies == sum(len(one.replies) for told in content.values() for one in told.comments)


def test_answers_are_owed_since_the_vote_that_reached_the_threshold(brussels, db):
    threshold = brussels.city.rules.answer_threshold

    with for_city(brussels.city):
        owed = list(Idea.objects.exclude(answer_owed_since=None))
        reached = {
            idea.pk: Vote.objects.filter(idea=idea).order_by("created_at", "id")[threshold - 1].created_at
            for idea in owed
        }

    assert len(owed) == 9
    assert {idea.pk: idea.answer_owed_since for idea in owed} == reached
    assert all(idea.answered_at is None or idea.answered_at > reached[idea.pk] for idea in owed)


def test_seeding_twice_changes_nothing(brussels, db):
    with for_city(brussels.city):
        before = stored(), looks()

    second = seed_demo("brussels", now=NOW + timedelta(days=1))

    with for_city(second.city):
        assert not second.is_new
        assert before == (stored(), looks())


def test_the_wall_of_a_demo_city_can_be_read(brussels, db):
    with for_city(brussels.city):
        listing = selectors.list_ideas(selectors.read_wish({}), person=None, now=NOW)

    assert len(listing.cards) == 20


def test_again_throws_what_was_tried_away_and_makes_the_same_city(db):
    first = seed_demo("medellin", now=NOW)
    with for_city(first.city):
        before = stored(), looks()
        factories.an_idea("Something tried out")

    second = seed_demo("medellin", now=NOW, again=True)

    with for_city(second.city):
        assert before == (stored(), looks())
    assert before[0] == written("medellin")
    assert (second.is_new, second.city.pk) == (True, first.city.pk)


def test_a_real_city_of_that_name_is_left_alone(db):
    from control_plane.services import provision_city

    city = provision_city(name="Medellín", slug="medellin")
    with for_city(city):
        factories.an_idea("A real one")

    with pytest.raises(CommandError, match="has ideas of its own"):
        call_command("seed_demo", city="medellin")
    with pytest.raises(CommandError, match="has ideas of its own"):
        call_command("seed_demo", city="medellin", again=True)

    with for_city(city):
        assert list(Idea.objects.values_list("title", flat=True)) == ["A real one"]
