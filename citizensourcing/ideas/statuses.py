"""What the city does with an idea. The codes are fixed; a city may rename and colour them (``StatusLabel``)."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The seven codes, in the order a resident meets them."""

    PROPOSED = "proposed", _("Proposed")
    UNDER_REVIEW = "under_review", _("Under review")
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    IMPLEMENTED = "implemented", _("Done")
    DECLINED = "declined", _("Declined")
    MERGED = "merged", _("Merged")


@dataclass(frozen=True, slots=True)
class StatusInfo:
    """How a status reads when the city has not said otherwise. ``tone`` picks its colour and shape in the design."""

    meaning: str | Promise
    tone: str


DEFAULTS: dict[str, StatusInfo] = {
    Status.PROPOSED: StatusInfo(_("It is on the wall and gathers support."), "neutral"),
    Status.UNDER_REVIEW: StatusInfo(_("The city is looking at what it would take."), "review"),
    Status.PLANNED: StatusInfo(_("The city will do it and says when."), "planned"),
    Status.IN_PROGRESS: StatusInfo(_("Work has begun."), "progress"),
    Status.IMPLEMENTED: StatusInfo(_("It is there: go and see."), "done"),
    Status.DECLINED: StatusInfo(_("The city will not do it and says why."), "declined"),
    Status.MERGED: StatusInfo(_("It lives on in another idea; every support counts there."), "merged"),
}

# A "no" without a reason is no answer.
NEEDS_REASON = frozenset({Status.DECLINED})
# Nothing more is promised for these.
ENDED = frozenset({Status.IMPLEMENTED, Status.DECLINED})
# Merging is its own act, with its own page; nobody sets it by hand.
SET_BY_HAND = tuple(code for code in Status.values if code != Status.MERGED)
