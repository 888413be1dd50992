"""What is mine, for nobody but me; and the profile of somebody who wants to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors import cards_of, unfinished_drafts
from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.models import Participant
from citizensourcing.participants.selectors import public_person
from citizensourcing.wall import personal


@dataclass(frozen=True, slots=True)
class Line:
    """One idea in a list: its card, and a word when it is not on the wall."""

    card: dict[str, object]
    note: str


def _lines(ideas: Sequence[Idea], person: Participant | None) -> list[Line]:
    """Lines for ideas that came with their card columns."""
    cards = cards_of(ideas, person=person, now=timezone.now())
    return [Line(card.as_attributes(), _note(idea)) for idea, card in zip(ideas, cards, strict=True)]


def _note(idea: Idea) -> str:
    return "" if idea.visibility == Idea.Visibility.PUBLISHED else str(idea.get_visibility_display())


@dataclass(frozen=True, slots=True)
class Said:
    """One comment in a list, with the idea it stands under; no address when that idea is off the wall."""

    comment: Comment
    idea: Idea
    href: str


def _said(comment: Comment) -> Said:
    idea = comment.discussion.idea
    if idea.visibility not in Idea.READABLE:
        return Said(comment, idea, "")  # what is off the wall keeps its title to itself
    return Said(comment, idea, f"{reverse('ideas:detail', args=[idea.number])}#comment-{comment.pk}")


def _more(address: str, after: str) -> str:
    return f"{address}?after={after}" if after else ""


def _list(request: PersonRequest, page: str, items: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or for "show more" only what comes next."""
    return render(request, items if request.htmx else page, context)


@never_cache
@require_safe
def my_ideas(request: PersonRequest) -> HttpResponse:
    """The ideas I wrote, whatever became of them, and what I began and have not shared yet."""
    if away := require_person_page(request):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    page = personal.ideas_of(request.person, after=request.GET.get("after", ""), is_self=True)
    context = {
        "lines": _lines(page.rows, request.person),
        "more": _more(reverse("wall:my_ideas"), page.after),
        "drafts": [] if request.htmx else unfinished_drafts(request.person, ()),
        "here": "me",
    }
    return _list(request, "wall/my_ideas.html", "wall/_lines_items.html", context)


@never_cache
@require_safe
def my_votes(request: PersonRequest) -> HttpResponse:
    """What I support. Nobody else ever sees this list, staff included."""
    if away := require_person_page(request):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    page = personal.ideas_supported_by(request.person, after=request.GET.get("after", ""))
    context = {
        "lines": _lines([vote.idea for vote in page.rows], request.person),
        "more": _more(reverse("wall:my_votes"), page.after),
        "here": "me",
    }
    return _list(request, "wall/my_votes.html", "wall/_lines_items.html", context)


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
    return _list(request, "wall/my_comments.html", "wall/_said_items.html", context)


@require_safe
def profile(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody who chose to be found: their name, public ideas and comments. 404 for everybody else."""
    shown = public_person(pk)
    if shown is None:
        raise Http404
    ideas = personal.ideas_of(shown, is_self=False)
    comments = personal.comments_of(shown, is_self=False)
    context = {
        "shown": shown,
        "lines": _lines(ideas.rows, request.person),
        "said": [_said(comment) for comment in comments.rows],
    }
    return render(request, "wall/profile.html", context)
