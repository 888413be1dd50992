"""What programs send about ideas, and what they get."""

from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from citizensourcing.ideas.models import Idea, OfficialFeedback
from citizensourcing.ideas.services.submitting import NEIGHBOURHOODS_AT_MOST, TOPICS_AT_MOST
from citizensourcing.ideas.statuses import Status
from citizensourcing.taxonomy.selectors import is_right_number_of_topics
from common.api.fields import Body, Flag, Number, Several, Text
from common.api.schema import example

CONTACTS_SAID: Final = "Say `true` to publish an e-mail address or phone number that stands in the text."
PIN: Final = {"latitude": 38.7139, "longitude": -9.1334}
WRITTEN: Final = {
    "title": "Trees along the tram",
    "text": "Shade makes waiting bearable in July. Limes grow fast and drink little.",
    "topics": ["urbanism"],
    "neighbourhoods": ["alfama"],
    "language": "en",
}
CARD: Final[dict[str, Any]] = {
    "number": "2026-00042",
    "title": "Trees along the tram",
    "excerpt": "Shade makes waiting bearable in July. Limes grow fast and drink little.",
    "language": "en",
    "status": "proposed",
    "project": "open-wall",
    "topics": ["urbanism"],
    "neighbourhoods": ["alfama"],
    "pin": None,
    "supports": 24,
    "earlier_supports": 0,
    "comments": 3,
    "earlier_comments": 0,
    "published_at": "2026-05-04T12:00:00Z",
    "edited_at": None,
    "answer_owed_since": None,
    "answer_due_on": None,
    "answered_at": None,
    "picture": None,
}
OWN: Final = {**CARD, "visibility": "published", "hidden_reason": None}
PICTURE: Final = {
    "id": 7,
    "url": "/files/ideas/3f0c.webp",
    "thumbnail": "/files/ideas/91ab.webp",
    "alt": "A tram stop without a tree",
    "width": 1600,
    "height": 1200,
}
WHOLE: Final[dict[str, Any]] = {
    **{name: value for name, value in CARD.items() if name not in {"excerpt", "picture"}},
    "text": "Shade makes waiting bearable in July. Limes grow fast and drink little.",
    "pictures": [PICTURE],
    "author": {"name": "Ana", "profile": None},
    "visibility": "published",
    "hidden_reason": None,
    "answers": [],
    "history": [],
}
# The same just after it was shared, changed, and taken back.
SHARED: Final = {**WHOLE, "supports": 0, "comments": 0, "pictures": []}
CHANGED: Final = {**WHOLE, "title": "Lime trees along the tram", "edited_at": "2026-05-06T08:00:00Z"}
WITHDRAWN: Final = {**WHOLE, "visibility": "withdrawn"}


class PinBody(Body):
    """One point in the city, in degrees (WGS 84)."""

    latitude = Number(min_value=-90, max_value=90)
    longitude = Number(min_value=-180, max_value=180)


