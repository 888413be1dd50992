"""May this person do this to this idea. What concerns phases and blocks, ``participation`` answers."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.selectors import BLOCKING, NO_MARK, blocking_values, bring_block
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, may
from citizensourcing.projects.models import Phase, Project
from citizensourcing.projects.participation import Refusal
from common.schema import rows_by_name

_WITHDRAWABLE: Final = (Idea.Visibility.PUBLISHED, Idea.Visibility.HELD, Idea.Visibility.HIDDEN)
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
    # What search and comparing look at is long, and no page shows it.
    found = found.select_related("author", "project", "discussion").defer("search", "words")
    idea = found.prefetch_related("project__phases").first()
    if idea is None:
        raise Http404
    return idea


def idea_to_support(
    person: Participant | None, roles: frozenset[str], *, number: str, voter: Participant | None = None
) -> Idea:
    """The idea of a number as ``idea_for`` finds it, but only what supporting it looks at. One small query.

    Its other fields are read when somebody asks for them. Whether ``voter`` is blocked comes along with it. Written
    out, because a hundred people may press at once.
    """
    year, sequence = number.split("-")
    whose = [None, None, NO_MARK] if voter is None else blocking_values(voter, timezone.now())
    rows = rows_by_name(_TO_SUPPORT, [*whose, int(year), int(sequence)])
    if not rows:
        raise Http404
    idea = Idea.from_db("default", _TO_SUPPORT_FIELDS, rows[0][:6])
    project_visibility, block = rows[0][6:8]
    is_visible = (
        idea.visibility == Idea.Visibility.PUBLISHED
        or is_author(person, idea)
        or (may(roles, StaffAction.OPEN_DESK) and idea.visibility not in AUTHORS_ALONE)
    )
    if not is_visible:
        raise Http404
    idea.project = Project.from_db("default", ["id", "visibility"], [idea.project_id, project_visibility])
    _prefetch(idea.project, [Phase.from_db("default", _PHASE_FIELDS, row[8:]) for row in rows if row[8] is not None])
    if voter is not None:
        bring_block(voter, block)
    return idea


_TO_SUPPORT_FIELDS: Final = ["id", "year", "sequence", "project_id", "author_id", "visibility"]
_PHASE_FIELDS: Final = ["id", "project_id", "starts_at", "ends_at", "actions"]
# One row per phase of the project.
_TO_SUPPORT: Final = f"""
    SELECT idea.id, idea.year, idea.sequence, idea.project_id, idea.author_id, idea.visibility, project.visibility,
        ({BLOCKING}), phase.id, phase.project_id, phase.starts_at, phase.ends_at, phase.actions
    FROM {{schema}}.ideas_idea AS idea JOIN {{schema}}.projects_project AS project ON project.id = idea.project_id
    LEFT JOIN {{schema}}.projects_phase AS phase ON phase.project_id = project.id
    WHERE idea.year = %s AND idea.sequence = %s ORDER BY phase.starts_at NULLS FIRST, phase.id
"""  # noqa: S608 -- made of constants; every value is a parameter


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
    # What moderators hid may be taken back too; then nobody can bring it back.
    if idea.visibility not in _WITHDRAWABLE:
        return Refusal("idea.not_on_the_wall", _("This idea is not on the wall now."))
    return None
