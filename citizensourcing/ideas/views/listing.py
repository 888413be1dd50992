"""The wall as a list."""

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.http import PersonRequest
from citizensourcing.projects.models import Project
from citizensourcing.projects.selectors import published_projects
from citizensourcing.taxonomy import selectors as taxonomy
from citizensourcing.taxonomy.models import Neighbourhood, Topic
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
    topics, places, projects = taxonomy.active_topics(), taxonomy.neighbourhoods(), list(published_projects())
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
            "topics": topics,
            "neighbourhoods": places,
            "statuses": list(words.values()),
            "projects": projects,
            "idea_languages": [(code, LANGUAGE_NAMES.get(code, code)) for code in request.city.languages],
            "chips": _chips(wish, topics, places, words, projects),
            "kept": [(name, getattr(wish, name)) for name in selectors.FILTERS if getattr(wish, name)],
        },
    )


def _chips(
    wish: selectors.Wish,
    topics: list[Topic],
    places: list[Neighbourhood],
    words: dict[str, selectors.StatusWords],
    projects: list[Project],
) -> list[tuple[str, str]]:
    """What the list is narrowed to, in words, each with the address of the list without it."""
    names = {
        "topic": {topic.slug: topic.name.text for topic in topics},
        "where": {place.slug: place.name.text for place in places} | {"city": _("The whole city")},
        "status": {code: status.name for code, status in words.items()},
        "project": {project.slug: project.title.text for project in projects},
        "language": LANGUAGE_NAMES,
    }
    chosen = [(name, getattr(wish, name)) for name in selectors.FILTERS if getattr(wish, name)]
    return [(names[name].get(value, value), wish.query(**{name: ""})) for name, value in chosen]