@extend_schema_serializer(component_name="IdeaToShare", examples=example(WRITTEN))
class ShareBody(Body):
    """An idea to put on the wall. Without `neighbourhoods` and `pin` it is about the whole city."""

    title = Text(
        is_line=True,
        max_length=120,
        error_messages={"required": _("Give your idea a title: one line that says it.")},
        help_text="One line that says it.",
    )
    text = Text(
        max_length=10_000,
        error_messages={"required": _("Tell us more: what would change, and for whom?")},
        help_text="What would change, and for whom.",
    )
    topics = Several(
        child=Text(max_length=60),
        max_length=TOPICS_AT_MOST,
        required=False,
        default=list,
        help_text="Slugs of one to three topics (`GET /topics/`); none only in a city that has none.",
    )
    neighbourhoods = Several(
        child=Text(max_length=60),
        max_length=NEIGHBOURHOODS_AT_MOST,
        required=False,
        default=list,
        help_text="Slugs of up to eight neighbourhoods (`GET /neighbourhoods/`); not together with `pin`.",
    )
    pin = PinBody(required=False, help_text="One place inside the city; its neighbourhood is found.")
    language = Text(max_length=8, required=False, help_text="One of the city's languages; guessed when left out.")
    project = Text(max_length=80, required=False, help_text="A project's slug; the open wall when left out.")
    with_contacts = Flag(
        required=False,
        default=False,
        help_text=CONTACTS_SAID,
    )

    def to_internal_value(self, data: Any) -> Any:
        """As always; where something is wrong, missing topics are told with it. Alone they are ``idea.topics``."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as problem:
            detail = problem.detail
            if not isinstance(detail, dict) or "topics" in detail or data.get("topics"):
                raise
            if is_right_number_of_topics(0, at_most=TOPICS_AT_MOST):
                raise
            missing = {"topics": [gettext("Choose one to three topics.")]}
            raise serializers.ValidationError({**detail, **missing}) from problem

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """A place is told in one way."""
        if values.get("pin") and values["neighbourhoods"]:
            raise serializers.ValidationError({"pin": [_("Say where by a pin or by neighbourhoods, not both.")]})
        return values


@extend_schema_serializer(component_name="IdeaChange", examples=example({"title": "Lime trees along the tram"}))
class ChangeBody(Body):
    """What should change; what is left out stays."""

    title = Text(is_line=True, max_length=120, required=False)
    text = Text(max_length=10_000, required=False)
    language = Text(max_length=8, required=False)
    with_contacts = Flag(required=False, help_text=CONTACTS_SAID)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Nothing is no change."""
        if not values.keys() - {"with_contacts"}:
            raise serializers.ValidationError({"body": [_("Say what should change.")]})
        return values


class PinSaid(serializers.Serializer[Any]):
    """A point, in degrees (WGS 84)."""

    latitude = serializers.FloatField()
    longitude = serializers.FloatField()


