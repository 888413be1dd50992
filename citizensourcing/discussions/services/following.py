"""Following a thread, and letting go of it."""

from citizensourcing.discussions.models import Discussion, Follow
from citizensourcing.participants.models import Participant


def follow_discussion(*, discussion: Discussion, participant: Participant) -> bool:
    """Hear of what happens to this thing; True if that is new."""
    _follow, is_new = Follow.objects.get_or_create(discussion=discussion, participant=participant)
    return is_new


def unfollow_discussion(*, discussion: Discussion, participant: Participant) -> bool:
    """Hear of it no more; True if they followed it."""
    deleted, _kinds = Follow.objects.filter(discussion=discussion, participant=participant).delete()
    return bool(deleted)
