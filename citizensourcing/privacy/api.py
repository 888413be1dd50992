"""What a person must have agreed to before anything is done in their name, and saying yes to it, for programs."""

from typing import Any, Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from citizensourcing.participants.api.acting import acts, asked, reads
from citizensourcing.participants.documents import Document, current, version_of
from citizensourcing.participants.models import Agreement, Participant, Scope
from citizensourcing.participants.selectors import has_agreed_to_rules
from citizensourcing.participants.services import agree_to_rules
from citizensourcing.privacy.words import spoken_of, words_of
from common.api.fields import Body, Choice, Whole, read
from common.api.schema import example, operation
from common.api.views import ApiView, answer
from common.exceptions import RuleViolation

# What is asked about; the other documents promise, and ask for nothing.
ASKED: Final = [Document.RULES.value]
AGREEMENT: Final[dict[str, Any]] = {
    "document": "house-rules",
    "version": 2,
    "since": "2026-05-01",
    "changes": "Pictures of children need their parents' yes.",
    "html": "<p>These few rules keep it a place worth coming to.</p>",
    "page": "/en/about/house-rules/",
    "must_agree": True,
    "agreed_version": 1,
    "agreed_at": "2026-03-01T09:00:00Z",
}
AGREED: Final = {**AGREEMENT, "must_agree": False, "agreed_version": 2, "agreed_at": "2026-05-04T12:00:00Z"}


@extend_schema_serializer(component_name="Agreement", examples=example(AGREEMENT))
class AgreementSaid(serializers.Serializer[Any]):
    """A document as it stands now, and what you said to it."""

    document = serializers.ChoiceField(choices=ASKED)
    version = serializers.IntegerField(help_text="Its newest version: the one that can be agreed to.")
    since = serializers.DateField(help_text="The day on which this version began to hold.")
    changes = serializers.CharField(help_text="What is new, in one sentence.")
    html = serializers.CharField(help_text="Its words, in the language of the answer: HTML without script or style.")
    page = serializers.CharField(help_text="Where a person reads it: a path on this host.")
    must_agree = serializers.BooleanField(
        help_text="True while nothing can be written in your name (`participation.rules_changed`)."
    )
    agreed_version = serializers.IntegerField(allow_null=True, help_text="The newest that you agreed to.")
    agreed_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="Agreements", examples=example({"items": [AGREEMENT]}))
class AgreementsSaid(serializers.Serializer[Any]):
    """Everything that asks for a yes."""

    items = AgreementSaid(many=True)


@extend_schema_serializer(component_name="AgreementToMake", examples=example({"document": "house-rules", "version": 2}))
class AgreeBody(Body):
    """A yes to what was read. Send it only when the person said so."""

    document = Choice(choices=ASKED)
    version = Whole(min_value=1, max_value=9999, help_text="The version that they read.")


class Agreements(ApiView):
    """What a person agrees to."""

    @operation(
        "list_agreements", "What must be agreed to", tag="You", answer=AgreementsSaid,
        said="The house rules with their words, and whether you have agreed to this version.",
    )  # fmt: skip
    @reads(Scope.ME_WRITE)
    def get(self, request: Request, *, person: Participant) -> HttpResponse:
        """One query beyond knowing who asks."""
        return answer({"items": [_agreement(request, person)]})

    @operation(
        "create_agreement", "Agree to a version", tag="You", body=AgreeBody, answer=AgreementSaid, status=201,
        said="As the button on the page does it. The yes is the person's: show them the words first. Said twice, the "
        "first yes stands; a version that is no longer the newest is refused (409 `rules.changed`), and one that never "
        "was (400 `rules.unknown`).", shown=AGREED,
    )  # fmt: skip
    @acts(Scope.ME_WRITE)
    def post(self, request: Request, *, person: Participant) -> HttpResponse:
        """As on the page."""
        wanted = read(AgreeBody, request.data)
        if version_of(Document.RULES, wanted["version"]) is None:
            raise RuleViolation(
                "rules.unknown",
                _("There is no version %(version)d of the house rules. The newest is %(newest)d.")
                % {"version": wanted["version"], "newest": current(Document.RULES).number},
                field="version",
            )
        agree_to_rules(
            person=person, version=wanted["version"], language=asked(request).LANGUAGE_CODE, now=timezone.now()
        )
        return answer(_agreement(request, person), status=201)


def _agreement(request: Request, person: Participant) -> dict[str, Any]:
    document = Document.RULES
    version = current(document)
    last = Agreement.objects.filter(participant=person, document=document, version__gt=0).order_by("-version").first()
    return {
        "document": document.value,
        "version": version.number,
        "since": version.since,
        "changes": str(version.changes),
        "html": " ".join(render_to_string(words_of(document, version), spoken_of(asked(request).city)).split()),
        "page": reverse("privacy:rules"),
        "must_agree": not has_agreed_to_rules(person),
        "agreed_version": None if last is None else last.version,
        "agreed_at": None if last is None else last.accepted_at,
    }
