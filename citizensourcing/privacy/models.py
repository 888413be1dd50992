"""What people asked about their own data: a copy of it, or to leave."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizensourcing.participants.models import Participant


class DataCopy(models.Model):
    """One copy of everything that is kept of a person, on its way to a ZIP or ready to be fetched by them.

    Made in steps of some seconds: ``cursor`` says how far it is (kind, last row, bytes written so far),
    ``leased_until`` until when a step may be under way. The row goes with its file, seven days after that was ready.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="data_copies")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    language = models.CharField(max_length=8)
    cursor = models.JSONField(default=dict, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "data copies"
        indexes = [models.Index(fields=["participant", "-asked_at"], name="copy_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["participant"], condition=~Q(state="ready"), name="one_copy_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"data copy {self.pk} ({self.state})"


class Departure(models.Model):
    """Somebody is about to leave; until ``due_at`` they can change their mind. The row goes with them."""

    class Because(models.TextChoices):
        ASKED = "asked"
        UNUSED = "unused"

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="departure")
    because = models.CharField(max_length=10, choices=Because.choices, default=Because.ASKED)
    keeps_texts = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Set when it began: from then on there is no way back.
    begun_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="departure_due")]

    def __str__(self) -> str:
        return f"departure {self.pk}"
