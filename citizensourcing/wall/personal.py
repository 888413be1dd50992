"""What one person did here: all of it for themselves, the public part for others. Supports are theirs alone."""

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.ideas.selectors import with_card_columns
from citizensourcing.participants.models import Participant
from common.keyset import Page, newest_first


def ideas_of(person: Participant, *, after: str = "", is_self: bool) -> Page[Idea]:
    """Ideas this person wrote, newest first; others see the published ones. One query."""
    found = Idea.objects.filter(author=person)
    if not is_self:
        found = found.published()
    return newest_first(with_card_columns(found, "created_at", "visibility"), by="created_at", after=after)


def ideas_supported_by(person: Participant, *, after: str = "") -> Page[Vote]:
    """What this person supports and is on the wall, latest first. Only ever shown to themselves. Two queries."""
    found = Vote.objects.filter(voter=person, idea__visibility__in=Idea.READABLE)
    page = newest_first(found, by="created_at", after=after)
    ideas = with_card_columns(Idea.objects.all(), "visibility").in_bulk([vote.idea_id for vote in page.rows])
    for vote in page.rows:
        vote.idea = ideas[vote.idea_id]
    return page


def comments_of(person: Participant, *, after: str = "", is_self: bool) -> Page[Comment]:
    """Comments this person wrote under ideas, newest first; others see those that stand, under published ideas.

    One query. What is deleted is gone for its author too.
    """
    found = Comment.objects.filter(author=person, discussion__idea__isnull=False).select_related("discussion__idea")
    found = found.exclude(visibility=Comment.Visibility.DELETED)
    if not is_self:
        found = found.filter(visibility=Comment.Visibility.PUBLISHED, discussion__idea__visibility__in=Idea.READABLE)
    return newest_first(
        found.defer("discussion__idea__search", "discussion__idea__words"), by="created_at", after=after
    )
