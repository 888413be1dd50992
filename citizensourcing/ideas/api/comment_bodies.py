"""What programs send about discussions, and what they get."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.services.commenting import LONGEST
from citizensourcing.ideas.api.bodies import CONTACTS_SAID, AuthorSaid
from citizensourcing.moderation.models import Report
from citizensourcing.participants.models import StaffRole
from common.api.fields import Body, Choice, Flag, Text, Whole
from common.api.schema import example

ANSWER: Final[dict[str, Any]] = {
    "id": 118,
    "parent": 117,
    "root": 117,
    "stance": "neutral",
    "text": "Limes grow faster.",
    "language": "en",
    "visibility": "published",
    "hidden_reason": None,
    "author": {"name": "Rui", "profile": None},
    "staff_role": None,
    "likes": 2,
    "earlier_likes": 0,
    "earlier_dislikes": 0,
    "created_at": "2026-05-04T13:00:00Z",
    "edited_at": None,
}
COMMENT: Final[dict[str, Any]] = {
    **ANSWER,
    "id": 117,
    "parent": None,
    "root": None,
    "stance": "for",
    "text": "Plane trees, please.",
    "author": {"name": "Ana", "profile": 12},
    "likes": 7,
    "created_at": "2026-05-04T12:30:00Z",
    "reply_count": 1,
    "replies": [ANSWER],
    "more_replies": None,
}
# The same just after it was said, and changed.
SAID: Final = {**COMMENT, "likes": 0, "reply_count": 0, "replies": []}
CHANGED: Final = {**SAID, "text": "Plane trees or limes, please.", "edited_at": "2026-05-04T12:35:00Z"}
REPORT: Final[dict[str, Any]] = {"reason": "personal_data", "text": "It names a neighbour with their address."}
_STANCE_SAID: Final = "Whether it speaks for the idea, against it, or neither."


@extend_schema_serializer(
    component_name="CommentToMake", examples=example({"text": "Plane trees, please.", "stance": "for"})
)
class CommentBody(Body):
    """Something to say under an idea, or an answer to what somebody said."""

    text = Text(
        max_length=LONGEST,
        error_messages={"required": _("Write what you want to say."), "blank": _("Write what you want to say.")},
        help_text="What you want to say.",
    )
    stance = Choice(
        choices=Comment.Stance.values,
        required=False,
        help_text=f"{_STANCE_SAID} `neutral` when left out; answers take no side.",
    )
    parent = Whole(  # type: ignore[assignment]  # a field of the body; REST framework's own attribute stays
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        help_text="The id of the comment that this answers. An answer to an answer stands under the same root.",
    )
    with_contacts = Flag(required=False, help_text=CONTACTS_SAID)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Sides are taken at the top of a thread."""
        if "parent" in values and values.get("stance", Comment.Stance.NEUTRAL) != Comment.Stance.NEUTRAL:
            raise serializers.ValidationError({"stance": [_("Answers take no side: leave this out.")]})
        return values


