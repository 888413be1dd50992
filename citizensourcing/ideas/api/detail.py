"""One idea: read it, change it, take it back, support it."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.api import bodies, lookup
from citizensourcing.participants.api.acting import acts, asked
from citizensourcing.participants.models import Participant, Scope
from common.api.fields import NoBody, one_of, read
from common.api.schema import operation
from common.api.views import ApiView, answer
from common.exceptions import RuleViolation


class OneIdea(ApiView):
    """One idea."""

    @operation("get_idea", "An idea whole", tag="Ideas", answer=bodies.IdeaSaid, gone=True)
    def get(self, request: Request, number: str) -> HttpResponse:
        """One query."""
        return lookup.whole(request, number)

    @operation(
        "update_idea", "Change your idea", tag="Ideas", body=bodies.ChangeBody, answer=bodies.IdeaSaid, gone=True,
        said="In the first minutes silently; later what it said before stays to be read.", shown=bodies.CHANGED,
    )  # fmt: skip
    @acts(Scope.IDEAS_WRITE)
    def patch(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """What is left out stays."""
        said = read(bodies.ChangeBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        language = said.get("language", idea.language)
        if language not in {*asked(request).city.languages, idea.language}:
            raise RuleViolation("idea.language", one_of(asked(request).city.languages), field="language")
        services.edit_idea(
            idea=idea,
            by=person,
            title=said.get("title", idea.title),
            text=said.get("text", idea.text),
            language=language,
            with_contacts=said.get("with_contacts", False),
            now=timezone.now(),
        )
        return lookup.whole(request, number)


class Withdrawal(ApiView):
    """Taking one's idea off the wall."""

    @operation(
        "withdraw_idea", "Take your idea off the wall", tag="Ideas", body=NoBody, answer=bodies.IdeaSaid,
        said="Only you still see it. Supports and comments stay stored.", gone=True,
        shown=bodies.WITHDRAWN,
    )  # fmt: skip
    @acts(Scope.IDEAS_WRITE)
    def post(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """There is no way back."""
        read(NoBody, request.data)
        services.withdraw_idea(idea=lookup.idea_asked_for(request, number), by=person)
        return lookup.whole(request, number)


class Support(ApiView):
    """One's support of an idea: it is there or it is not."""

    @operation(
        "support_idea", "Support an idea", tag="Supports", body=NoBody, answer=bodies.SupportSaid, gone=True,
        said="Done twice, it counts once. Nobody but you is told that you did.",
    )  # fmt: skip
    @acts(Scope.VOTES_WRITE, is_one_step=True)
    def put(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """The first support stands."""
        read(NoBody, request.data)
        idea = lookup.idea_to_support(request, number)
        services.vote_for(idea=idea, voter=person, now=timezone.now())
        return answer(selectors.support_said(idea, is_yours=True))

    @operation(
        "unsupport_idea", "Take your support back", tag="Supports", answer=bodies.SupportSaid, gone=True,
        said="Done twice, it is the same.", shown={"supports": 24, "supported": False},
    )  # fmt: skip
    @acts(Scope.VOTES_WRITE, is_one_step=True)
    def delete(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """Whether or not there was one, afterwards there is none."""
        read(NoBody, request.data)
        idea = lookup.idea_to_support(request, number)
        services.take_back_vote(idea=idea, voter=person, now=timezone.now())
        return answer(selectors.support_said(idea, is_yours=False))
