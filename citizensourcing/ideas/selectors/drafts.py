"""Ideas on their way to the wall, as pages show them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from citizensourcing.ideas.models import Attachment, Draft
from citizensourcing.participants.models import Participant
from citizensourcing.taxonomy.models import Neighbourhood, Topic

UNFINISHED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a draft says so far, with its topics and places looked up. ``where`` is empty until it was chosen."""

    draft: Draft
    title: str
    text: str
    language: str
    topics: list[Topic]
    where: str
    neighbourhoods: list[Neighbourhood]
    latitude: float | None
    longitude: float | None
    pictures: list[Attachment]

    @property
    def missing_step(self) -> int | None:
        """The first step that must still be taken before it can be published; None when all are."""
        if not self.title or not self.text:
            return 1
        if not self.topics:
            return 2
        return 3 if not self.where else None


def draft_for(person: Participant | None, held_keys: Collection[str], key: UUID) -> Draft:
    """The draft, for its owner or (while nobody owns it) for whoever holds its key; else Http404. One query."""
    mine = Q(pk=None)
    if person is not None:
        mine |= Q(owner=person)
    if str(key) in held_keys:
        mine |= Q(owner=None)
    draft = Draft.objects.select_related("idea").filter(mine, key=key).first()
    if draft is None:
        raise Http404
    return draft


def unfinished_drafts(person: Participant | None, held_keys: Collection[str]) -> list[Draft]:
    """What this person (or this browser) began and did not publish, latest first, five at most.

    One query; none for a visitor who holds no key.
    """
    if person is None and not held_keys:
        return []
    mine = Q(owner=None, key__in=list(held_keys))
    if person is not None:
        mine |= Q(owner=person)
    return list(Draft.objects.filter(mine, idea=None).order_by("-updated_at", "-pk")[:UNFINISHED_SHOWN])


def sheet_of(draft: Draft) -> Sheet:
    """A draft as it can be shown; topics or places that are gone by now are left out. Three queries at most."""
    data = draft.data
    pin = data.get("pin") or [None, None]
    topic_ids, place_ids = data.get("topics") or [], data.get("neighbourhoods") or []
    topics = {topic.pk: topic for topic in Topic.objects.filter(pk__in=topic_ids, is_active=True)} if topic_ids else {}
    return Sheet(
        draft=draft,
        title=data.get("title", ""),
        text=data.get("text", ""),
        language=data.get("language", ""),
        topics=[topics[pk] for pk in topic_ids if pk in topics],
        where=data.get("where", ""),
        neighbourhoods=list(Neighbourhood.objects.defer("geometry").filter(pk__in=place_ids)) if place_ids else [],
        latitude=pin[0],
        longitude=pin[1],
        pictures=list(draft.attachments.all()),
    )
