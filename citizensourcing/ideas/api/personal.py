"""What one person did here: all of it for themselves, the public part for others. Supports are theirs alone."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from citizensourcing.ideas import selectors
from citizensourcing.ideas.api import bodies, comment_bodies
from citizensourcing.ideas.api.comments import AFTER, LIMIT, page_answer, place_and_limit
from citizensourcing.participants.api.acting import reads, viewer_of
from citizensourcing.participants.models import Participant, Scope
from citizensourcing.participants.selectors import public_person
from common.api.schema import operation
from common.api.views import ApiView


class _Listing(ApiView):
    takes = {"GET": ("after", "limit")}


class MyIdeas(_Listing):
    """What I wrote."""

    @operation(
        "list_my_ideas", "The ideas you wrote", tag="You", answer=bodies.PersonalIdeaPageSaid,
        said="Whatever became of them, newest first.", parameters=[AFTER, LIMIT],
    )  # fmt: skip
    @reads(Scope.ME_READ)
    def get(self, request: Request, *, person: Participant) -> HttpResponse:
        """One query beyond knowing who asks."""
        return _ideas(request, person.pk, reverse("api:my_ideas"), is_self=True)


class MyComments(_Listing):
    """What I said."""

    @operation(
        "list_my_comments", "The comments you wrote", tag="You", answer=comment_bodies.PersonalCommentPageSaid,
        said="Newest first, without those you took back.",
        parameters=[AFTER, LIMIT],
    )  # fmt: skip
    @reads(Scope.ME_READ)
    def get(self, request: Request, *, person: Participant) -> HttpResponse:
        """One query beyond knowing who asks."""
        return _comments(request, person.pk, reverse("api:my_comments"), is_self=True)


class MySupports(_Listing):
    """What I support: nobody else ever gets this list."""

    @operation(
        "list_my_supports", "The ideas you support", tag="You", answer=bodies.SupportedPageSaid,
        said="Latest first; only ever your own. Ideas that are off the wall are left out: your support of them stays, "
        "cannot be taken back meanwhile, and comes back with them.",
        parameters=[AFTER, LIMIT],
    )  # fmt: skip
    @reads(Scope.VOTES_READ)
    def get(self, request: Request, *, person: Participant) -> HttpResponse:
        """One query beyond knowing who asks."""
        question = ["supports", person.pk]
        place, limit = place_and_limit(request, question)
        page = selectors.ideas_supported_by(person.pk, place=place, limit=limit)
        return page_answer(page, reverse("api:my_votes"), question=question, limit=limit)


class TheirIdeas(_Listing):
    """What somebody with a public profile wrote."""

    @operation(
        "list_ideas_of_person", "The ideas of somebody with a public profile", tag="People",
        answer=bodies.PersonalIdeaPageSaid, said="Those on the wall, newest first.", parameters=[AFTER, LIMIT],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Two queries."""
        return _ideas(request, _public(pk), reverse("api:person_ideas", args=[pk]), is_self=False)


class TheirComments(_Listing):
    """What somebody with a public profile said."""

    @operation(
        "list_comments_of_person", "The comments of somebody with a public profile", tag="People",
        answer=comment_bodies.PersonalCommentPageSaid, said="Those that stand, newest first.",
        parameters=[AFTER, LIMIT],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Two queries."""
        return _comments(request, _public(pk), reverse("api:person_comments", args=[pk]), is_self=False)


def _public(pk: int) -> int:
    person = public_person(pk)
    if person is None:
        raise Http404
    return person.pk


def _ideas(request: Request, person: int, address: str, *, is_self: bool) -> HttpResponse:
    question = ["ideas of", person, is_self]
    place, limit = place_and_limit(request, question)
    page = selectors.ideas_by(person, is_self=is_self, place=place, limit=limit, viewer=viewer_of(request))
    return page_answer(page, address, question=question, limit=limit)


def _comments(request: Request, person: int, address: str, *, is_self: bool) -> HttpResponse:
    question = ["comments of", person, is_self]
    place, limit = place_and_limit(request, question)
    page = selectors.comments_by(person, is_self=is_self, place=place, limit=limit)
    return page_answer(page, address, question=question, limit=limit)
