"""Projects for programs: their phases, and what may be done now."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from citizensourcing.projects import selectors
from citizensourcing.projects.models import Action
from common.api.schema import example, operation
from common.api.views import ApiView, answer

PHASE = {
    "names": {"en": "Share and support"},
    "starts_at": "2026-05-01T00:00:00Z",
    "ends_at": None,
    "actions": ["post", "vote", "comment"],
}
PROJECT: dict[str, Any] = {
    "slug": "open-wall",
    "titles": {"en": "Open wall"},
    "texts": {},
    "is_open_wall": True,
    "may_now": ["post", "vote", "comment"],
    "phases": [PHASE],
}


@extend_schema_serializer(component_name="Phase", examples=example(PHASE))
class PhaseSaid(serializers.Serializer[Any]):
    """A stretch of a project's time, and what may be done in it."""

    names = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    starts_at = serializers.DateTimeField(allow_null=True, help_text="Null: since ever.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Null: for ever.")
    actions = serializers.ListField(child=serializers.ChoiceField(choices=Action.values))


@extend_schema_serializer(component_name="Project", examples=example(PROJECT))
class ProjectSaid(serializers.Serializer[Any]):
    """A challenge, a consultation; the city's open wall is one."""

    slug = serializers.CharField()
    titles = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    texts = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    is_open_wall = serializers.BooleanField()
    may_now = serializers.ListField(
        child=serializers.ChoiceField(choices=Action.values), help_text="What residents may do in it at this moment."
    )
    phases = PhaseSaid(many=True)


@extend_schema_serializer(component_name="Projects", examples=example({"items": [PROJECT]}))
class ProjectsSaid(serializers.Serializer[Any]):
    """What residents may read, the open wall first."""

    items = ProjectSaid(many=True)


class Projects(ApiView):
    """What the city has opened."""

    @operation("list_projects", "All projects, with their phases", tag="City", answer=ProjectsSaid)
    def get(self, request: Request) -> HttpResponse:
        """One query."""
        return answer(b'{"items":' + selectors.project_bodies() + b"}")
