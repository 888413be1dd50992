"""An idea on its way to the wall: kept step by step, claimed on signing in, published once, tidied away when old."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from citizensourcing.ideas import similar
from citizensourcing.ideas.language import identify
from citizensourcing.ideas.models import Attachment, Draft, Idea
from citizensourcing.ideas.selectors.drafts import sheet_of
from citizensourcing.ideas.selectors.places import has_shapes
from citizensourcing.ideas.services.contacts import require_no_contacts
from citizensourcing.ideas.services.pictures import redraw
from citizensourcing.ideas.services.submitting import NEIGHBOURHOODS_AT_MOST, TOPICS_AT_MOST, Pin, submit_idea
from citizensourcing.participants.models import Participant
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action, Project
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from citizensourcing.taxonomy.selectors import is_right_number_of_topics, place_of
from common.exceptions import RuleViolation
from common.sanitise import plain
from tenants.context import require_city

PICTURES_AT_MOST: Final = 5
IDEAS_PER_DAY: Final = 5
# Of a description, this many characters are looked at, and 300 kept.
ALT_READ: Final = 1200
KEPT_FOR: Final = timedelta(days=30)


class DraftData(TypedDict, total=False):
    """What ``Draft.data`` may hold: what was typed so far."""

    project: int
    title: str
    text: str
    language: str
    topics: list[int]
    where: str
    neighbourhoods: list[int]
    pin: list[float] | None
    # Similar ideas that were shown while typing, so that the next page does not show them again.
    seen: list[int]


def require_may_begin(*, person: Participant | None, project: Project, now: datetime) -> None:
    """Raise ``RuleViolation`` when nobody, or not this person, may share an idea here now.

    Not being signed in yet is no reason: that can come last.
    """
    refusal = participation.why_not(person, Action.POST, project, now)
    if refusal is not None and not refusal.is_about_signing_in:
        raise RuleViolation(refusal.code, refusal.sentence)


@transaction.atomic
def begin_draft(
    *,
    person: Participant | None,
    project: Project,
    title: str,
    text: str,
    now: datetime,
    seen: Collection[int] = (),
) -> Draft:
    """Keep the first words of an idea. Raises ``RuleViolation``: as ``require_may_begin`` and ``save_step``."""
    require_may_begin(person=person, project=project, now=now)
    title, text = _clean_words(title, text)
    data = DraftData(project=project.pk, title=title, text=text, seen=list(seen)[:20])
    return Draft.objects.create(owner=person, data=data)


@transaction.atomic
def save_step(*, draft: Draft, changes: DraftData) -> Draft:
    """Put what one step says into the draft; what other steps (or another tab) said stays.

    Raises ``RuleViolation``: ``draft.published``, ``idea.words``, ``idea.topics``, ``idea.where``,
    ``idea.where_outside``, ``idea.language``.
    """
    locked = _locked(draft)
    checked: dict[str, Any] = {**changes}
    if "title" in changes or "text" in changes:
        checked["title"], checked["text"] = _clean_words(changes.get("title", ""), changes.get("text", ""))
    if "topics" in changes:
        checked["topics"] = _clean_topics(changes["topics"])
    if "where" in changes:
        checked |= _clean_place(changes)
    if "language" in changes and changes["language"] not in require_city().languages:
        languages = ", ".join(require_city().languages)
        raise RuleViolation("idea.language", _("Choose one of: %(names)s.") % {"names": languages}, field="language")
    locked.data = {**locked.data, **checked}
    locked.save(update_fields=["data", "updated_at"])
    draft.data = locked.data
    return locked


@transaction.atomic
def attach_picture(*, draft: Draft, upload: UploadedFile[Any]) -> Attachment:
    """Add a picture, drawn anew. Raises ``RuleViolation``: ``picture.too_many``, or a reason of ``pictures.redraw``."""
    locked = _locked(draft)
    count = locked.attachments.count()
    if count >= PICTURES_AT_MOST:
        raise RuleViolation("picture.too_many", _("Five pictures are enough to show an idea."), field="pictures")
    picture = redraw(upload)
    attachment = Attachment(draft=locked, position=count)
    try:
        attachment.file.save(str(picture.file.name), picture.file, save=False)
        attachment.thumbnail.save(str(picture.thumbnail.name), picture.thumbnail, save=False)
        attachment.save(force_insert=True)
    except Exception:
        delete_files(attachment)
        raise
    locked.save(update_fields=["updated_at"])
    return attachment


@transaction.atomic
def describe_picture(*, draft: Draft, attachment_id: int, alt: str) -> bool:
    """Say what can be seen, for people who cannot see it; True if the draft has this picture."""
    locked = _locked(draft)
    return bool(locked.attachments.filter(pk=attachment_id).update(alt=" ".join(plain(alt[:ALT_READ]).split())[:300]))


@transaction.atomic
def remove_picture(*, draft: Draft, attachment_id: int) -> bool:
    """Take a picture off again, its files too; True if there was one."""
    attachment = _locked(draft).attachments.filter(pk=attachment_id).first()
    if attachment is None:
        return False
    attachment.delete()
    transaction.on_commit(lambda: delete_files(attachment))
    return True


def claim_draft(*, draft: Draft, person: Participant) -> Draft:
    """Whoever held the key has signed in: the draft is theirs from now on, on every device."""
    if draft.owner_id is None and Draft.objects.filter(pk=draft.pk, owner=None).update(owner=person):
        draft.owner = person
    return draft


@transaction.atomic
def discard_draft(*, draft: Draft) -> None:
    """Throw a draft away, its pictures too. What it has become, if anything, stays on the wall."""
    attachments = list(draft.attachments.all())
    Draft.objects.filter(pk=draft.pk).delete()
    transaction.on_commit(lambda: delete_files(*attachments))


@transaction.atomic
def publish_draft(
    *, draft: Draft, person: Participant | None, interface: str, now: datetime, with_contacts: bool = False
) -> Idea:
    """Put the draft on the wall, once: asked again, it gives the same idea. Its pictures move along.

    ``interface`` is the language of the page, a hint for the idea's own where nobody chose it. ``with_contacts`` says
    that the person has read the warning and wants the addresses or numbers in it published. Raises ``RuleViolation``:
    a reason of ``participation.why_not``, ``draft.unfinished``, ``text.contacts``, ``idea.too_many``, or one of
    ``submit_idea``.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.idea is not None:
        return locked.idea
    sheet = sheet_of(locked)
    project = _project_of(locked)
    author = participation.require(person, Action.POST, project, now)
    if sheet.missing_step is not None:
        raise RuleViolation("draft.unfinished", _("One more step before it can go on the wall."))
    if not with_contacts:
        require_no_contacts({"title": sheet.title, "text": sheet.text})
    # Two of their drafts at once must both see the other: the person's row is the queue.
    Participant.objects.select_for_update().only("pk").get(pk=author.pk)
    if Idea.objects.filter(author=author, published_at__gt=now - timedelta(days=1)).count() >= IDEAS_PER_DAY:
        raise RuleViolation(
            "idea.too_many",
            _(
                "That makes %(limit)d ideas in a day, and people need time to read them. "
                "This one is kept: publish it tomorrow."
            )
            % {"limit": IDEAS_PER_DAY},
        )
    idea = submit_idea(
        author=author,
        project=project,
        title=sheet.title,
        text=sheet.text,
        language=sheet.language or language_of(sheet.title, sheet.text, interface=interface),
        now=now,
        topics=sheet.topics,
        neighbourhoods=sheet.neighbourhoods,
        pin=_pin_of(sheet.latitude, sheet.longitude),
    )
    locked.attachments.update(idea=idea, draft=None)
    # What was typed stands in the idea now: no second copy of it stays behind.
    locked.idea, locked.owner, locked.data = idea, author, {}
    locked.save(update_fields=["idea", "owner", "data", "updated_at"])
    return idea


