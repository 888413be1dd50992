"""The picture beside a link to the wall itself: its question under the city's name."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from citizensourcing.ideas.preview_picture import Preview
from common.i18n import pick
from tenants.models import City

FOLDER = "previews/wall"


def of_wall(city: City) -> Preview:
    """What the picture of a wall says in the active language. No query."""
    question = pick(city.branding.question, default=city.default_language)
    return Preview(
        city=city.local_name,
        title=question.text or _("What would make your city better?"),
        lang=question.language,
        facts=(_("The idea wall"), city.primary_domain),
        brand=city.branding.primary,
    )


def address_of_wall(city: City) -> str:
    """The path of that picture in the active language."""
    return reverse("wall_preview", args=[get_language(), of_wall(city).digest])
