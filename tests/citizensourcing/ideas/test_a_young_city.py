"""A city on its first day: it has no topics yet, and takes ideas all the same."""

import pytest
from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.projects.selectors import open_wall
from common.exceptions import RuleViolation
from tests.factories import a_resident, a_topic


def share(author, topics=()):
    return services.submit_idea(
        author=author,
        project=open_wall(),
        title="A bench",
        text="Under the tree.",
        language="en",
        topics=topics,
        now=timezone.now(),
    )


def test_without_topics_an_idea_needs_none(lisbon):
    idea = share(a_resident())

    assert list(idea.topics.all()) == []


def test_once_there_are_topics_one_is_chosen(lisbon):
    a_topic()

    with pytest.raises(RuleViolation) as refused:
        share(a_resident())

    assert refused.value.code == "idea.topics"
