"""A wall as full as a real one: ideas made in bulk, with everything spread evenly over them."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from citizensourcing.discussions.models import Discussion
from citizensourcing.ideas.models import Idea
from citizensourcing.projects.models import Project
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Neighbourhood, Topic

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
STATUSES = ("proposed", "under_review", "planned", "in_progress", "implemented", "declined")


def many_ideas(count: int, *, topics: list[Topic], places: list[Neighbourhood], side: Project | None = None) -> None:
    """``count`` published ideas; every n-th has the n-th topic, place, status … A tenth is for the whole city."""
    wall = open_wall()
    threads = Discussion.objects.bulk_create(Discussion() for _ in range(count))
    made = Idea.objects.bulk_create(
        Idea(
            year=2026,
            sequence=10_000 + at,
            project=side if side and at % 10 == 3 else wall,
            title=f"Idea {at} about {('trees', 'benches', 'water')[at % 3]}",
            text=f"Shade and a seat for those who wait, number {at}.",
            language=("en", "fr", "nl")[at % 3],
            status=STATUSES[at % len(STATUSES)],
            discussion=thread,
            published_at=BEGAN + timedelta(hours=at),
            trending_score=float(at * 7 % count),
            support_count=at * 11 % 97,
            comment_count=at * 13 % 41,
            view_count=at * 17 % 300,
            answered_at=BEGAN + timedelta(days=at) if at % 5 == 0 else None,
        )
        for at, thread in enumerate(threads)
    )
    Idea.topics.through.objects.bulk_create(
        Idea.topics.through(idea_id=idea.pk, topic_id=topics[at % len(topics)].pk) for at, idea in enumerate(made)
    )
    Idea.neighbourhoods.through.objects.bulk_create(
        Idea.neighbourhoods.through(idea_id=idea.pk, neighbourhood_id=places[at % len(places)].pk)
        for at, idea in enumerate(made)
        if at % 10
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ideas_idea, ideas_idea_topics, ideas_idea_neighbourhoods")
