"""Who did what, when: append-only, in every city and in the control plane."""

from django.db import models


class AuditEntry(models.Model):
    """One change. It has no foreign key, because operators act in cities and things may be erased.

    ``data`` holds field names, codes and ids, never a personal value: nothing here can be changed. Of people it keeps
    the number; ``actor_label`` is for operators alone.
    """

    class ActorKind(models.TextChoices):
        PERSON = "person"
        OPERATOR = "operator"
        SYSTEM = "system"

    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_ref = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=120, blank=True)
    target_kind = models.CharField(max_length=60, blank=True)
    target_ref = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["target_kind", "target_ref", "-id"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} by {self.actor_label or self.actor_kind}"
