"""What the platform does with cities."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from audit.services import SYSTEM, record
from citizensourcing.projects.services import ensure_open_wall
from common.schema import leave_to_public
from tenants import lookup, template_schema
from tenants.context import for_city
from tenants.models import Branding, City, Domain, Rules
from tenants.naming import check_slug

OPEN_WALL_TITLES = {
    "en": "The open wall",
    "fr": "Le mur ouvert",
    "nl": "De open muur",
    "es": "El muro abierto",
    "fi": "Avoin seinä",
}


@dataclass(frozen=True, slots=True)
class CityRequest:
    """Everything that may be said about a new city; only name and slug must be."""

    name: str
    slug: str
    names: dict[str, str] = field(default_factory=dict)
    country: str = ""
    time_zone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    default_language: str = ""
    population: int | None = None
    branding: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    domain: str = ""


def provision_city(**wishes: Any) -> City:
    """A city that answers under its own address, with an open wall. The arguments are the fields of ``CityRequest``.

    Idempotent: killed at any step and called again with the same slug, it goes on where it was.
    Raises ``RuleViolation`` from ``check_slug`` for a name that may not be.
    """
    wish = CityRequest(**wishes)
    city = _register(wish)
    if city.state == City.State.PROVISIONING:
        template_schema.create_schema(city.schema_name)
        with for_city(city):
            ensure_open_wall(titles=OPEN_WALL_TITLES)
        city.state = City.State.PILOT
        city.save(update_fields=["state", "updated_at"])
        record(action="control_plane.city_provisioned", actor=SYSTEM, target=city, data={"slug": city.slug})
    lookup.forget()
    return city


@transaction.atomic
def _register(wish: CityRequest) -> City:
    """The row of a city, with its domain, looks and rules; found again when an earlier call was cut short."""
    leave_to_public()
    begun = City.objects.select_for_update().filter(slug=wish.slug).first()
    check_slug(wish.slug, but_for=begun)
    city = begun or City(slug=wish.slug, schema_name=f"new_{wish.slug}"[:63], name=wish.name)
    if begun is None:
        city.names = wish.names or {}
        city.country, city.time_zone, city.population = wish.country, wish.time_zone, wish.population
        city.languages = list(wish.languages)
        city.default_language = wish.default_language or wish.languages[0]
        city.full_clean(exclude=["schema_name"])
        city.save()
        # The schema's name comes from the row's number, so that renaming a city moves nothing.
        city.schema_name = f"t_{city.pk}"
        city.save(update_fields=["schema_name"])
    Domain.objects.get_or_create(
        domain=wish.domain or f"{wish.slug}.{settings.CITY_HOST_SUFFIX}", tenant=city, defaults={"is_primary": True}
    )
    Branding.objects.get_or_create(city=city, defaults=wish.branding)
    Rules.objects.get_or_create(city=city, defaults=wish.rules)
    return city
