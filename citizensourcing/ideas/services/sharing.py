"""Sharing an idea in one go: what programs send, through the same steps and rules as the pages'."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.services.drafting import IDEAS_PER_DAY, DraftData, begin_draft, publish_draft, save_step
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Project
from common.exceptions import RuleViolation


@transaction.atomic
def share_idea(
    *,
    person: Participant,
    project: Project,
    title: str,
    text: str,
    topic_ids: Collection[int],
    where: str,
    now: datetime,
    neighbourhood_ids: Collection[int] = (),
    pin: tuple[float, float] | None = None,
    language: str = "",
    interface: str = "",
    with_contacts: bool = False,
) -> Idea:
    """Put an idea on the wall. ``where``, ``pin`` (latitude, longitude), ``interface`` and ``with_contacts`` are as
    in ``save_step`` and ``publish_draft``; an empty ``language`` is guessed from the words.

    Raises ``RuleViolation``: a reason of ``begin_draft``, ``save_step`` or ``publish_draft``.
    """
    draft = begin_draft(person=person, project=project, title=title, text=text, now=now)
    changes = DraftData(
        topics=list(topic_ids), where=where, neighbourhoods=list(neighbourhood_ids), pin=list(pin) if pin else None
    )
    if language:
        changes["language"] = language
    save_step(draft=draft, changes=changes)
    try:
        return publish_draft(draft=draft, person=person, interface=interface, now=now, with_contacts=with_contacts)
    except RuleViolation as refusal:
        if refusal.code != "idea.too_many":
            raise
        # On the pages the draft is kept; here nothing is, so nothing is promised.
        raise RuleViolation(
            "idea.too_many",
            _("That makes %(limit)d ideas in a day, and people need time to read them. Send this one tomorrow.")
            % {"limit": IDEAS_PER_DAY},
        ) from refusal
