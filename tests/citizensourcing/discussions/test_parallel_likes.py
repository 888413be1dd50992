"""Many people at once: each is counted once. Real threads on a schema that is really committed."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from citizensourcing.discussions import services
from citizensourcing.discussions.models import Comment, CommentLike
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant
from tenants.models import City
from tests import helpers
from tests.factories import a_resident, an_idea

PEOPLE = 8


@pytest.fixture
def tandem(django_db_setup, django_db_blocker) -> Iterator[City]:
    with django_db_blocker.unblock(), helpers.a_committed_city("Tandem") as city:
        yield city


def test_parallel_likes_comments_and_removals_are_counted_exactly(tandem):
    idea = an_idea()
    author = a_resident("Rui")
    root = ideas.comment_on(idea=idea, author=author, text="Root", now=timezone.now())
    doomed = [ideas.comment_on(idea=idea, author=author, text="x", parent=root, now=timezone.now()) for _ in range(2)]
    people = [Participant.objects.create(display_name=f"P{n}") for n in range(PEOPLE)]

    liked = helpers.at_once(
        tandem,
        *[lambda p=p: services.like_comment(comment=root, by=p) for p in people],
        *[lambda: services.like_comment(comment=root, by=people[0]) for _ in range(3)],
    )
    after_likes = Comment.objects.get(pk=root.pk).like_count
    mixed = helpers.at_once(
        tandem,
        *[lambda p=p: services.unlike_comment(comment=root, by=p) for p in people[:3]],
        *[
            lambda p=p: ideas.comment_on(
                idea=Idea.objects.get(pk=idea.pk),
                author=p,
                text="Me too",
                stance="for",
                parent=root,
                now=timezone.now(),
            )
            for p in people[:5]
        ],
        *[
            lambda c=c: ideas.delete_own_comment(idea=idea, comment=c, by=author, now=timezone.now())
            for c in (*doomed, doomed[0])
        ],
    )

    root.refresh_from_db()
    idea = Idea.objects.select_related("discussion").get(pk=idea.pk)
    assert (liked, after_likes) == ([], PEOPLE)
    # The same comment was removed twice: the second is told that it is gone.
    assert [getattr(problem, "code", problem) for problem in mixed] == ["comment.gone"]
    assert (root.like_count, CommentLike.objects.count(), root.reply_count) == (PEOPLE - 3, PEOPLE - 3, 5)
    assert (idea.comment_count, idea.discussion.comment_count, idea.discussion.for_count) == (6, 6, 5)
    assert services.recount() == 0
    assert ideas.recount().comments == 0
