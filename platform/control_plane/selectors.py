"""What the platform's own pages show."""

from dataclasses import dataclass

from tenants.addresses import base_url
from tenants.models import City

LIVING = (City.State.PILOT, City.State.ACTIVE, City.State.PAST_DUE, City.State.READ_ONLY)


@dataclass(frozen=True, slots=True)
class CityCard:
    """A city with a wall: its name, where it answers, and in which languages."""

    name: str
    slug: str
    address: str
    host: str
    languages: list[str]


def living_cities() -> list[CityCard]:
    """The cities whose walls can be read, by name. Two queries, both in public."""
    cities = City.objects.filter(state__in=LIVING).prefetch_related("domains").order_by("name", "pk")
    return [
        CityCard(
            name=city.local_name,
            slug=city.slug,
            address=base_url(city),
            host=base_url(city).partition("//")[2],
            languages=list(city.languages),
        )
        for city in cities
    ]
