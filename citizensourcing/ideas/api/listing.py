"""The wall as a list, and a new idea on it."""

import hashlib
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from citizensourcing.ideas import limits, selectors, services
from citizensourcing.ideas.api import bodies, lookup
from citizensourcing.ideas.statuses import Status
from citizensourcing.participants.api.acting import acts, asked, not_known, viewer_of
from citizensourcing.participants.models import Participant, Scope
from common.api import paging
from common.api.fields import fields_called, one_of, read
from common.api.schema import operation, query
from common.api.views import ApiView, answer, as_json
from common.ratelimit import take
from tenants.models import City
from web import kept
from web.programs import place_for

_LONGEST: Final = 80
_LONGEST_Q: Final = 200
# Filters that name something by its slug, and the address that lists what there is.
_NAMED: Final = {"topic": "topics", "where": "neighbourhoods", "project": "projects"}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


_PARAMETERS: Final = ("q", "sort", *selectors.FILTERS, "after", "limit")


class Ideas(ApiView):
    """The ideas on the wall."""

    takes = {"GET": _PARAMETERS}

    @operation(
        "list_ideas",
        "Ideas, sorted and filtered as on the wall",
        tag="Ideas",
        answer=bodies.IdeaPageSaid,
        said="The published ideas. Every order goes on by `next`; with `q` the best hits come first and `sort` is not "
        "looked at. A filter that names nothing here is refused, by its name.",
        parameters=[
            query("q", "Words to find, 200 characters at most.", kind=_text(_LONGEST_Q), example="trees shade"),
            query("sort", "The order.", choices=list(selectors.SORTS), default="trending", example="newest"),
            query("topic", "A topic's slug.", kind=_text(_LONGEST), example="urbanism"),
            query(
                "where",
                "A neighbourhood's slug, or `city` for what concerns the whole city.",
                kind=_text(_LONGEST),
                example="alfama",
            ),
            query("status", "What the city does with them.", choices=Status.values, example="planned"),
            query("project", "A project's slug.", kind=_text(_LONGEST), example="open-wall"),
            query("language", "The language they are written in.", kind=_text(_LONGEST), example="fr"),
            query("after", "Where the page begins: only ever what `next` holds."),
            query(
                "limit",
                "How many at most, 1 to 100; 20 when left out.",
                kind={"type": "integer", "minimum": 1, "maximum": paging.AT_MOST},
                example=20,
            ),
        ],
    )
    def get(self, request: Request) -> HttpResponse:
        """One query; for words two or three; where nothing is found one more per filter."""
        wish = _wish_of(request)
        limit = paging.limit_of(request.query_params.get("limit"))
        viewer, city = viewer_of(request), asked(request).city
        if viewer is None or wish.q:
            return answer(_list(wish, limit, viewer, city)[0])
        # The same for everybody but for what they support: kept once, filled for each.
        place = place_for(request.META, city)
        page, made = kept.page_at(place), None
        if page is None:
            body, ids = _list(wish, limit, selectors.NOBODY, city)
            made = page = kept.Page(hashlib.sha256(body).hexdigest()[:32], [], body, ids)
        supported = selectors.votes_among(viewer, page.shown)
        response = answer(selectors.with_supports(page.body, page.shown, supported))
        # It is kept by the outermost middleware, with the headers that the others are about to give it.
        response.to_keep = None if made is None else (place, made)  # type: ignore[attr-defined]
        return response

    @operation(
        "create_idea", "Share an idea", tag="Ideas", body=bodies.ShareBody, answer=bodies.IdeaSaid, status=201,
        said="Puts an idea on the wall under the next number; you follow it. The wall's rules hold: one to three "
        "topics, so many ideas a day, no address or phone number unless you say so.", shown=bodies.SHARED,
    )  # fmt: skip
    @acts(Scope.IDEAS_WRITE)
    def post(self, request: Request, *, person: Participant) -> HttpResponse:
        """The steps of the pages in one go."""
        said: dict[str, Any] = read(bodies.ShareBody, request.data)
        take(purpose="draft", who=f"person:{person.pk}", limit=limits.DRAFTS_PER_HOUR, seconds=3600)
        pin = said.get("pin")
        with fields_called({"where": "pin" if pin else "neighbourhoods"}):
            idea = services.share_idea(
                person=person,
                project=lookup.project_asked_for(said.get("project")),
                title=said["title"],
                text=said["text"],
                topic_ids=lookup.topic_ids(said["topics"]),
                where="pin" if pin else "neighbourhoods" if said["neighbourhoods"] else "city",
                neighbourhood_ids=lookup.neighbourhood_ids(said["neighbourhoods"]),
                pin=(pin["latitude"], pin["longitude"]) if pin else None,
                language=said.get("language", ""),
                interface=asked(request).LANGUAGE_CODE,
                with_contacts=said["with_contacts"],
                now=timezone.now(),
            )
        return lookup.whole(request, idea.number, status=201)


def _list(wish: selectors.Wish, limit: int, viewer: int | None, city: City) -> tuple[bytes, tuple[int, ...]]:
    """The answer as JSON, and the ids of its ideas."""
    question = [wish.sort, wish.q, *(getattr(wish, name) for name in selectors.FILTERS)]
    place = paging.unseal(wish.after, question=question) if wish.after else None
    page = selectors.list_bodies(wish, place=place, limit=limit, viewer=viewer)
    if page.items == b"[]":
        _require_known(wish, city)
    following = None
    if page.place is not None:
        cursor = paging.seal(page.place, question=question)
        size = f"&limit={limit}" if limit != paging.USUAL else ""
        following = f"{reverse('api:ideas')}{wish.query(after=cursor)}{size}"
    rest = as_json({"next": following, "is_loose_match": page.is_loose_match})
    return b'{"items":' + page.items + b"," + rest[1:], page.ids


def _wish_of(request: Request) -> selectors.Wish:
    """What is asked for, taken at its word: what makes no sense is refused."""
    given = {name: request.query_params[name] for name in _PARAMETERS if name in request.query_params}
    given.pop("limit", None)
    wrong: dict[str, Any] = {
        name: [_("This is too long.")]
        for name, value in given.items()
        if name != "after" and len(value) > (_LONGEST_Q if name == "q" else _LONGEST)
    }
    wrong |= {name: [_("Say which, or leave it out.")] for name in ("q", *_NAMED, "language") if given.get(name) == ""}
    if "sort" in given and given["sort"] not in selectors.SORTS:
        wrong["sort"] = [one_of(selectors.SORTS)]
    if "status" in given and given["status"] not in Status.values:
        wrong["status"] = [one_of(Status.values)]
    if wrong:
        raise ValidationError(wrong)
    if given.get("after") == "":
        paging.unseal("", question=[])  # no cursor of ours, and never the first page
    return selectors.Wish(**given)


def _require_known(wish: selectors.Wish, city: City) -> None:
    """Raise ``ValidationError`` for a filter that names nothing here. Asked only when nothing was found: what names
    something has no need to be looked up. A query for each filter at most.
    """
    wrong: dict[str, Any] = {}
    for name, kind in _NAMED.items():
        if (value := getattr(wish, name)) and not lookup.is_known(name, value):
            wrong[name] = [not_known([value], kind)]
    if wish.language and wish.language not in city.languages:
        wrong["language"] = [one_of(city.languages)]
    if wrong:
        raise ValidationError(wrong)
