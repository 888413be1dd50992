"""People in one city: who they are to others, what their role lets them do, and the programs that act for them."""

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


class Scope(models.TextChoices):
    """What a token lets a program do for its person; the sentence is what they tick."""

    IDEAS_WRITE = "ideas:write", _("Share ideas as you, change them and take them back")
    VOTES_READ = "votes:read", _("See which ideas you support")
    VOTES_WRITE = "votes:write", _("Support ideas for you, and take that back")
    COMMENTS_WRITE = "comments:write", _("Discuss as you: comment, like, report")
    ME_READ = "me:read", _("See your profile and what is yours here")
    ME_WRITE = "me:write", _("Change your profile and what you follow")


# What people read before they tick one. (The labels above stand in migrations, which no sentence is worth.)
SCOPE_SENTENCES = {
    **dict(Scope.choices),
    Scope.ME_WRITE.value: _("Change your profile and what you follow, and tell us your yes to new house rules"),
}


class ApiToken(models.Model):
    """A key with which a program acts for somebody, as far as its scopes go. The key itself is never stored.

    Its text is ``cw_<prefix>_<43 characters>`` and is shown once; ``digest`` is the SHA-256 of all of it.
    """

    person = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), default=list)
    created_at = models.DateTimeField()
    # A day is enough to know whether a token is still in use, and is written once a day.
    last_used_on = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at", "-id"], name="token_of_person")]

    def __str__(self) -> str:
        return f"token {self.prefix}"


class KeptReply(models.Model):
    """What a write was answered, kept for a day under its ``Idempotency-Key``: sent again, it is answered again.

    Written in the same transaction as what it answers, so one is never there without the other.
    """

    person = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    # SHA-256 of the credential (session, or which token) and the key that came by it: no other one is told the answer.
    key = models.CharField(max_length=128)
    # SHA-256 of what was asked: method, address, body.
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    # True when the body held something that is shown once, so it is not kept.
    is_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "kept replies"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_reply_per_person_and_key")]
        indexes = [models.Index(fields=["created_at"], name="kept_reply_age")]

    def __str__(self) -> str:
        return f"reply {self.pk}"