@transaction.atomic
def tidy_drafts(*, now: datetime) -> int:
    """Throw away what nobody touched for thirty days, pictures included; how many drafts went."""
    old = list(Draft.objects.filter(updated_at__lt=now - KEPT_FOR).values_list("pk", flat=True))
    attachments = list(Attachment.objects.filter(draft_id__in=old))
    Draft.objects.filter(pk__in=old).delete()
    transaction.on_commit(lambda: delete_files(*attachments))
    return len(old)


def language_of(title: str, text: str, *, interface: str) -> str:
    """The language an idea is probably written in, one of the city's."""
    return identify(similar.document(title, text), interface=interface, languages=require_city().languages)


def _locked(draft: Draft) -> Draft:
    """The draft, nobody else's for the moment. Raises ``draft.published`` when it is on the wall already."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.idea_id is not None:
        raise RuleViolation("draft.published", _("This idea is on the wall already. You can change it there."))
    return locked


def _project_of(draft: Draft) -> Project:
    return Project.objects.prefetch_related("phases").get(pk=draft.data["project"])


def _clean_words(title: str, text: str) -> tuple[str, str]:
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if not title:
        raise RuleViolation("idea.words", _("Give your idea a title: one line that says it."), field="title")
    if not text:
        raise RuleViolation("idea.words", _("Tell us more: what would change, and for whom?"), field="text")
    return title, text


def _clean_topics(topic_ids: Collection[int]) -> list[int]:
    known = set(Topic.objects.filter(pk__in=topic_ids, is_active=True).values_list("pk", flat=True))
    chosen = [pk for pk in dict.fromkeys(topic_ids) if pk in known]
    if not is_right_number_of_topics(len(chosen), at_most=TOPICS_AT_MOST):
        raise RuleViolation("idea.topics", _("Choose one to three topics."), field="topics")
    return chosen


def _clean_place(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The place in one form: a pin brings its neighbourhood along, the whole city brings nothing."""
    where = changes["where"]
    if where == "city":
        return {"where": "city", "neighbourhoods": [], "pin": None}
    if where == "pin":
        return _clean_pin(changes.get("pin"))
    if where != "neighbourhoods":
        raise RuleViolation("idea.where", _("Say where: the whole city, or a part of it."), field="where")
    places = list(Neighbourhood.objects.filter(pk__in=changes.get("neighbourhoods") or []).values_list("pk", flat=True))
    if not places:
        raise RuleViolation("idea.where", _("Choose at least one neighbourhood, or the whole city."), field="where")
    if len(places) > NEIGHBOURHOODS_AT_MOST:
        raise RuleViolation("idea.where", _("Choose at most eight neighbourhoods, or the whole city."), field="where")
    return {"where": "neighbourhoods", "neighbourhoods": places, "pin": None}


def _clean_pin(pin: list[float] | None) -> dict[str, Any]:
    if not pin:
        raise RuleViolation("idea.where", _("Put the pin on the map first, or choose a neighbourhood."), field="where")
    latitude, longitude = pin
    place = place_of(latitude=latitude, longitude=longitude)
    if place is None and has_shapes():
        raise RuleViolation(
            "idea.where_outside",
            _("That pin stands outside the city. Move it inside, or choose a neighbourhood."),
            field="where",
        )
    return {"where": "pin", "neighbourhoods": [place.pk] if place else [], "pin": [latitude, longitude]}


def _pin_of(latitude: float | None, longitude: float | None) -> Pin | None:
    return Pin(latitude, longitude) if latitude is not None and longitude is not None else None


def delete_files(*attachments: Attachment) -> None:
    """Both files of each picture; missing ones are no problem."""
    for attachment in attachments:
        for name in (attachment.file.name, attachment.thumbnail.name):
            if name:
                default_storage.delete(name)
