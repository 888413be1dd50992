"""The city's map as a drawing, kept for a while: many pages show it and none may wait for it."""

from collections.abc import Sequence

from citizensourcing.taxonomy import selectors
from citizensourcing.taxonomy.models import Neighbourhood
from citizensourcing.taxonomy.shapes import CityMap, city_map
from common.cache import remember

# Borders change with an election, not with a page: drawing them again now and then is enough.
KEEP_SECONDS = 600


def drawn_map(known: Sequence[Neighbourhood]) -> CityMap:
    """The drawing of these neighbourhoods, the same in every language; one query when it is not kept.

    The key says how many there are and which came last, so that a new one shows at once.
    """
    key = f"taxonomy:map:1:{len(known)}:{max((place.pk for place in known), default=0)}"
    return remember(key, lambda: city_map(selectors.neighbourhoods(with_shapes=True)), seconds=KEEP_SECONDS)
