"""How one appears here: one's own profile, and that of somebody who chose to be found."""

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from citizensourcing.participants import selectors, services
from citizensourcing.participants.api.acting import acts, asked, not_known, reads
from citizensourcing.participants.models import Participant, Scope
from citizensourcing.taxonomy.models import Neighbourhood
from common.api.fields import Body, Flag, Several, Text, fields_called, one_of, read
from common.api.schema import example, operation
from common.api.views import ApiView, answer
from tenants.middleware import interface_languages
from tenants.models import City

ME: Final[dict[str, Any]] = {
    "id": 12,
    "name": "Ana",
    "neighbourhood": "alfama",
    "languages": ["en", "pt"],
    "language": "pt",
    "is_public": True,
    "roles": [],
    "joined_at": "2026-03-01T09:00:00Z",
}
PERSON: Final[dict[str, Any]] = {
    "id": 12,
    "name": "Ana",
    "neighbourhood": "alfama",
    "since": "2026-03",
    "ideas": "/api/v1/people/12/ideas/",
    "comments": "/api/v1/people/12/comments/",
}


@extend_schema_serializer(component_name="Me", examples=example(ME))
class MeSaid(serializers.Serializer[Any]):
    """Your profile here."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Others see it beside what you write.")
    neighbourhood = serializers.CharField(allow_null=True, help_text="A slug.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="The languages you read.")
    language = serializers.CharField(help_text="Pages and mails speak to you in it; may be empty.")
    is_public = serializers.BooleanField(help_text="Whether everybody can read your profile.")
    roles = serializers.ListField(child=serializers.CharField(), help_text="What you are for the city.")
    joined_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="ProfileChange", examples=example({"neighbourhood": "alfama"}))
class ProfileBody(Body):
    """What should change; what is left out stays."""

    name = Text(is_line=True, max_length=60, required=False)
    neighbourhood = Text(max_length=60, required=False, allow_null=True, help_text="A slug; null for none.")
    languages = Several(
        child=Text(max_length=8), max_length=30, required=False, help_text="Of the city's languages those you read."
    )
    language = Text(max_length=8, required=False, help_text="One that pages are offered in here.")
    is_public = Flag(required=False, help_text="A public profile lists your ideas and comments, never your supports.")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Nothing is no change."""
        if not values:
            raise serializers.ValidationError({"body": [_("Say what should change.")]})
        return values


@extend_schema_serializer(component_name="Person", examples=example(PERSON))
class PublicPersonSaid(serializers.Serializer[Any]):
    """Somebody who chose to be found."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    neighbourhood = serializers.CharField(allow_null=True, help_text="A slug.")
    since = serializers.RegexField(r"^\d{4}-\d{2}$", help_text="The month in which they joined.")
    ideas = serializers.CharField(help_text="Where their ideas are.")
    comments = serializers.CharField(help_text="Where their comments are.")


@extend_schema_serializer(component_name="ProfileWritten", examples=example({"neighbourhood": "alfama"}))
class ProfileWrittenSaid(serializers.Serializer[Any]):
    """Those fields that were sent, as they stand now."""

    name = serializers.CharField(required=False)
    neighbourhood = serializers.CharField(required=False, allow_null=True, help_text="A slug.")
    languages = serializers.ListField(child=serializers.CharField(), required=False)
    language = serializers.CharField(required=False)
    is_public = serializers.BooleanField(required=False)


class Me(ApiView):
    """Your profile."""

    @operation("get_me", "Your profile", tag="You", answer=MeSaid)
    @reads(Scope.ME_READ)
    def get(self, request: Request, *, person: Participant) -> HttpResponse:
        """No query beyond knowing who asks."""
        roles = sorted(asked(request).roles)
        return answer({"id": person.pk, **_profile_of(person), "roles": roles, "joined_at": person.created_at})

    @operation(
        "update_me", "Change your profile", tag="You", body=ProfileBody, answer=ProfileWrittenSaid,
        said="The answer holds what you sent, as it stands now; the rest is behind `me:read`.",
    )  # fmt: skip
    @acts(Scope.ME_WRITE)
    def patch(self, request: Request, *, person: Participant) -> HttpResponse:
        """What is left out stays."""
        said = read(ProfileBody, request.data)
        _require_offered(said, person, asked(request).city)
        neighbourhood = person.neighbourhood
        if "neighbourhood" in said:
            neighbourhood = _neighbourhood(said["neighbourhood"])
        with fields_called({"display_name": "name"}):
            services.change_profile(
                person=person,
                display_name=said.get("name", person.display_name),
                neighbourhood=neighbourhood,
                languages=said.get("languages", person.languages),
                language=said.get("language", person.language),
                is_public=said.get("is_public", person.is_public),
            )
        whole = _profile_of(person)
        return answer({name: whole[name] for name in said})


class PublicPerson(ApiView):
    """Somebody who chose to be found."""

    @operation(
        "get_person", "Somebody who chose to be found", tag="People", answer=PublicPersonSaid,
        said="404 for everybody who keeps their profile to themselves, as for who is not here.",
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> HttpResponse:
        """One query."""
        person = selectors.public_person(pk)
        if person is None:
            raise Http404
        return answer(
            {
                "id": person.pk,
                "name": person.display_name,
                "neighbourhood": person.neighbourhood.slug if person.neighbourhood else None,
                "since": f"{person.created_at:%Y-%m}",
                "ideas": reverse("api:person_ideas", args=[pk]),
                "comments": reverse("api:person_comments", args=[pk]),
            }
        )


def _profile_of(person: Participant) -> dict[str, Any]:
    """What a person chose to say of themselves, field by field."""
    return {
        "name": person.display_name,
        "neighbourhood": person.neighbourhood.slug if person.neighbourhood else None,
        "languages": person.languages,
        "language": person.language,
        "is_public": person.is_public,
    }


def _require_offered(said: dict[str, Any], person: Participant, city: City) -> None:
    """Raise ``ValidationError`` for languages that are not offered here; what is there already may stay."""
    offered, interface = {*city.languages, *person.languages}, {*interface_languages(city), person.language}
    wrong: dict[str, Any] = {}
    if unknown := [one for one in said.get("languages", []) if one not in offered]:
        wrong["languages"] = [
            f"{_('Not known here: %(names)s.') % {'names': ', '.join(unknown)}} {one_of(sorted(offered))}"
        ]
    if said.get("language", person.language) not in interface:
        wrong["language"] = [one_of(sorted(one for one in interface if one))]
    if wrong:
        raise ValidationError(wrong)


def _neighbourhood(slug: str | None) -> Neighbourhood | None:
    """The neighbourhood of a slug; None for null. Raises ``ValidationError``."""
    if slug is None:
        return None
    found = Neighbourhood.objects.defer("geometry").filter(slug=slug).first()
    if found is None:
        raise ValidationError({"neighbourhood": [not_known([slug], "neighbourhoods")]})
    return found
