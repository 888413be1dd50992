"""The topics and neighbourhoods of the city we are in: small lists that every page needs."""

from citizensourcing.taxonomy import shapes
from citizensourcing.taxonomy.models import Neighbourhood, Topic


def active_topics() -> list[Topic]:
    """All topics that may be chosen, in the city's order. One query."""
    return list(Topic.objects.filter(is_active=True))


def neighbourhoods(*, with_shapes: bool = False) -> list[Neighbourhood]:
    """All neighbourhoods, in the city's order; their shapes only when asked for. One query."""
    found = Neighbourhood.objects.all()
    return list(found if with_shapes else found.defer("geometry"))


def place_of(*, latitude: float, longitude: float) -> Neighbourhood | None:
    """The neighbourhood in which a point (degrees) lies; None outside all of them. One query.

    On a border that two share, the first in the city's order.
    """
    near = Neighbourhood.objects.filter(
        west__lte=longitude, east__gte=longitude, south__lte=latitude, north__gte=latitude, geometry__isnull=False
    )
    return next((n for n in near if shapes.contains(n.geometry or {}, longitude=longitude, latitude=latitude)), None)
