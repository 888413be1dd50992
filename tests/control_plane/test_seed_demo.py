"""The demo cities are what their content says, to the last vote."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from citizensourcing.discussions.models import Comment, CommentLike
from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.models import Idea, OfficialFeedback, StatusChange, StatusLabel, Vote
from citizensourcing.participants.models import Participant
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from control_plane.demo import load
from control_plane.demo.seeding import seed_demo
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


@pytest.mark.parametrize("slug", ["brussels", "medellin"])
def test_a_demo_city_holds_exactly_what_its_content_says(db, slug):
    seeded = seed_demo(slug, now=NOW)

    assert seeded.is_new
    assert seeded.ideas == 60
    with for_city(seeded.city):
        assert stored() == written(slug)
        assert services.recount() == services.recounting.Recounted(supports=0, comments=0)
        assert OutboxEntry.objects.count() == 0
        assert not Idea.objects.filter(published_at__gt=NOW).exists()
        assert not Vote.objects.filter(created_at__gt=NOW).exists()
        assert not Comment.objects.filter(created_at__gt=NOW).exists()
        assert not Participant.objects.filter(external_ref__startswith="demo:", user__is_active=True).exists()


def test_every_idea_tells_its_story_in_order(db):
    content = {idea.title: idea for idea in load("brussels").ideas}

    seeded = seed_demo("brussels", now=NOW)

    with for_city(seeded.city):
        ideas = list(Idea.objects.select_related("author").order_by("published_at"))
        assert [idea.sequence for idea in ideas if idea.year == 2026] == sorted(
            idea.sequence for idea in ideas if idea.year == 2026
        )
        for idea in ideas:
            told = content[idea.title]
            assert idea.support_count == told.supports
            assert idea.status == ([change.code for change in told.statuses] or ["proposed"])[-1]
            assert abs(NOW - timedelta(days=told.days_ago) - idea.published_at) < timedelta(hours=4)
        assert not Comment.objects.filter(created_at__lt=idea_start()).exists()
        assert Comment.objects.filter(parent__isnull=False).count() == sum(
            len(one.replies) for idea in content.values() for one in idea.comments
        )


def idea_start() -> datetime:
    return Idea.objects.earliest("published_at").published_at


def test_answers_are_owed_since_the_vote_that_reached_the_threshold(db):
    seeded = seed_demo("brussels", now=NOW)

    with for_city(seeded.city):
        threshold = seeded.city.rules.answer_threshold
        owed = list(Idea.objects.exclude(answer_owed_since=None))
        assert owed
        for idea in owed:
            times = list(
                Vote.objects.filter(idea=idea).order_by("created_at", "id").values_list("created_at", flat=True)
            )
            assert idea.answer_owed_since == times[threshold - 1]
            assert idea.answered_at is None or idea.answered_at > idea.answer_owed_since
        assert services.recompute_owed() == 0


def test_seeding_twice_changes_nothing(db):
    first = seed_demo("medellin", now=NOW)
    with for_city(first.city):
        before = (stored(), list(Idea.objects.order_by("pk").values_list("title", "trending_score", "view_count")))

    second = seed_demo("medellin", now=NOW + timedelta(days=1))

    with for_city(second.city):
        assert not second.is_new
        assert before == (
            stored(),
            list(Idea.objects.order_by("pk").values_list("title", "trending_score", "view_count")),
        )


def test_again_throws_what_was_tried_away_and_makes_the_same_city(db):
    first = seed_demo("medellin", now=NOW)
    with for_city(first.city):
        before = list(Idea.objects.order_by("pk").values_list("title", "support_count", "trending_score", "view_count"))
        factories.an_idea("Something tried out")

    second = seed_demo("medellin", now=NOW, again=True)

    with for_city(second.city):
        after = list(Idea.objects.order_by("pk").values_list("title", "support_count", "trending_score", "view_count"))
    assert (second.is_new, second.city.pk) == (True, first.city.pk)
    assert after == before


def test_a_real_city_of_that_name_is_left_alone(db):
    from control_plane.services import provision_city

    city = provision_city(name="Brussels", slug="brussels")
    with for_city(city):
        factories.an_idea("A real one")

    with pytest.raises(CommandError, match="has ideas of its own"):
        call_command("seed_demo", city="brussels")
    with pytest.raises(CommandError, match="has ideas of its own"):
        call_command("seed_demo", city="brussels", again=True)

    with for_city(city):
        assert list(Idea.objects.values_list("title", flat=True)) == ["A real one"]


def test_the_wall_of_a_demo_city_can_be_read(db):
    seeded = seed_demo("brussels", now=NOW)

    with for_city(seeded.city):
        listing = selectors.list_ideas(selectors.read_wish({}), None)

    assert len(listing.cards) == 20
    assert connection.schema_name == "public"
