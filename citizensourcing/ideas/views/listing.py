"""The wall as a list."""

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.http import PersonRequest
from citizensourcing.projects.selectors import published_projects
from citizensourcing.taxonomy import selectors as taxonomy
from common.i18n import LANGUAGE_NAMES

_NUMBER = re.compile(r"^\s*#?(\d{4})-(\d{1,9})\s*$")


@require_safe
def idea_list(request: PersonRequest) -> HttpResponse:
    """All ideas, sorted, filtered, searched. htmx asks for the next page only."""
    wish = selectors.read_wish(request.GET)
    if (said := _NUMBER.match(wish.q)) and (
        idea := Idea.objects.published().filter(year=said[1], sequence=said[2]).first()
    ):
        return redirect("ideas:detail", idea.number)
    words = selectors.status_words()
    listing = selectors.list_ideas(wish, person=request.person, now=timezone.now(), words=words)
    services.note_shown(card.pk for card in listing.cards)
    page = {
        "cards": [card.as_attributes() for card in listing.cards],
        "more": listing.next_query,
        "first_page": not wish.after,
    }
    if request.htmx and wish.after:
        return render(request, "ideas/_cards.html", page)
    return render(
        request,
        "ideas/list.html",
        page
        | {
            "here": "ideas",
            "wish": wish,
            "is_loose_match": listing.is_loose_match,
            "sorts": [
                (wish.query(sort=code, q=""), sort.name, code == wish.sort and not wish.q)
                for code, sort in selectors.SORTS.items()
            ],
            "topics": taxonomy.active_topics(),
            "neighbourhoods": taxonomy.neighbourhoods(),
            "statuses": list(words.values()),
            "projects": list(published_projects()),
            "idea_languages": [(code, LANGUAGE_NAMES.get(code, code)) for code in request.city.languages],
            "kept": [(name, getattr(wish, name)) for name in selectors.FILTERS if getattr(wish, name)],
        },
    )
