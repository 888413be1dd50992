"""The wall as a list."""

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citizensourcing.ideas import selectors
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.http import PersonRequest
from citizensourcing.projects.models import Project
from citizensourcing.projects.selectors import published_projects
from common.i18n import LANGUAGE_NAMES
from web.residents import is_for_all, kept_for_residents

_NUMBER = re.compile(r"^\s*#?(\d{4})-(\d{1,9})\s*$")


@require_safe
@kept_for_residents(votes=selectors.votes_among)
def idea_list(request: PersonRequest) -> HttpResponse:
    """All ideas, sorted, filtered, searched. htmx asks for the next page only."""
    wish = selectors.read_wish(request.GET)
    if (said := _NUMBER.match(wish.q)) and (
        idea := Idea.objects.readable().filter(year=said[1], sequence=said[2]).first()
    ):
        return redirect("ideas:detail", idea.number)
    named = selectors.read_names()
    person = None if is_for_all(request) else request.person
    listing = selectors.list_ideas(wish, person=person, now=timezone.now(), named=named)
    page = {
        "cards": [card.as_attributes() for card in listing.cards],
        "more": listing.next_query,
        "first_page": not wish.after,
    }
    if request.htmx and wish.after:
        response = render(request, "ideas/_cards.html", page)
    else:
        response = render(request, "ideas/list.html", page | _frame(request, wish, listing, named))
    response.ideas_shown = [card.pk for card in listing.cards]  # type: ignore[attr-defined]  # counted by middleware
    return response


def _frame(
    request: PersonRequest,
    wish: selectors.Wish,
    listing: selectors.Listing,
    named: selectors.Named,
) -> dict[str, object]:
    """What stands around the cards: orders, filters, what is chosen."""
    projects = list(published_projects())
    return {
        "here": "ideas",
        "wish": wish,
        "is_loose_match": listing.is_loose_match,
        "sorts": [
            (wish.query(sort=code, q=""), sort.name, code == wish.sort and not wish.q)
            for code, sort in selectors.SORTS.items()
        ],
        "topics": named.topics,
        "neighbourhoods": named.places,
        "statuses": list(named.words.values()),
        "projects": projects,
        "idea_languages": [(code, LANGUAGE_NAMES.get(code, code)) for code in request.city.languages],
        "chips": _chips(wish, named, projects),
        "kept": [(name, getattr(wish, name)) for name in selectors.FILTERS if getattr(wish, name)],
    }


def _chips(wish: selectors.Wish, named: selectors.Named, projects: list[Project]) -> list[tuple[str, str]]:
    """What the list is narrowed to, in words, each with the address of the list without it."""
    names = {
        "topic": {topic.slug: topic.name.text for topic in named.topics},
        "where": {place.slug: place.name.text for place in named.places} | {"city": _("The whole city")},
        "status": {code: status.name for code, status in named.words.items()},
        "project": {project.slug: project.title.text for project in projects},
        "language": LANGUAGE_NAMES,
    }
    chosen = [(name, getattr(wish, name)) for name in selectors.FILTERS if getattr(wish, name)]
    return [(names[name].get(value, value), wish.query(**{name: ""})) for name, value in chosen]