@extend_schema_serializer(component_name="Picture", examples=example(PICTURE))
class PictureSaid(serializers.Serializer[Any]):
    """A picture of an idea, as WebP."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="Its path on this host.")
    thumbnail = serializers.CharField(help_text="The path of a small copy.")
    alt = serializers.CharField(help_text="What can be seen, in words; may be empty.")
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")


class _IdeaSaid(serializers.Serializer[Any]):
    number = serializers.RegexField(r"^\d{4}-\d{5,9}$", help_text="What people say out loud.")
    title = serializers.CharField()
    language = serializers.CharField(help_text="The language it is written in.")
    status = serializers.ChoiceField(choices=Status.values, help_text="What the city does with it.")
    project = serializers.CharField(help_text="The project's slug.")
    topics = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")
    neighbourhoods = serializers.ListField(child=serializers.CharField(), help_text="Slugs; none means the whole city.")
    pin = PinSaid(allow_null=True)
    supports = serializers.IntegerField(help_text="How many people support it here.")
    earlier_supports = serializers.IntegerField(help_text="Supports counted by an earlier platform.")
    comments = serializers.IntegerField()
    earlier_comments = serializers.IntegerField(help_text="Comments counted by an earlier platform.")
    published_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True, help_text="Set when it changed after the first minutes.")
    answer_owed_since = serializers.DateTimeField(allow_null=True)
    answer_due_on = serializers.DateField(allow_null=True, help_text="The day by which the city owes an answer.")
    answered_at = serializers.DateTimeField(allow_null=True)
    supported = serializers.BooleanField(
        required=False, help_text="Whether you support it: only for a session, or a key with `votes:read`."
    )


@extend_schema_serializer(component_name="IdeaCard", examples=example(CARD))
class CardSaid(_IdeaSaid):
    """An idea as it stands in a list."""

    excerpt = serializers.CharField(help_text="The beginning of its text.")
    picture = PictureSaid(allow_null=True)


class AuthorSaid(serializers.Serializer[Any]):
    """Who wrote it."""

    name = serializers.CharField()
    profile = serializers.IntegerField(allow_null=True, help_text="The id of a public profile; null when private.")


class AnswerSaid(serializers.Serializer[Any]):
    """What the city says, signed."""

    text = serializers.CharField()
    language = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OfficialFeedback.Outcome.values, allow_null=True)
    cost_cents = serializers.IntegerField(allow_null=True)
    outcome_on = serializers.DateField(allow_null=True)
    at = serializers.DateTimeField()


class ChangeSaid(serializers.Serializer[Any]):
    """One step of what became of it."""

    before = serializers.ChoiceField(choices=Status.values)
    after = serializers.ChoiceField(choices=Status.values)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="Idea", examples=example(WHOLE))
class IdeaSaid(_IdeaSaid):
    """An idea whole."""

    text = serializers.CharField()
    pictures = PictureSaid(many=True)
    author = AuthorSaid(allow_null=True, help_text="Null when its author has left.")
    visibility = serializers.ChoiceField(
        choices=Idea.Visibility.values,
        help_text="`published`, unless it is yours or you work for the city. `emptied`: its author has left and taken "
        "the words along; `title` says so in your language, `text` is empty, and nothing new can be added.",
    )
    hidden_reason = serializers.CharField(
        allow_null=True, help_text="Why a moderator hid it; stays when you take it back."
    )
    answers = AnswerSaid(many=True)
    history = ChangeSaid(many=True)


@extend_schema_serializer(
    component_name="IdeaPage",
    examples=example({"items": [CARD], "next": "/api/v1/ideas/?after=pK3w", "is_loose_match": False}),
)
class IdeaPageSaid(serializers.Serializer[Any]):
    """One page of ideas, and the address of the next."""

    items = CardSaid(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the next page is; null on the last.")
    is_loose_match = serializers.BooleanField(
        help_text="True when nothing holds all the words of `q`, so that what holds some of them is shown."
    )


@extend_schema_serializer(component_name="OwnIdea", examples=example(OWN))
class PersonalCardSaid(CardSaid):
    """An idea of one person, as it stands in a list."""

    visibility = serializers.ChoiceField(
        choices=Idea.Visibility.values, help_text="`published`, unless it is your own list."
    )
    hidden_reason = serializers.CharField(
        allow_null=True, help_text="Why a moderator hid it; stays when you take it back."
    )


@extend_schema_serializer(component_name="OwnIdeaPage", examples=example({"items": [OWN], "next": None}))
class PersonalIdeaPageSaid(serializers.Serializer[Any]):
    """One page of ideas, newest first, and the address of the next."""

    items = PersonalCardSaid(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the next page is; null on the last.")


@extend_schema_serializer(
    component_name="SupportedIdea",
    examples=example({**CARD, "supported": True, "supported_at": "2026-05-05T08:00:00Z"}),
)
class SupportedCardSaid(CardSaid):
    """An idea that you support."""

    supported_at = serializers.DateTimeField()


@extend_schema_serializer(
    component_name="SupportedIdeaPage",
    examples=example({"items": [{**CARD, "supported": True, "supported_at": "2026-05-05T08:00:00Z"}], "next": None}),
)
class SupportedPageSaid(serializers.Serializer[Any]):
    """One page of what you support, latest first, and the address of the next."""

    items = SupportedCardSaid(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the next page is; null on the last.")


@extend_schema_serializer(component_name="Support", examples=example({"supports": 25, "supported": True}))
class SupportSaid(serializers.Serializer[Any]):
    """How it stands with an idea's supports, and with yours."""

    supports = serializers.IntegerField()
    supported = serializers.BooleanField()


@extend_schema_serializer(
    component_name="WordsToCompare",
    examples=example({"title": "Trees along the tram", "text": "Shade makes waiting bearable in July."}),
)
class SimilarBody(Body):
    """What somebody is writing."""

    title = Text(is_line=True, max_length=120)
    text = Text(max_length=10_000, required=False, default="", allow_blank=True)
    project = Text(max_length=80, required=False)


@extend_schema_serializer(component_name="SimilarIdeas", examples=example({"items": [CARD]}))
class SimilarSaid(serializers.Serializer[Any]):
    """Ideas that say nearly the same, most similar first."""

    items = CardSaid(many=True)
