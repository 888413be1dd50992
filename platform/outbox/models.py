"""Everything that leaves the platform stands here first, in the same transaction as its cause."""

from django.db import models
from django.db.models import Q


class OutboxEntry(models.Model):
    """One mail or task on its way out. Written with its cause, published on commit, swept when that failed.

    ``done_at`` is set when the mail was handed to the mail server or the task has run, not before. Delivery is at
    least once: what a task does must be safe to do twice. A mail's ``payload`` holds an address, so it is emptied on
    delivery, or seven days after the last try; entries that are done go after thirty days (``services.tidy``).
    """

    class Kind(models.TextChoices):
        MAIL = "mail"
        TASK = "task"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    # For a task its name ("ideas.learn"), for a mail the purpose ("sign_in_code", "answer"): what the console lists.
    name = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    # Two entries with one key are one thing: a retry after a lost answer must not send twice.
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The city's memory of what went wrong, for the operator; never holds an address.
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "outbox entries"
        indexes = [models.Index(fields=["due_at"], name="outbox_due", condition=Q(done_at__isnull=True))]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["mail", "task"]), name="outbox_kind_is_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} ({'done' if self.done_at else 'waiting'})"
