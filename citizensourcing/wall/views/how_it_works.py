"""How the wall works, made from the city's own settings: change a rule and this page says so."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from citizensourcing.ideas.exposure import LEAST_SEEN_SLOTS, SLOTS
from citizensourcing.ideas.selectors import status_words
from citizensourcing.participants.http import PersonRequest
from citizensourcing.wall import drawings
from citizensourcing.wall.words import said


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the decay curve with its words."""

    mark: drawings.Mark
    when: str
    anchor: str


@require_safe
def how_it_works(request: PersonRequest) -> HttpResponse:
    """The page. One query: the city's own words for its statuses."""
    city = request.city
    rules = city.rules
    curve = drawings.decay(rules.half_life_hours)
    last = len(curve.marks) - 1
    context = {
        "here": "how",
        "rules": rules,
        "half_life": duration(rules.half_life_hours),
        "curve": curve,
        "ticks": [
            Tick(
                mark,
                _("at once") if n == 0 else duration(mark.hours),
                "start" if n == 0 else "end" if n == last else "middle",
            )
            for n, mark in enumerate(curve.marks)
        ],
        "rush": drawings.rush(),
        "slots": drawings.slots(),
        "slot_count": SLOTS,
        "rare_count": LEAST_SEEN_SLOTS,
        "hot_count": SLOTS - LEAST_SEEN_SLOTS,
        "statuses": list(status_words().values()),
        "about": said(city.branding.about, default=city.default_language),
        "promise": said(city.branding.promise, default=city.default_language),
    }
    return render(request, "wall/how_it_works.html", context)


def duration(hours: int) -> str:
    """Hours as people say them: whole days where they are."""
    if hours % 24 == 0:
        days = hours // 24
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
