"""What is mine, for nobody but me; and the profile of somebody who wants to be seen."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.statuses import Status
from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.http import PersonRequest
from citizensourcing.wall import personal


@dataclass(frozen=True, slots=True)
class Line:
    """One idea in a list: the idea itself and the words that stand around it."""

    idea: Idea
    href: str
    where: str
    topics: list[str]
    status: str
    note: str
    at: datetime


def _line(idea: Idea, at: datetime) -> Line:
    where = ", ".join(str(area) for area in idea.neighbourhoods.all())
    return Line(
        idea=idea,
        href=reverse("ideas:detail", args=[idea.number]),
        where=where or _("The whole city"),
        topics=[str(topic) for topic in idea.topics.all()],
        status=str(Status(idea.status).label),
        note="" if idea.visibility == Idea.Visibility.PUBLISHED else str(idea.get_visibility_display()),
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One comment in a list, with the idea it stands under; no address when that idea is off the wall."""

    comment: Comment
    idea: Idea
    href: str


def _said(comment: Comment) -> Said:
    idea = comment.discussion.idea
    if idea.visibility != Idea.Visibility.PUBLISHED:
        return Said(comment, idea, "")  # what is off the wall keeps its title to itself
    return Said(comment, idea, f"{reverse('ideas:detail', args=[idea.number])}#comment-{comment.pk}")


def _more(address: str, after: str) -> str:
    return f"{address}?after={after}" if after else ""


@never_cache
@require_safe
def my_ideas(request: PersonRequest) -> HttpResponse:
    """The ideas I wrote, whatever became of them."""
    if away := require_person_page(request):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    page = personal.ideas_of(request.person, after=request.GET.get("after", ""), is_self=True)
    lines = [_line(idea, idea.created_at) for idea in page.rows]
    context = {"lines": lines, "more": _more(reverse("wall:my_ideas"), page.after), "here": "me"}
    return render(request, "wall/my_ideas.html", context)


@never_cache
@require_safe
def my_votes(request: PersonRequest) -> HttpResponse:
    """What I support. Nobody else ever sees this list, staff included."""
    if away := require_person_page(request):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    page = personal.votes_of(request.person, after=request.GET.get("after", ""))
    lines = [_line(vote.idea, vote.created_at) for vote in page.rows]
    context = {"lines": lines, "more": _more(reverse("wall:my_votes"), page.after), "here": "me"}
    return render(request, "wall/my_votes.html", context)


@never_cache
@require_safe
def my_comments(request: PersonRequest) -> HttpResponse:
    """What I said, under which idea."""
    if away := require_person_page(request):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    page = personal.comments_of(request.person, after=request.GET.get("after", ""), is_self=True)
    said = [_said(comment) for comment in page.rows]
    context = {"said": said, "more": _more(reverse("wall:my_comments"), page.after), "here": "me"}
    return render(request, "wall/my_comments.html", context)


@require_safe
def profile(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody who chose to be found: their name, public ideas and comments. 404 for everybody else."""
    shown = personal.public_person(pk)
    if shown is None:
        raise Http404
    ideas = personal.ideas_of(shown, is_self=False)
    comments = personal.comments_of(shown, is_self=False)
    context = {
        "shown": shown,
        "lines": [_line(idea, idea.published_at) for idea in ideas.rows],
        "said": [_said(comment) for comment in comments.rows],
    }
    return render(request, "wall/profile.html", context)
