"""What is still being written, and the pictures that go with an idea."""

import uuid

from django.db import models
from django.db.models import Q

from citizensourcing.ideas.models.idea import Idea
from citizensourcing.participants.models import Participant
from common.models import TimeStampedModel


class Draft(TimeStampedModel):
    """An idea on its way to the wall, step by step; kept through sign-in, errors and lost connections.

    Whoever holds the key (in their session) may go on with it; once signed in it belongs to them.
    ``data`` holds what was typed so far: title, text, language, topics, where, pin.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    data = models.JSONField(default=dict)
    # Set when it became an idea, so that publishing twice gives the same idea.
    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["updated_at"], name="draft_age")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Attachment(models.Model):
    """A picture of an idea or of a draft: re-encoded by us, without EXIF, described in words."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    file = models.ImageField(upload_to="ideas/", width_field="width", height_field="height")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    thumbnail = models.ImageField(upload_to="ideas/")
    alt = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        # A file is asked for by its name alone.
        indexes = [
            models.Index(fields=["file"], name="attachment_file"),
            models.Index(fields=["thumbnail"], name="attachment_thumbnail"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(idea__isnull=False, draft=None) | Q(idea=None, draft__isnull=False),
                name="attachment_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
