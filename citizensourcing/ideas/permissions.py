"""May this person do this to this idea. What concerns phases and blocks, ``participation`` answers."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, may
from citizensourcing.projects.participation import Refusal

# What nobody but its author sees, staff included: not yet shared, or taken back.
AUTHORS_ALONE: Final = (Idea.Visibility.DRAFT, Idea.Visibility.WITHDRAWN)


def idea_for(person: Participant | None, number: str, roles: frozenset[str] = frozenset()) -> Idea:
    """The idea of a number, for somebody who may see it; else Http404, because its being there is already a secret.

    Staff with a desk see hidden and held ideas too; nobody but the author sees a draft or what was withdrawn. It comes
    with its author, discussion, and project with phases: two queries.
    """
    year, sequence = number.split("-")
    visible = Q(visibility=Idea.Visibility.PUBLISHED)
    if person is not None:
        visible |= Q(author=person)
    if may(roles, StaffAction.OPEN_DESK):
        visible |= ~Q(visibility__in=AUTHORS_ALONE)
    found = Idea.objects.filter(visible, year=int(year), sequence=int(sequence))
    idea = found.select_related("author", "project", "discussion").prefetch_related("project__phases").first()
    if idea is None:
        raise Http404
    return idea


def is_author(person: Participant | None, idea: Idea) -> bool:
    """True for the one who wrote it."""
    return person is not None and idea.author_id == person.pk


def why_not_edit(person: Participant | None, idea: Idea) -> Refusal | None:
    """Why this person may not change the text."""
    if not is_author(person, idea):
        return Refusal("idea.not_yours", _("Only its author can change an idea."))
    if idea.visibility not in {Idea.Visibility.PUBLISHED, Idea.Visibility.HELD}:
        return Refusal("idea.not_on_the_wall", _("This idea is no longer on the wall, so it cannot be changed."))
    return None


def may_edit_freely(idea: Idea, *, edit_minutes: int, now: datetime) -> bool:
    """True in the first minutes, when a change leaves no visible revision."""
    return now < idea.published_at + timedelta(minutes=edit_minutes)


def why_not_withdraw(person: Participant | None, idea: Idea) -> Refusal | None:
    """Why this person may not take the idea off the wall."""
    if not is_author(person, idea):
        return Refusal("idea.not_yours", _("Only its author can withdraw an idea."))
    if idea.visibility == Idea.Visibility.WITHDRAWN:
        return Refusal("idea.withdrawn", _("You have withdrawn this idea already."))
    return None
