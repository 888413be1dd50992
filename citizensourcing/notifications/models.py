"""What a person wants to be told, and what was sent."""

from django.db import models

from citizensourcing.participants.models import Participant


class Preference(models.Model):
    """How one person wants to hear of things. No row means the default: answers by mail, yes."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="notification_preference")
    answers_by_mail = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"preference {self.pk}"


class Delivery(models.Model):
    """One person was told of one thing, once: the row is made before the mail, in the same transaction."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    # What they were told of, such as "answer:42".
    subject_key = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["participant", "subject_key"], name="told_once")]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
