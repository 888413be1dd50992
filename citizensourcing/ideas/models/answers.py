"""What the city does with an idea, and what it says about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizensourcing.ideas.models.idea import Idea
from citizensourcing.ideas.statuses import Status
from citizensourcing.participants.models import Participant


class StatusLabel(models.Model):
    """How this city calls and colours a status, where it differs from the house's words."""

    code = models.CharField(max_length=20, choices=Status.choices, unique=True)
    names = models.JSONField(default=dict, blank=True)
    meanings = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.code


class StatusChange(models.Model):
    """One step in an idea's history. The latest one agrees with ``Idea.status``."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="status_changes")
    before = models.CharField(max_length=20, choices=Status.choices)
    after = models.CharField(max_length=20, choices=Status.choices)
    reason = models.CharField(max_length=2000, blank=True)
    changed_by = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at", "id"]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="change_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(after="declined") | ~Q(reason=""), name="a_no_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class OfficialFeedback(models.Model):
    """The city answers, signed by name and department."""

    class Outcome(models.TextChoices):
        BUILT = "built", _("built")
        SERVICE_CHANGED = "service_changed", _("service changed")
        POLICY_ADOPTED = "policy_adopted", _("policy adopted")
        MONEY_GRANTED = "money_granted", _("money granted")
        TRIED_AND_STOPPED = "tried_and_stopped", _("tried and stopped")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="feedback")
    text = models.TextField(max_length=10000)
    language = models.CharField(max_length=8)
    author = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, related_name="+")
    signed_name = models.CharField(max_length=80)
    signed_department = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    cost_cents = models.BigIntegerField(null=True, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "official feedback"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="feedback_newest")]

    def __str__(self) -> str:
        return f"feedback {self.pk} on idea {self.idea_id}"
