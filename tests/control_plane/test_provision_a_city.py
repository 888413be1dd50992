"""A city comes to be: its row, its schema, its address, its open wall."""

from django.db import connection
from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Topic


def test_a_provisioned_city_has_its_own_schema_and_open_wall(lisbon):
    wall = open_wall()

    assert connection.schema_name == f"t_{lisbon.pk}"
    assert wall.is_open_wall
    assert lisbon.state == "pilot"


def test_an_idea_is_posted_and_supported(lisbon):
    author = Participant.objects.create(display_name="Ana")
    voter = Participant.objects.create(display_name="Rui")
    topic = Topic.objects.create(slug="work", names={"en": "Work"})
    now = timezone.now()

    idea = services.submit_idea(
        author=author,
        project=open_wall(),
        title="Café tables",
        text="More of them",
        language="fr",
        topics=[topic],
        now=now,
    )
    first = services.vote_for(idea=idea, voter=voter, now=now)
    second = services.vote_for(idea=idea, voter=voter, now=now)

    idea.refresh_from_db()
    assert (first, second) == (True, False)
    assert idea.support_count == 1
    assert idea.number == f"{now.year}-00001"
    assert services.recount().supports == 0
    assert Idea.objects.filter(search="cafe").exists() is False
    services.take_back_vote(idea=idea, voter=voter, now=now)
    idea.refresh_from_db()
    assert (idea.support_count, idea.trending_score) == (0, -1.0e9)
