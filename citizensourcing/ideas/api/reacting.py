"""Liking a comment, reporting an idea or a comment, following an idea."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from citizensourcing.discussions.models import Comment, CommentLike, Follow
from citizensourcing.discussions.services import follow_discussion, unfollow_discussion
from citizensourcing.ideas import limits, services
from citizensourcing.ideas.api import comment_bodies as bodies
from citizensourcing.ideas.api import lookup
from citizensourcing.moderation.models import Report
from citizensourcing.participants.api.acting import acts, reads
from citizensourcing.participants.models import Participant, Scope
from citizensourcing.projects import participation
from common.api.fields import NoBody, read
from common.api.schema import operation
from common.api.views import ApiView, answer
from common.ratelimit import take


class Like(ApiView):
    """One's like of a comment: it is there or it is not."""

    @operation(
        "like_comment", "Find a comment good", tag="Discussions", body=NoBody, answer=bodies.LikeSaid, gone=True,
        said="Done twice, it counts once. One's own cannot be liked.",
    )  # fmt: skip
    @acts(Scope.COMMENTS_WRITE)
    def put(self, request: Request, *, person: Participant, number: str, pk: int) -> HttpResponse:
        """The first like stands."""
        read(NoBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        comment = lookup.comment_asked_for(request, idea, pk)
        services.like_comment(idea=idea, comment=comment, by=person, now=timezone.now())
        return _likes(comment, person)

    @operation(
        "unlike_comment", "Take your like back", tag="Discussions", answer=bodies.LikeSaid, gone=True,
        said="Done twice, it is the same.", shown={"likes": 7, "liked": False},
    )  # fmt: skip
    @acts(Scope.COMMENTS_WRITE)
    def delete(self, request: Request, *, person: Participant, number: str, pk: int) -> HttpResponse:
        """Whether or not there was one, afterwards there is none."""
        read(NoBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        comment = lookup.comment_asked_for(request, idea, pk)
        services.unlike_comment(idea=idea, comment=comment, by=person, now=timezone.now())
        return _likes(comment, person)


class ReportIdea(ApiView):
    """Putting an idea before the moderators."""

    @operation(
        "report_idea", "Report an idea to the moderators", tag="Discussions", body=bodies.ReportBody,
        answer=bodies.ReportSaid, status=201, gone=True,
        said="For what breaks the house rules. Only the moderators read it; its author is not told who reported.",
    )  # fmt: skip
    @acts(Scope.COMMENTS_WRITE)
    def post(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """Filed twice while it is open, the first stands."""
        said = read(bodies.ReportBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        _count_report(person)
        return _report(services.report_idea(idea=idea, reporter=person, now=timezone.now(), **said))


class ReportComment(ApiView):
    """Putting a comment before the moderators."""

    @operation(
        "report_comment", "Report a comment to the moderators", tag="Discussions", body=bodies.ReportBody,
        answer=bodies.ReportSaid, status=201, gone=True, said="As for an idea.",
    )  # fmt: skip
    @acts(Scope.COMMENTS_WRITE)
    def post(self, request: Request, *, person: Participant, number: str, pk: int) -> HttpResponse:
        """Filed twice while it is open, the first stands."""
        said = read(bodies.ReportBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        comment = lookup.comment_asked_for(request, idea, pk)
        _count_report(person)
        return _report(services.report_comment(idea=idea, comment=comment, reporter=person, now=timezone.now(), **said))


class Following(ApiView):
    """Whether one follows an idea."""

    @operation("get_follow", "Do I follow this idea", tag="You", answer=bodies.FollowSaid, gone=True)
    @reads(Scope.ME_READ)
    def get(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """Two queries beyond knowing who asks."""
        thread = lookup.thread_asked_for(request, number)
        return answer({"followed": Follow.objects.filter(discussion=thread, participant=person).exists()})

    @operation(
        "follow_idea", "Follow an idea", tag="You", body=NoBody, answer=bodies.FollowSaid, gone=True,
        said="When the city answers, you get one mail, unless you chose to get none. Done twice, it is the same.",
    )  # fmt: skip
    @acts(Scope.ME_WRITE)
    def put(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """As on the page."""
        read(NoBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        person = participation.require_person(person, timezone.now())
        follow_discussion(discussion=idea.discussion, participant=person)
        return answer({"followed": True})

    @operation(
        "unfollow_idea", "Follow an idea no more", tag="You", answer=bodies.FollowSaid, gone=True,
        said="Nobody is ever kept from letting go.", shown={"followed": False},
    )  # fmt: skip
    @acts(Scope.ME_WRITE)
    def delete(self, request: Request, *, person: Participant, number: str) -> HttpResponse:
        """Whether or not one followed it."""
        read(NoBody, request.data)
        idea = lookup.idea_asked_for(request, number)
        unfollow_discussion(discussion=idea.discussion, participant=person)
        return answer({"followed": False})


def _likes(comment: Comment, person: Participant) -> HttpResponse:
    count = Comment.objects.values_list("like_count", flat=True).get(pk=comment.pk)
    is_liked = CommentLike.objects.filter(comment=comment, participant=person).exists()
    return answer({"likes": count, "liked": is_liked})


def _count_report(person: Participant) -> None:
    take(purpose="report", who=str(person.pk), limit=limits.REPORTS_IN_AN_HOUR, seconds=3600)


def _report(report: Report) -> HttpResponse:
    body = {"reason": report.reason, "text": report.text, "created_at": report.created_at}
    return answer(body, status=201)
