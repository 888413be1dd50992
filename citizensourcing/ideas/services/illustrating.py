"""Pictures of an idea that is on the wall already: put there, and taken off again, by its author."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.ideas import permissions
from citizensourcing.ideas.models import Attachment, Idea
from citizensourcing.ideas.services.drafting import ALT_READ, PICTURES_AT_MOST, delete_files
from citizensourcing.ideas.services.pictures import redraw
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import actor
from citizensourcing.projects import participation
from common.exceptions import RuleViolation
from common.sanitise import plain


@transaction.atomic
def add_picture(
    *, idea: Idea, by: Participant | None, upload: UploadedFile[Any], alt: str, now: datetime
) -> Attachment:
    """Add a picture to one's own idea, drawn anew; ``alt`` says what can be seen.

    Raises ``RuleViolation``: a reason of ``participation``, of ``permissions.why_not_edit``, of ``pictures.redraw``,
    or ``picture.too_many``.
    """
    by, locked = _own(idea, participation.require_person(by, now))
    count = locked.attachments.count()
    if count >= PICTURES_AT_MOST:
        raise RuleViolation("picture.too_many", _("Five pictures are enough to show an idea."), field="pictures")
    picture = redraw(upload)
    last = locked.attachments.order_by("-position").values_list("position", flat=True).first()
    attachment = Attachment(
        idea=locked,
        position=0 if last is None else last + 1,
        alt=" ".join(plain(alt[:ALT_READ]).split())[:300],
    )
    try:
        attachment.file.save(str(picture.file.name), picture.file, save=False)
        attachment.thumbnail.save(str(picture.thumbnail.name), picture.thumbnail, save=False)
        attachment.save(force_insert=True)
    except Exception:
        delete_files(attachment)
        raise
    record(action="ideas.picture_added", actor=actor(by), target=locked, data={"picture": attachment.pk})
    return attachment


@transaction.atomic
def take_picture_off(*, idea: Idea, by: Participant | None, attachment_id: int) -> bool:
    """Take a picture off one's own idea, its files too; True if it was there.

    Nobody is ever kept from it by a block, new house rules or a closed wall. Raises ``RuleViolation``:
    ``participation.sign_in``, or a reason of ``permissions.why_not_edit``.
    """
    by, locked = _own(idea, participation.require_somebody(by))
    attachment = locked.attachments.filter(pk=attachment_id).first()
    if attachment is None:
        return False
    attachment.delete()
    transaction.on_commit(lambda: delete_files(attachment))
    record(action="ideas.picture_removed", actor=actor(by), target=locked, data={"picture": attachment_id})
    return True


def _own(idea: Idea, person: Participant) -> tuple[Participant, Idea]:
    """The author and their idea, nobody else's for the moment: two pictures at once must both count the other."""
    locked = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if refusal := permissions.why_not_edit(person, locked):
        raise RuleViolation(refusal.code, refusal.sentence)
    return person, locked
