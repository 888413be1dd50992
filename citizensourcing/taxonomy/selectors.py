"""The topics and neighbourhoods of the city we are in: small lists that every page needs."""

from citizensourcing.taxonomy.models import Neighbourhood, Topic


def active_topics() -> list[Topic]:
    """All topics that may be chosen, in the city's order. One query."""
    return list(Topic.objects.filter(is_active=True))


def neighbourhoods(*, with_shapes: bool = False) -> list[Neighbourhood]:
    """All neighbourhoods, in the city's order; their shapes only when asked for. One query."""
    found = Neighbourhood.objects.all()
    return list(found if with_shapes else found.defer("geometry"))
