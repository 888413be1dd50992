"""From what an address or a body names to the thing itself."""

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from citizensourcing.discussions.models import Comment, Discussion
from citizensourcing.discussions.permissions import comment_for
from citizensourcing.ideas import permissions, selectors
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.permissions import AUTHORS_ALONE, idea_for
from citizensourcing.participants.api.acting import asked, not_known, token_of, viewer_of
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, may
from citizensourcing.participants.services import reads_as
from citizensourcing.projects.models import Project
from citizensourcing.projects.selectors import open_wall, published_projects
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from common.api.views import answer
from common.exceptions import RuleViolation


def idea_asked_for(request: Request, number: str) -> Idea:
    """The idea of this number, as ``permissions.idea_for`` gives it, for somebody who may see it.

    Else Http404, or ``RuleViolation`` (``idea.hidden``). Two queries.
    """
    person, roles = _reader(request)
    try:
        return idea_for(person, number, roles)
    except Http404:
        raise missing(number) from None


def idea_to_support(request: Request, number: str) -> Idea:
    """As ``idea_asked_for``, but only what supporting it looks at. One small query."""
    person, roles = _reader(request)
    try:
        return permissions.idea_to_support(person, roles, number=number, voter=asked(request).person)
    except Http404:
        raise missing(number) from None


def thread_asked_for(request: Request, number: str) -> Discussion:
    """The discussion of an idea, for somebody who may see the idea; raises as ``idea_asked_for``. One query.

    Where the idea's words are gone it is closed, whatever its own switch says.
    """
    year, sequence = number.split("-")
    ideas = Idea.objects.filter(_visible_to(request), year=int(year), sequence=int(sequence))
    is_emptied = Exists(ideas.filter(discussion=OuterRef("pk"), visibility=Idea.Visibility.EMPTIED))
    thread = Discussion.objects.filter(idea__in=ideas).annotate(is_emptied=is_emptied).first()
    if thread is None:
        raise missing(number)
    thread.is_open = thread.is_open and not thread.is_emptied
    return thread


def comment_asked_for(request: Request, idea: Idea, pk: int) -> Comment:
    """A comment under an idea, tombstones included; else Http404, as for what waits for a moderator. One query."""
    comment = comment_for(idea.discussion_id, pk)
    person = asked(request).person
    if comment.visibility == Comment.Visibility.HELD and (person is None or comment.author_id != person.pk):
        raise Http404
    return comment


def _reader(request: Request) -> tuple[Participant | None, frozenset[str]]:
    """Who reads as themselves, and what they are here."""
    who, token = asked(request), token_of(request)
    return (who.person, who.roles) if token is None else reads_as(token, who.roles)


def missing(number: str) -> Exception:
    """Why an idea cannot be shown: a moderator's reason, or that there is none. One query."""
    year, sequence = number.split("-")
    hidden = Idea.objects.filter(year=int(year), sequence=int(sequence), visibility=Idea.Visibility.HIDDEN)
    reason = hidden.values_list("hidden_reason", flat=True).first()
    if reason is None:
        return Http404()
    return RuleViolation("idea.hidden", reason or _("The moderators took this idea out of sight."))


def _visible_to(request: Request) -> Q:
    """What ``permissions.idea_for`` lets whoever reads see."""
    person, roles = _reader(request)
    visible = Q(visibility__in=Idea.READABLE)
    if person is not None:
        visible |= Q(author=person)
    if may(roles, StaffAction.OPEN_DESK):
        visible |= ~Q(visibility__in=AUTHORS_ALONE)
    return visible


def whole(request: Request, number: str, *, status: int = 200) -> HttpResponse:
    """The answer that is one idea, with its address when it is new. One query."""
    person, roles = _reader(request)
    body = selectors.body_of(
        number,
        person=person.pk if person is not None else None,
        has_desk=may(roles, StaffAction.OPEN_DESK),
        viewer=viewer_of(request),
    )
    if body is None:
        raise missing(number)
    return answer(body, status=status, location=reverse("api:idea", args=[number]) if status == 201 else "")


def project_asked_for(slug: str | None) -> Project:
    """The published project of a slug, or the open wall. Raises ``ValidationError``."""
    if not slug:
        return open_wall()
    project = published_projects().filter(slug=slug).first()
    if project is None:
        raise ValidationError({"project": [not_known([slug], "projects")]})
    return project


def is_known(name: str, slug: str) -> bool:
    """Whether a filter of the list (``topic``, ``where``, ``project``) names something here. One query."""
    match name:
        case "topic":
            return Topic.objects.filter(slug=slug).exists()
        case "where":
            return slug == "city" or Neighbourhood.objects.filter(slug=slug).exists()
    return published_projects().filter(slug=slug).exists()


def topic_ids(slugs: list[str]) -> list[int]:
    """The ids of active topics, in the order given. Raises ``ValidationError`` that names what is not there."""
    known = dict(Topic.objects.filter(slug__in=slugs, is_active=True).values_list("slug", "pk"))
    return _all_known("topics", slugs, known)


def neighbourhood_ids(slugs: list[str]) -> list[int]:
    """The ids of neighbourhoods, in the order given. Raises as ``topic_ids``."""
    known = dict(Neighbourhood.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return _all_known("neighbourhoods", slugs, known)


def _all_known(field: str, slugs: list[str], known: dict[str, int]) -> list[int]:
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise ValidationError({field: [not_known(unknown, field)]})
    return [known[slug] for slug in slugs]
