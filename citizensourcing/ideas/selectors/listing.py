"""The wall as a list: sorted, filtered, searched, paged. Every order is an index, every page costs the same."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors import search
from citizensourcing.ideas.selectors.cards import IdeaCard, Named, cards_of, with_card_columns
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Project
from citizensourcing.taxonomy.models import Neighbourhood, Topic

WithSlug = Topic | Neighbourhood | Project
PAGE_SIZE = 20
# What a bigint of PostgreSQL holds; no count, score or id of ours comes near.
_HIGHEST = 2**63


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of the wall: a column and what it holds, ascending or not, ties by the newer idea."""

    name: Any
    column: str
    kind: type[int] | type[float] | type[datetime]
    is_ascending: bool = False
    only: Q = field(default_factory=Q)


SORTS: dict[str, Sort] = {
    "trending": Sort(_("Trending"), "trending_score", float),
    "newest": Sort(_("Newest"), "published_at", datetime),
    "supported": Sort(_("Most supported"), "support_total", int),
    "discussed": Sort(_("Most discussed"), "comment_total", int),
    "unseen": Sort(_("Needs your voice"), "view_count", int, is_ascending=True),
    "answered": Sort(_("Answered"), "answered_at", datetime, only=Q(answered_at__isnull=False)),
}
FILTERS = ("topic", "where", "status", "project", "language")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see, as it stands in the address. Empty means: no matter."""

    sort: str = "trending"
    topic: str = ""
    where: str = ""
    status: str = ""
    project: str = ""
    language: str = ""
    q: str = ""
    after: str = ""

    @property
    def narrowed(self) -> int:
        """How many filters are set."""
        return sum(bool(getattr(self, name)) for name in FILTERS)

    def query(self, **changes: str) -> str:
        """The query string of this wish with changes, without what is empty or usual; begins with ``?``."""
        changed = replace(self, **({"after": ""} | changes))
        values = {name: getattr(changed, name) for name in ("q", "sort", *FILTERS, "after")}
        if changed.sort == "trending":
            del values["sort"]
        given = {name: value for name, value in values.items() if value}
        return f"?{urlencode(given)}" if given else "?"


def read_wish(given: Mapping[str, str]) -> Wish:
    """A wish from an address. What makes no sense is left out rather than refused: addresses get old."""

    def text(name: str, longest: int = 80) -> str:
        return "".join(c for c in given.get(name, "")[:longest] if c.isprintable()).strip()

    sort = text("sort")
    return Wish(
        sort=sort if sort in SORTS else "trending",
        q=text("q", 200),
        after=text("after", 400),
        **{name: text(name) for name in FILTERS},
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of ideas, and the address of the next."""

    cards: list[IdeaCard]
    next_query: str
    # True when nothing had all the words, so what has some of them is shown.
    is_loose_match: bool = False


def list_ideas(wish: Wish, *, person: Participant | None, now: datetime, named: Named | None = None) -> Listing:
    """The published ideas that fit a wish, 20 at a time. The number of queries never depends on how many fit."""
    ideas = filtered(wish)
    if wish.q:
        return _found(wish, ideas, person=person, now=now, named=named)
    sort = SORTS[wish.sort]
    place = _read_cursor(wish.after, sort)
    page = list(with_card_columns(behind(ideas.filter(sort.only), sort, place))[: PAGE_SIZE + 1])
    more = ""
    if len(page) > PAGE_SIZE:
        page = page[:PAGE_SIZE]
        more = wish.query(after=_cursor(getattr(page[-1], sort.column), page[-1].pk))
    return Listing(cards_of(page, person=person, now=now, named=named), more)


