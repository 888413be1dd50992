"""The discussion of an idea: read it, say something, change it, take it back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from citizensourcing.discussions import selectors
from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import limits, services
from citizensourcing.ideas.api import comment_bodies as bodies
from citizensourcing.ideas.api import lookup
from citizensourcing.ideas.language import identify
from citizensourcing.participants.api.acting import acts, asked, covers
from citizensourcing.participants.models import Participant, Scope
from common.api import paging
from common.api.fields import NoBody, one_of, read
from common.api.schema import operation, query
from common.api.views import ApiView, answer, as_json, nothing
from common.json_rows import JsonPage
from common.ratelimit import take

AFTER = query("after", "Where the page begins: only ever what `next` holds.")
LIMIT = query(
    "limit",
    "How many at most, 1 to 100; 20 when left out.",
    kind={"type": "integer", "minimum": 1, "maximum": paging.AT_MOST},
    example=20,
)


class Comments(ApiView):
    """The top level of an idea's discussion."""

    takes = {"GET": ("sort", "after", "limit")}

    @operation(
        "list_comments", "The discussion of an idea", tag="Discussions", answer=bodies.CommentPageSaid, gone=True,
        said="The comments at the top, each with its first three answers. What was taken back or hidden holds its "
        "place without its words.",
        parameters=[
            query(
                "sort", "`best` puts the most liked first.", choices=list(selectors.SORTS), default="best",
                example="newest",
            ),
            AFTER,
            LIMIT,
        ],
    )  # fmt: skip
    def get(self, request: Request, number: str) -> HttpResponse:
        """Two queries, however long the discussion is."""
        sort = request.query_params.get("sort", "best")
        if sort not in selectors.SORTS:
            raise ValidationError({"sort": [one_of(selectors.SORTS)]})
        thread = lookup.thread_asked_for(request, number)
        question = ["comments", thread.pk, sort]
        place, limit = place_and_limit(request, question)
        page = selectors.comment_bodies(
            thread.pk, sort=sort, place=place, limit=limit, address=_address(number), **reader_of(request)
        )
        said = {
            "count": thread.comment_count,
            "for": thread.for_count,
            "against": thread.against_count,
            "earlier_count": thread.earlier_comment_count,
            "is_open": thread.is_open,
        }
        return page_answer(page, _address(number), question=question, limit=limit, kept={"sort": sort}, said=said)

    @operation(
        "create_comment", "Say something, or answer somebody", tag="Discussions", body=bodies.CommentBody,
        answer=bodies.CommentSaid, status=201, gone=True,
        said="Puts a comment under an idea; you follow the idea from then on. Name a `parent` to answer a comment.",
        shown=bodies.SAID,
    )  # fmt: skip
    @acts(Scope.COMMENTS_WRITE)
    def post(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """As on the page."""
        said = read(bodies.CommentBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        parent = None
        if "parent" in said:
            try:
                parent = lookup.comment_asked_for(request, idea, said["parent"])
            except Http404:
                raise ValidationError({"parent": [_("There is no comment with this id under this idea.")]}) from None
        take(purpose="comment", who=str(person.pk), limit=limits.COMMENTS_IN_TEN_MINUTES, seconds=600)
        who = asked(request)
        comment = services.comment_on(
            idea=idea,
            author=person,
            text=said["text"],
            stance=said.get("stance", Comment.Stance.NEUTRAL),
            parent=parent,
            with_contacts=said.get("with_contacts", False),
            language=identify(said["text"], interface=who.LANGUAGE_CODE, languages=who.city.languages or ["en"]),
            now=timezone.now(),
        )
        return _whole(request, number, idea.discussion_id, comment.pk, status=201)


class OneComment(ApiView):
    """One comment."""

    @operation(
        "get_comment", "One comment with its first answers", tag="Discussions", answer=bodies.CommentSaid, gone=True
    )
    def get(self, request: Request, number: str, pk: int) -> HttpResponse:
        """Two queries."""
        return _whole(request, number, lookup.thread_asked_for(request, number).pk, pk)

    @operation(
        "update_comment", "Change your comment", tag="Discussions", body=bodies.CommentChangeBody,
        answer=bodies.CommentSaid, gone=True,
        said="For so many minutes as the city's rules say (`edit_minutes` of `GET /`).", shown=bodies.CHANGED,
    )  # fmt: skip
    @acts(Scope.COMMENTS_WRITE)
    def patch(self, request: Request, *, person: Participant, number: str, pk: int) -> HttpResponse:
        """What is left out stays."""
        said = read(bodies.CommentChangeBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        comment = lookup.comment_asked_for(request, idea, pk)
        if comment.root_id is not None and said.get("stance", comment.stance) != comment.stance:
            raise ValidationError({"stance": [_("Answers take no side: leave this out.")]})
        services.edit_own_comment(
            idea=idea,
            comment=comment,
            by=person,
            text=said.get("text", comment.text),
            stance=said.get("stance", comment.stance),
            with_contacts=said.get("with_contacts", False),
            now=timezone.now(),
        )
        return _whole(request, number, idea.discussion_id, pk)

    @operation(
        "delete_comment", "Take your comment back", tag="Discussions", status=204, gone=True,
        said="Its words are erased; a place without words stays, so that answers keep theirs.",
    )  # fmt: skip
    @acts(Scope.COMMENTS_WRITE)
    def delete(self, request: Request, *, person: Participant, number: str, pk: int) -> HttpResponse:
        """There is no way back."""
        read(NoBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        comment = lookup.comment_asked_for(request, idea, pk)
        services.delete_own_comment(idea=idea, comment=comment, by=person, now=timezone.now())
        return nothing()


class Replies(ApiView):
    """The answers under a comment."""

    takes = {"GET": ("after", "limit")}

    @operation(
        "list_replies", "The answers to a comment", tag="Discussions", answer=bodies.AnswerPageSaid, gone=True,
        said="Oldest first. Answers to answers stand here too: `parent` says whom each answers.",
        parameters=[AFTER, LIMIT],
    )  # fmt: skip
    def get(self, request: Request, number: str, pk: int) -> HttpResponse:
        """Three queries."""
        thread = lookup.thread_asked_for(request, number)
        if not selectors.has_root(thread.pk, pk):
            raise Http404
        question = ["replies", pk]
        place, limit = place_and_limit(request, question)
        page = selectors.reply_bodies(pk, place=place, limit=limit, **reader_of(request))
        return page_answer(page, f"{_address(number)}{pk}/replies/", question=question, limit=limit)


def reader_of(request: Request) -> dict[str, int | None]:
    """Who reads, and whether they may be told what they like: ``reader`` and ``viewer`` of the selectors."""
    person = asked(request).person
    pk = None if person is None else person.pk
    is_told = covers(request, Scope.ME_READ)
    return {
        "reader": pk if is_told or covers(request, Scope.COMMENTS_WRITE) else None,
        "viewer": pk if is_told else None,
    }


def place_and_limit(request: Request, question: list[Any]) -> tuple[list[Any] | None, int]:
    """Where the page begins and how many it has; raises as ``paging.unseal`` and ``paging.limit_of``."""
    after = request.query_params.get("after")
    limit = paging.limit_of(request.query_params.get("limit"))
    return (None if after is None else paging.unseal(after, question=question)), limit


def page_answer(
    page: JsonPage,
    address: str,
    *,
    question: list[Any],
    limit: int,
    kept: dict[str, str] | None = None,
    said: dict[str, Any] | None = None,
) -> HttpResponse:
    """One page with the address of the next; ``kept`` are parameters that go on, ``said`` what else is told."""
    following = None
    if page.place is not None:
        parameters = {**(kept or {}), "after": paging.seal(page.place, question=question)}
        if limit != paging.USUAL:
            parameters["limit"] = str(limit)
        following = f"{address}?{'&'.join(f'{name}={value}' for name, value in parameters.items())}"
    rest = as_json({"next": following, **(said or {})})
    return answer(b'{"items":' + page.items + b"," + rest[1:])


def _address(number: str) -> str:
    return reverse("api:comments", args=[number])


def _whole(request: Request, number: str, thread: int, pk: int, *, status: int = 200) -> HttpResponse:
    body = selectors.comment_body(thread, pk, address=_address(number), **reader_of(request))
    if body is None:
        raise Http404
    return answer(body, status=status, location=f"{_address(number)}{pk}/" if status == 201 else "")
