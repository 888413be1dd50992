"""May this person do this to this idea. What concerns phases and blocks, ``participation`` answers."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, may
from citizensourcing.projects.models import Phase, Project
from citizensourcing.projects.participation import Refusal
from common.schema import rows_by_name

# What nobody but its author sees, staff included: not yet shared, or taken back.
AUTHORS_ALONE: Final = (Idea.Visibility.DRAFT, Idea.Visibility.WITHDRAWN)


def why_nothing_new(idea: Idea) -> Refusal | None:
    """Why nobody can support, discuss, report or change an idea any more. What is there can be read and taken back."""
    if idea.visibility != Idea.Visibility.EMPTIED:
        return None
    return Refusal(
        "idea.texts_gone",
        _("Its author has left the wall and taken these words along. What others said and did can still be read."),
    )


def idea_for(person: Participant | None, number: str, roles: frozenset[str] = frozenset()) -> Idea:
    """The idea of a number, for somebody who may see it; else Http404, because its being there is already a secret.

    Staff with a desk see hidden and held ideas too; nobody but the author sees a draft or what was withdrawn. It comes
    with its author, discussion, and project with phases: two queries.
    """
    year, sequence = number.split("-")
    visible = Q(visibility__in=Idea.READABLE)
    if person is not None:
        visible |= Q(author=person)
    if may(roles, StaffAction.OPEN_DESK):
        visible |= ~Q(visibility__in=AUTHORS_ALONE)
    found = Idea.objects.filter(visible, year=int(year), sequence=int(sequence))
    # What search and comparing look at is long, and no page shows it.
    found = found.select_related("author", "project", "discussion").defer("search", "words")
    idea = found.prefetch_related("project__phases").first()
    if idea is None:
        raise Http404
    return idea


def idea_to_support(person: Participant | None, number: str, roles: frozenset[str] = frozenset()) -> Idea:
    """The idea of a number as ``idea_for`` finds it, but only what supporting it looks at: two small queries.

    Its other fields are read when somebody asks for them. Written out, because a hundred people may press at once.
    """
    year, sequence = number.split("-")
    rows = rows_by_name(_TO_SUPPORT, [int(year), int(sequence)])
    if not rows:
        raise Http404
    *fields, project_visibility = rows[0]
    idea = Idea.from_db("default", _TO_SUPPORT_FIELDS, fields)
    is_visible = (
        idea.visibility in Idea.READABLE
        or is_author(person, idea)
        or (may(roles, StaffAction.OPEN_DESK) and idea.visibility not in AUTHORS_ALONE)
    )
    if not is_visible:
        raise Http404
    idea.project = Project.from_db("default", ["id", "visibility"], [idea.project_id, project_visibility])
    phases = [Phase.from_db("default", _PHASE_FIELDS, row) for row in rows_by_name(_PHASES, [idea.project_id])]
    _prefetch(idea.project, phases)
    return idea


_TO_SUPPORT_FIELDS: Final = ["id", "year", "sequence", "project_id", "author_id", "visibility"]
_TO_SUPPORT: Final = """
    SELECT idea.id, idea.year, idea.sequence, idea.project_id, idea.author_id, idea.visibility, project.visibility
    FROM {schema}.ideas_idea AS idea JOIN {schema}.projects_project AS project ON project.id = idea.project_id
    WHERE idea.year = %s AND idea.sequence = %s
"""
_PHASE_FIELDS: Final = ["id", "project_id", "starts_at", "ends_at", "actions"]
_PHASES: Final = """
    SELECT id, project_id, starts_at, ends_at, actions FROM {schema}.projects_phase WHERE project_id = %s
    ORDER BY starts_at NULLS FIRST, id
"""


def _prefetch(project: Project, rows: list[Phase]) -> None:
    """Leave the phases where ``prefetch_related`` would have left them."""
    found = project.phases.all()
    found._result_cache = rows
    found._prefetch_done = True  # type: ignore[attr-defined]  # as Django itself does
    project._prefetched_objects_cache = {"phases": found}  # type: ignore[attr-defined]  # as above


def is_author(person: Participant | None, idea: Idea) -> bool:
    """True for the one who wrote it."""
    return person is not None and idea.author_id == person.pk


def why_not_edit(person: Participant | None, idea: Idea) -> Refusal | None:
    """Why this person may not change the text."""
    if refusal := why_nothing_new(idea):
        return refusal
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
    if refusal := why_nothing_new(idea):
        return refusal
    if not is_author(person, idea):
        return Refusal("idea.not_yours", _("Only its author can withdraw an idea."))
    if idea.visibility == Idea.Visibility.WITHDRAWN:
        return Refusal("idea.withdrawn", _("You have withdrawn this idea already."))
    return None