@extend_schema_serializer(component_name="CommentChange", examples=example({"text": "Plane trees or limes, please."}))
class CommentChangeBody(Body):
    """What should change; what is left out stays."""

    text = Text(max_length=LONGEST, required=False)
    stance = Choice(choices=Comment.Stance.values, required=False, help_text=f"{_STANCE_SAID} Not for answers.")
    with_contacts = Flag(required=False, help_text=CONTACTS_SAID)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Nothing is no change."""
        if not values.keys() - {"with_contacts"}:
            raise serializers.ValidationError({"body": [_("Say what should change.")]})
        return values


@extend_schema_serializer(component_name="ReportToFile", examples=example(REPORT))
class ReportBody(Body):
    """What is wrong with it. Only the moderators read this."""

    reason = Choice(
        choices=Report.Reason.values,
        error_messages={"required": _("Choose what is wrong with it.")},
        help_text="Which house rule it breaks.",
    )
    text = Text(
        max_length=1000,
        required=False,
        default="",
        allow_blank=True,
        help_text="Anything that helps the moderators to see it.",
    )


class _Said(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    parent = serializers.IntegerField(  # type: ignore[assignment]  # as above
        allow_null=True, help_text="The id of the comment that it answers."
    )
    root = serializers.IntegerField(  # type: ignore[assignment]  # as above
        allow_null=True, help_text="The id of the comment at the top, for an answer."
    )
    stance = serializers.ChoiceField(choices=Comment.Stance.values, help_text=_STANCE_SAID)
    text = serializers.CharField(allow_null=True, help_text="Null when it was taken back or hidden.")
    language = serializers.CharField(help_text="The language it is written in; may be empty.")
    visibility = serializers.ChoiceField(
        choices=Comment.Visibility.values,
        help_text="`deleted` and `hidden` hold a place, so that answers keep theirs; `held` only its author sees.",
    )
    hidden_reason = serializers.CharField(allow_null=True, help_text="Why a moderator hid it.")
    author = AuthorSaid(allow_null=True, help_text="Null when it is gone, or its author has left.")
    staff_role = serializers.ChoiceField(
        choices=StaffRole.Role.values, allow_null=True, help_text="The role under which somebody of the city spoke."
    )
    likes = serializers.IntegerField(help_text="How many people like it here.")
    earlier_likes = serializers.IntegerField(help_text="Counted by an earlier platform.")
    earlier_dislikes = serializers.IntegerField(help_text="Counted by an earlier platform.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(
        allow_null=True, help_text="When its author last changed it, or took it back."
    )


class _Told(_Said):
    liked = serializers.BooleanField(
        required=False, help_text="Whether you like it: only for a session, or a key with `me:read`."
    )
    is_yours = serializers.BooleanField(required=False, help_text="Whether you wrote it; as `liked`.")


@extend_schema_serializer(component_name="Answer", examples=example(ANSWER))
class AnswerSaid(_Told):
    """A comment that answers another."""


@extend_schema_serializer(component_name="Comment", examples=example(COMMENT))
class CommentSaid(_Told):
    """A comment with its first answers; for a comment that is itself an answer there are none."""

    reply_count = serializers.IntegerField(help_text="Answers that can be read.")
    replies = AnswerSaid(many=True, help_text="The first three, oldest first.")
    more_replies = serializers.CharField(allow_null=True, help_text="Where all answers are, when there are more.")


@extend_schema_serializer(
    component_name="CommentPage",
    examples=example(
        {
            "items": [COMMENT],
            "next": "/api/v1/ideas/2026-00042/comments/?after=pK3w",
            "count": 31,
            "for": 18,
            "against": 4,
            "earlier_count": 0,
            "is_open": True,
        }
    ),
)
class CommentPageSaid(serializers.Serializer[Any]):
    """One page of the top level of a discussion, and the address of the next."""

    items = CommentSaid(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the next page is; null on the last.")
    count = serializers.IntegerField(help_text="Comments and answers that can be read.")
    against = serializers.IntegerField(help_text="How many of them speak against the idea.")
    earlier_count = serializers.IntegerField(help_text="Comments counted by an earlier platform.")
    is_open = serializers.BooleanField(help_text="False when the discussion can only be read.")

    def get_fields(self) -> dict[str, Any]:
        """``for`` is a word of Python's own."""
        mine = serializers.IntegerField(help_text="How many of them speak for the idea.")
        return {**super().get_fields(), "for": mine}


@extend_schema_serializer(
    component_name="AnswerPage",
    examples=example({"items": [ANSWER], "next": "/api/v1/ideas/2026-00042/comments/117/replies/?after=pK3w"}),
)
class AnswerPageSaid(serializers.Serializer[Any]):
    """One page of answers, oldest first, and the address of the next."""

    items = AnswerSaid(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the next page is; null on the last.")


@extend_schema_serializer(component_name="Like", examples=example({"likes": 8, "liked": True}))
class LikeSaid(serializers.Serializer[Any]):
    """How it stands with a comment's likes, and with yours."""

    likes = serializers.IntegerField()
    liked = serializers.BooleanField(help_text="False after liking a comment that is gone.")


@extend_schema_serializer(component_name="Report", examples=example({**REPORT, "created_at": "2026-05-04T12:00:00Z"}))
class ReportSaid(serializers.Serializer[Any]):
    """Your report, as the moderators have it. Filed twice while it is open, the first one stands."""

    reason = serializers.ChoiceField(choices=Report.Reason.values)
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="Follow", examples=example({"followed": True}))
class FollowSaid(serializers.Serializer[Any]):
    """Whether you follow it."""

    followed = serializers.BooleanField()


PERSONAL: Final[dict[str, Any]] = {
    **{name: COMMENT[name] for name in ANSWER},
    "idea": {"number": "2026-00042", "title": "Trees along the tram"},
}


class IdeaNamedSaid(serializers.Serializer[Any]):
    """An idea by its number and title."""

    number = serializers.CharField()
    title = serializers.CharField(allow_null=True, help_text="Null when the idea is off the wall.")


@extend_schema_serializer(component_name="OwnComment", examples=example(PERSONAL))
class PersonalCommentSaid(_Said):
    """A comment of one person, with the idea it stands under."""

    idea = IdeaNamedSaid()


@extend_schema_serializer(component_name="OwnCommentPage", examples=example({"items": [PERSONAL], "next": None}))
class PersonalCommentPageSaid(serializers.Serializer[Any]):
    """One page of comments, newest first, and the address of the next."""

    items = PersonalCommentSaid(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the next page is; null on the last.")
