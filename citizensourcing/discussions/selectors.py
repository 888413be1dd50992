"""Reading threads."""

from citizensourcing.discussions.models import Follow


def follower_ids(discussion_id: int) -> set[int]:
    """The participants who follow a thread. One query."""
    return set(Follow.objects.filter(discussion_id=discussion_id).values_list("participant_id", flat=True))
