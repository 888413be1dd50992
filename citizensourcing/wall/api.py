"""The city itself, for programs: what it is called, what it promised, and where the rest is."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from citizensourcing.participants.api.acting import asked
from citizensourcing.projects import participation
from common.api.schema import example, operation
from common.api.views import ApiView, answer
from tenants.models import City

RULES = {
    "minimum_age": 13,
    "read_within_days": 5,
    "answer_threshold": 25,
    "answer_working_days": 20,
    "edit_minutes": 15,
}
# Where each collection is.
LINKS = {
    "schema": "api:schema",
    "docs": "api:docs",
    "topics": "api:topics",
    "neighbourhoods": "api:neighbourhoods",
    "projects": "api:projects",
    "ideas": "api:ideas",
    "similar_ideas": "api:ideas_similar",
    "session": "api:session",
    "me": "api:me",
}
CITY: dict[str, Any] = {
    "slug": "lisbon",
    "names": {"en": "Lisbon", "pt": "Lisboa"},
    "languages": ["en", "pt"],
    "default_language": "en",
    "time_zone": "Europe/Lisbon",
    "country": "PT",
    "population": 545_000,
    "is_open": True,
    "rules": RULES,
    "links": {"schema": "/api/v1/schema/", "ideas": "/api/v1/ideas/"},
}


class RulesSaid(serializers.Serializer[Any]):
    """What the city has promised and decided."""

    minimum_age = serializers.IntegerField(help_text="Years.")
    read_within_days = serializers.IntegerField(help_text="Every idea is read by a named person within so many days.")
    answer_threshold = serializers.IntegerField(help_text="From so many supports on the city owes an answer.")
    answer_working_days = serializers.IntegerField(help_text="Within so many working days.")
    edit_minutes = serializers.IntegerField(help_text="How long one's own words may be changed silently.")


@extend_schema_serializer(component_name="City", examples=example(CITY))
class CitySaid(serializers.Serializer[Any]):
    """The city whose wall this is."""

    slug = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    languages = serializers.ListField(child=serializers.CharField())
    default_language = serializers.CharField()
    time_zone = serializers.CharField(help_text="Its days and working days are counted there.")
    country = serializers.CharField(help_text="ISO 3166, two letters; may be empty.")
    population = serializers.IntegerField(allow_null=True)
    is_open = serializers.BooleanField(help_text="False while the wall can only be read.")
    rules = RulesSaid()
    links = serializers.DictField(child=serializers.CharField(), help_text="Paths of the collections.")


class CityEndpoint(ApiView):
    """The city."""

    @operation("get_city", "The city, its rules, and where the rest is", tag="City", answer=CitySaid)
    def get(self, request: Request) -> HttpResponse:
        """No query."""
        return answer(city_said(asked(request).city))


def city_said(city: City) -> dict[str, Any]:
    """The city as programs read it. No query."""
    names = {language: name for language, name in city.names.items() if name}
    return {
        "slug": city.slug,
        "names": names or {city.default_language: city.name},
        "languages": city.languages,
        "default_language": city.default_language,
        "time_zone": city.time_zone,
        "country": city.country,
        "population": city.population,
        "is_open": participation.is_writable(),
        "rules": {name: getattr(city.rules, name) for name in RULES},
        "links": {name: reverse(address) for name, address in LINKS.items()},
    }
