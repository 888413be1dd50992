"""Which mails come, for programs."""

from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from citizensourcing.notifications import selectors, services
from citizensourcing.participants.api.acting import acts, reads
from citizensourcing.participants.models import Participant, Scope
from common.api.fields import Body, Flag, read
from common.api.schema import example, operation
from common.api.views import ApiView, answer

WISHES: Final = {"answers_by_mail": True}
_SAID: Final = "One mail when the city answers an idea that is yours or that you follow."


@extend_schema_serializer(component_name="Preferences", examples=example(WISHES))
class PreferencesSaid(serializers.Serializer[Any]):
    """Which mails you get."""

    answers_by_mail = serializers.BooleanField(help_text=_SAID)


@extend_schema_serializer(component_name="PreferencesChange", examples=example(WISHES))
class PreferencesBody(Body):
    """Which mails you want."""

    answers_by_mail = Flag(help_text=_SAID)


class Preferences(ApiView):
    """Which mails come."""

    @operation("get_preferences", "Which mails you get", tag="You", answer=PreferencesSaid)
    @reads(Scope.ME_READ)
    def get(self, request: Request, *, person: Participant) -> HttpResponse:
        """One query beyond knowing who asks."""
        return answer({"answers_by_mail": selectors.wants_answers(person)})

    @operation(
        "update_preferences", "Choose which mails you get", tag="You", body=PreferencesBody, answer=PreferencesSaid
    )
    @acts(Scope.ME_WRITE)
    def patch(self, request: Request, *, person: Participant) -> HttpResponse:
        """As on the page."""
        said = read(PreferencesBody, request.data)
        services.choose_answers_by_mail(person=person, is_wanted=said["answers_by_mail"])
        return answer(said)
