"""People in one city: who they are to others, and what their role lets them do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizensourcing.participants.documents import Document
from citizensourcing.taxonomy.models import Neighbourhood
from common.models import TimeStampedModel


class Participant(TimeStampedModel):
    """The same person as ``User``, in this city. All content points here.

    Without a user it is somebody from an earlier platform, a resident of the demo, or what is left of a former
    resident: a row without a name that their supports hang on (docs/decisions/0012-leaving.md).
    """

    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="participant")
    display_name = models.CharField(_("display name"), max_length=60)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Languages they read, and the one the interface and mails speak to them.
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    language = models.CharField(max_length=8, blank=True)
    # Private by default: a public profile lists public ideas and comments, never supports.
    is_public = models.BooleanField(default=False)
    # "I am 13 or older": the moment they said so; a birth date is never asked.
    age_confirmed_at = models.DateTimeField(null=True, blank=True)
    # The latest version of the house rules they agreed to (0: none). The same as in their ``Agreement`` rows, and
    # stands here because every act asks for it.
    rules_version = models.PositiveSmallIntegerField(default=0)
    # Where an import knows them from ("consul:9884"); lets a repeated import find them again.
    external_ref = models.CharField(max_length=80, null=True, blank=True, unique=True)

    def __str__(self) -> str:
        return self.display_name

    @property
    def initials(self) -> str:
        """One or two letters for a by-line."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class Agreement(models.Model):
    """Who agreed to which version of which document, when, and in which language they read it. Never changed."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="agreements")
    document = models.CharField(max_length=20, choices=Document.choices)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, blank=True)
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "document", "version"], name="agreed_once_to_a_version"),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk} to {self.document} {self.version}"


class StaffRole(models.Model):
    """Somebody works for this city here. ``scope`` narrows it to one thing (empty: the whole wall)."""

    class Role(models.TextChoices):
        MODERATOR = "moderator", _("moderator")
        MANAGER = "manager", _("manager")
        CITY_ADMIN = "city_admin", _("city admin")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=80, blank=True)
    # How their answers are signed.
    department = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "scope"], name="staff_role_once"),
            models.CheckConstraint(
                condition=Q(role__in=["moderator", "manager", "city_admin"]), name="staff_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"
