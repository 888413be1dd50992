"""Topics and neighbourhoods for programs."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from citizensourcing.taxonomy import selectors
from common.api.schema import example, operation, query
from common.api.views import ApiView, answer

TOPIC: dict[str, Any] = {"slug": "urbanism", "names": {"en": "Urbanism", "fr": "Urbanisme"}, "icon": "building-2"}
PLACE: dict[str, Any] = {
    "slug": "alfama",
    "names": {"en": "Alfama"},
    "latitude": 38.7139,
    "longitude": -9.1334,
    "population": 5200,
    "is_computed": False,
}


@extend_schema_serializer(component_name="Topic", examples=example(TOPIC))
class TopicSaid(serializers.Serializer[Any]):
    """What ideas may be about."""

    slug = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    icon = serializers.CharField(help_text="The name of a Lucide icon; may be empty.")


@extend_schema_serializer(component_name="Topics", examples=example({"items": [TOPIC]}))
class TopicsSaid(serializers.Serializer[Any]):
    """All topics, in the city's order."""

    items = TopicSaid(many=True)


@extend_schema_serializer(component_name="Neighbourhood", examples=example(PLACE))
class PlaceSaid(serializers.Serializer[Any]):
    """A part of the city."""

    slug = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    latitude = serializers.FloatField(help_text="Of its centre, in degrees (WGS 84).")
    longitude = serializers.FloatField(help_text="Of its centre, in degrees (WGS 84).")
    population = serializers.IntegerField(allow_null=True)
    is_computed = serializers.BooleanField(help_text="True when its shape was computed from centre points.")
    geometry = serializers.DictField(
        required=False, allow_null=True, help_text="GeoJSON, longitude first: only with `geometry=true`."
    )


@extend_schema_serializer(component_name="Neighbourhoods", examples=example({"items": [PLACE]}))
class PlacesSaid(serializers.Serializer[Any]):
    """All neighbourhoods, in the city's order."""

    items = PlaceSaid(many=True)


class Topics(ApiView):
    """What ideas may be about."""

    @operation("list_topics", "All topics", tag="City", answer=TopicsSaid)
    def get(self, request: Request) -> HttpResponse:
        """One query."""
        return answer(b'{"items":' + selectors.topic_bodies() + b"}")


class Neighbourhoods(ApiView):
    """The parts of the city."""

    takes = {"GET": ("geometry",)}

    @operation(
        "list_neighbourhoods",
        "All neighbourhoods",
        tag="City",
        answer=PlacesSaid,
        parameters=[query("geometry", "`true` brings their shapes.", choices=["true", "false"], example="true")],
    )
    def get(self, request: Request) -> HttpResponse:
        """One query."""
        wanted = request.query_params.get("geometry", "false")
        if wanted not in {"true", "false"}:
            raise ValidationError({"geometry": [_("Write true or false.")]})
        return answer(b'{"items":' + selectors.neighbourhood_bodies(with_shapes=wanted == "true") + b"}")
