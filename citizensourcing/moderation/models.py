"""Keeping the conversation decent: what was reported, and who may not write for a while."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizensourcing.participants.models import Participant


class Report(models.Model):
    """Somebody says that an idea or a comment breaks the house rules. Moderators answer each one."""

    class Reason(models.TextChoices):
        INSULT = "insult", _("It attacks or insults somebody")
        PERSONAL_DATA = "personal_data", _("It shows somebody's personal data")
        SPAM = "spam", _("It is advertising or spam")
        OFF_TOPIC = "off_topic", _("It does not belong here")
        ILLEGAL = "illegal", _("It may be against the law")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")
        # Nothing is left to decide about: its author left the wall and took it along.
        MOOT = "moot", _("moot")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    reporter = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, related_name="reports")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    text = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decision_note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "-created_at", "-id"], name="report_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "reporter"],
                condition=Q(state="open"),
                name="one_open_report_per_person_and_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}: {self.reason}"


class Block(models.Model):
    """A person may read but not write here, until a date or until it is lifted. They are told why.

    ``address_mark`` is a keyed hash of their mailbox, so that a second account is no way round it. Of somebody who left
    while blocked only that stays, without the reason, until the block is over: leaving is no way round it either.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="blocks")
    address_mark = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["participant", "-created_at"], name="block_of_person"),
            models.Index(fields=["address_mark"], name="block_of_address", condition=~Q(address_mark="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(participant__isnull=False) | ~Q(address_mark=""),
                name="block_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"