def filtered(wish: Wish, id_of: Callable[[type[WithSlug], str], Any] | None = None) -> QuerySet[Idea]:
    """The published ideas that fit the filters of a wish, in no order yet.

    ``id_of`` says what stands for the id under a slug; without it the id itself does, for a query each.
    """
    id_of = id_of or _id_of
    ideas = Idea.objects.published()
    # Ids, not joins by slug: only so does PostgreSQL know how many ideas a topic has, and walks an index for 20 of them
    # instead of sorting them all.
    if wish.topic:
        ideas = ideas.filter(topics=id_of(Topic, wish.topic))
    if wish.where == "city":
        # As a value looked up for each idea: PostgreSQL makes a join of NOT EXISTS and reads whole tables for 20 ideas.
        places = Idea.neighbourhoods.through.objects.filter(idea_id=OuterRef("pk"))
        ideas = ideas.alias(first_place=Subquery(places.values("pk")[:1])).filter(first_place=None)
    elif wish.where:
        ideas = ideas.filter(neighbourhoods=id_of(Neighbourhood, wish.where))
    if wish.status:
        ideas = ideas.filter(status=wish.status)
    if wish.project:
        ideas = ideas.filter(project=id_of(Project, wish.project))
    if wish.language:
        ideas = ideas.filter(language=wish.language)
    return ideas


def _id_of(kind: type[WithSlug], slug: str) -> int:
    """The id under a slug; one that nothing has when there is none. One query."""
    return kind._default_manager.filter(slug=slug).values_list("pk", flat=True).first() or 0


def _found(
    wish: Wish,
    ideas: QuerySet[Idea],
    *,
    person: Participant | None,
    now: datetime,
    named: Named | None,
) -> Listing:
    """Best hit first. Ranks are not keys that last, so a page is told by how many came before it."""
    start = _offset(wish.after)
    hits, is_loose = search.best_hits(ideas, wish.q)
    chosen = hits[start : start + PAGE_SIZE]
    by_id = {idea.pk: idea for idea in with_card_columns(Idea.objects.filter(pk__in=chosen))} if chosen else {}
    page = [by_id[pk] for pk in chosen if pk in by_id]
    marked = search.marked(page, wish.q)
    more = wish.query(after=f"p{start + PAGE_SIZE}") if len(hits) > start + PAGE_SIZE else ""
    return Listing(cards_of(page, person=person, now=now, marked=marked, named=named), more, is_loose)


def behind(ideas: QuerySet[Idea], sort: Sort, place: tuple[Any, int] | None) -> QuerySet[Idea]:
    """Keyset paging: in this order what stands behind a place (its value and id), at any depth at the same price."""
    column = F(sort.column)
    ordered = ideas.order_by(column.asc() if sort.is_ascending else column.desc(), "-pk")
    if place is None:
        return ordered
    value, pk = place
    if not sort.is_ascending:
        return ordered.filter(_Behind(column, F("pk"), Value(value), Value(pk)))
    return ordered.filter(
        # The first half repeats what the second says, so that PostgreSQL can begin at the right leaf of the index.
        Q(**{f"{sort.column}__gte": value}),
        Q(**{f"{sort.column}__gt": value}) | Q(**{sort.column: value, "pk__lt": pk}),
    )


class _Behind(Func):
    """``(column, id) < (value, id)``: the exact leaf of an index that descends by both, however many are alike."""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]  # no function name, no template: the expression is ours alone
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, list[Any]]:
        """Two rows, compared."""
        column, pk, value, last = (compiler.compile(part) for part in self.get_source_expressions())
        params = [param for part in (column, pk, value, last) for param in part[1]]
        return f"({column[0]}, {pk[0]}) < ({value[0]}, {last[0]})", params


def _cursor(value: Any, pk: int) -> str:
    stored = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([stored, pk]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, sort: Sort) -> tuple[Any, int] | None:
    """Where a page begins; None for what nobody of ours wrote, and for the cursor of another order."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if sort.kind is datetime:
            value = datetime.fromisoformat(value)
        fits = type(value) is sort.kind and type(pk) is int and 0 < pk < _HIGHEST
        if value.tzinfo is None if isinstance(value, datetime) else not abs(value) < _HIGHEST:
            return None
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    return (value, pk) if fits else None


def _offset(cursor: str) -> int:
    digits = cursor.removeprefix("p")
    return (
        min(int(digits), search.CANDIDATES) if cursor.startswith("p") and digits.isascii() and digits.isdigit() else 0
    )
