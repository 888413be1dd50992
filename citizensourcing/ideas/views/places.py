"""What the map of the share flow asks for: the city's shapes, and the name of the place under the pin."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from citizensourcing.ideas import selectors
from citizensourcing.participants.http import PersonRequest
from citizensourcing.taxonomy.selectors import place_of


@require_safe
@cache_control(public=True, max_age=3600)
def share_shapes(request: PersonRequest) -> HttpResponse:
    """The neighbourhoods as GeoJSON, simplified for a phone."""
    return JsonResponse(selectors.simple_shapes(), content_type="application/geo+json")


@require_safe
@cache_control(public=True, max_age=3600)
def share_place_name(request: PersonRequest) -> HttpResponse:
    """Where a pin stands, in words: ``{"words": "In Alvalade.", "is_inside": true}``."""
    try:
        latitude, longitude = float(request.GET["latitude"]), float(request.GET["longitude"])
    except (KeyError, ValueError):
        return JsonResponse({"words": "", "is_inside": False}, status=400)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return JsonResponse({"words": "", "is_inside": False}, status=400)
    place = place_of(latitude=latitude, longitude=longitude)
    if place is None:
        return JsonResponse({"words": _("That is outside the city. Move the pin inside."), "is_inside": False})
    words = _("The pin is in %(place)s.") % {"place": place.name.text}
    return JsonResponse({"words": words, "name": place.name.text, "is_inside": True})
