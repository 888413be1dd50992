"""Pictures by the name of their file, for somebody who may see them."""

from collections.abc import Collection

from django.db.models import Q
from django.http import Http404

from citizensourcing.ideas.models import Attachment, Idea
from citizensourcing.ideas.permissions import AUTHORS_ALONE
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, may


def attachment_at(
    name: str, *, person: Participant | None, roles: frozenset[str], draft_keys: Collection[str]
) -> Attachment:
    """The attachment whose picture or thumbnail is stored as ``name``; else Http404, whatever the reason. One query.

    Seen by everybody with a published idea; by its author, and by staff with a desk (no drafts, nothing withdrawn);
    with a draft only by its owner and by whoever holds its key.
    """
    if "\x00" in name:
        raise Http404
    visible = Q(idea__visibility=Idea.Visibility.PUBLISHED)
    if person is not None:
        visible |= Q(idea__author=person) | Q(draft__owner=person)
    if may(roles, StaffAction.OPEN_DESK):
        visible |= Q(idea__isnull=False) & ~Q(idea__visibility__in=AUTHORS_ALONE)
    if draft_keys:
        visible |= Q(draft__key__in=list(draft_keys), draft__owner=None)
    found = Attachment.objects.select_related("idea").filter(visible, Q(file=name) | Q(thumbnail=name)).first()
    if found is None:
        raise Http404
    return found
