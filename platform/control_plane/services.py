"""What the platform does with cities."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.services import SYSTEM, record
from citizensourcing.projects.services import ensure_open_wall
from common.exceptions import RuleViolation
from common.schema import in_public, locked
from control_plane.requests import CityRequest, check_request
from outbox.services import enqueue
from tenants import lookup, new_schema, pool, template_schema
from tenants.context import for_city
from tenants.models import Branding, City, Domain, Rules

__all__ = ["OPEN_WALL_TITLES", "STEPS", "CityRequest", "abandon_city", "check_wishes", "provision_city"]

OPEN_WALL_TITLES = {
    "en": "The open wall",
    "fr": "Le mur ouvert",
    "nl": "De open muur",
    "es": "El muro abierto",
    "fi": "Avoin seinä",
}
# What happens one after the other; each is one transaction, and done again when it was cut short.
STEPS = ("registered", "schema", "open_wall", "opened")


def provision_city(*, on_step: Callable[[str], None] | None = None, **wishes: Any) -> City:
    """A city that answers under its own address, with an open wall. The other arguments are those of ``CityRequest``.

    Idempotent: killed at any step and called again with the same slug, it goes on where it was; what was asked for
    first stands. ``on_step`` hears the name of each of ``STEPS`` when it is done. Two calls for one slug wait for each
    other. Raises ``RuleViolation`` from ``check_request`` for a city that cannot be made as asked.
    """
    wish = CityRequest(**wishes)
    tell = on_step or _say_nothing
    with in_public(), locked(f"commonwall provision {wish.slug}"):
        city = _register(wish)
        tell("registered")
        if city.state == City.State.PROVISIONING:
            new_schema.create_schema(city.schema_name)
            city.refresh_from_db(fields=["schema_version"])
            tell("schema")
            with for_city(city):
                ensure_open_wall(titles=OPEN_WALL_TITLES)
            tell("open_wall")
            _open(city)
            tell("opened")
        lookup.forget()
    return city


def check_wishes(**wishes: Any) -> CityRequest:
    """The request, when a city could be made from it; nothing is written. Raises ``RuleViolation`` otherwise."""
    wish = CityRequest(**wishes)
    with in_public():
        check_request(wish, begun=City.objects.filter(slug=wish.slug, state=City.State.PROVISIONING).first())
    return wish


def abandon_city(slug: str) -> bool:
    """Remove a city that was never opened: its schema, its row, its address; False when there is none.

    Raises ``RuleViolation`` (``city.is_open``) for a city that people may already use: that one is offboarded.
    """
    with in_public(), locked(f"commonwall provision {slug}"), transaction.atomic():
        city = City.objects.select_for_update().filter(slug=slug).first()
        if city is None:
            return False
        if city.state != City.State.PROVISIONING:
            raise RuleViolation(
                "city.is_open",
                _("%(city)s is open already; it cannot be abandoned, only closed.") % {"city": city.name},
            )
        template_schema.drop_schema(city.schema_name)
        record(action="control_plane.city_abandoned", actor=SYSTEM, target=city, data={"slug": slug})
        city.delete()
    lookup.forget()
    return True


def _say_nothing(_step: str) -> None:
    """Nobody listens."""


@transaction.atomic
def _register(wish: CityRequest) -> City:
    """The row of a city, with its domain, looks and rules; found again when an earlier call was cut short."""
    begun = City.objects.select_for_update().filter(slug=wish.slug).first()
    if begun is not None:
        return begun
    check_request(wish)
    number = _next_city_number()
    city = City(
        pk=number,
        # The schema's name comes from the row's number, so that renaming a city moves nothing.
        schema_name=f"t_{number}",
        slug=wish.slug,
        name=wish.name.strip(),
        names=wish.names,
        country=wish.country,
        time_zone=wish.time_zone,
        languages=list(wish.languages),
        default_language=wish.first_language,
        population=wish.population,
    )
    city.full_clean()
    city.save(force_insert=True)
    Domain.objects.create(domain=wish.host, tenant=city, is_primary=True)
    Branding.objects.create(city=city, **wish.branding)
    Rules.objects.create(city=city, **wish.rules)
    return city


def _next_city_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [f"public.{City._meta.db_table}"])
        return int(cursor.fetchone()[0])


@transaction.atomic
def _open(city: City) -> None:
    """Let people in, write it down, and have the pool filled up again."""
    city.state = City.State.PILOT
    city.save(update_fields=["state", "updated_at"])
    record(action="control_plane.city_provisioned", actor=SYSTEM, target=city, data={"slug": city.slug})
    if settings.SCHEMA_POOL_SIZE:
        enqueue(pool.REFILL)
