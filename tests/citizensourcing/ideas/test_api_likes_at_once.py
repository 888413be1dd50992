"""A crowd likes one comment by program at the same moment: each is counted once."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from citizensourcing.discussions.models import Comment, CommentLike
from citizensourcing.discussions.services import recount
from citizensourcing.ideas import services
from tenants.models import City
from tests.factories import a_resident, an_idea
from tests.helpers import a_committed_city, a_program, at_once

CROWD = 32


@pytest.fixture
def likely(django_db_setup, django_db_blocker) -> Iterator[City]:
    with django_db_blocker.unblock(), a_committed_city("Likely") as city:
        yield city


def test_thirty_two_programs_like_one_comment(likely):
    idea = an_idea()
    comment = services.comment_on(idea=idea, author=a_resident("Rui"), text="Shade.", now=timezone.now())
    address = f"/api/v1/ideas/{idea.number}/comments/{comment.pk}/like/"
    programs = [a_program(a_resident(f"P{at}")) for at in range(CROWD)]
    answers: list[int] = []

    wrong = at_once(likely, *[lambda p=p: answers.append(p.send("PUT", address).status_code) for p in programs])
    liked = Comment.objects.get(pk=comment.pk).like_count
    wrong += at_once(
        likely,
        *[lambda p=p: answers.append(p.send("PUT", address).status_code) for p in programs[: CROWD // 2]],
        *[lambda p=p: answers.append(p.send("DELETE", address).status_code) for p in programs[CROWD // 2 :]],
    )

    assert wrong == []
    assert answers == [200] * (2 * CROWD)
    assert liked == CROWD
    assert Comment.objects.get(pk=comment.pk).like_count == CROWD // 2
    assert CommentLike.objects.filter(comment=comment).count() == CROWD // 2
    assert recount() == 0
