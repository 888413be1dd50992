"""A city: its schema, its addresses, its looks, its rules. All of it lives in ``public``."""

import hashlib
from typing import Any, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from common.i18n import pick
from common.models import TimeStampedModel

hex_colour = RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour as # and six digits, like #0a6b5d."))


def _default_languages() -> list[str]:
    return ["en"]


class City(TenantMixin, TimeStampedModel):  # type: ignore[misc, django-manager-missing]  # django-tenants ships no types
    """One city (or coalition, or region) and the PostgreSQL schema ``t_<id>`` that holds all it owns.

    Enter it only through ``tenants.context.for_city``.
    """

    class State(models.TextChoices):
        PROVISIONING = "provisioning", _("being set up")
        PILOT = "pilot", _("pilot")
        ACTIVE = "active", _("active")
        PAST_DUE = "past_due", _("payment overdue")
        READ_ONLY = "read_only", _("read-only")
        SUSPENDED = "suspended", _("suspended")
        ARCHIVED = "archived", _("archived")
        DELETED = "deleted", _("deleted")

    name = models.CharField(max_length=100)
    # The same place in the city's languages: Brussels, Bruxelles, Brussel.
    names = models.JSONField(default=dict, blank=True)
    slug = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=50, default="UTC")
    languages = ArrayField(models.CharField(max_length=8), default=_default_languages)
    default_language = models.CharField(max_length=8, default="en")
    population = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PROVISIONING)
    # Hash of the migrations its schema has; a deploy with nothing to do is one SELECT.
    schema_version = models.CharField(max_length=64, blank=True)

    auto_create_schema = False
    auto_drop_schema = False

    class Meta:
        verbose_name_plural = "cities"
        constraints = [
            models.CheckConstraint(
                condition=Q(languages__contains=[F("default_language")]), name="city_speaks_its_default_language"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def __enter__(self) -> NoReturn:
        """Refuse: ``with city:`` keeps its way back in one list for all threads and crosses cities."""
        msg = "Enter a city through tenants.context.for_city(city), never with `with city:`."
        raise RuntimeError(msg)

    @property
    def is_readable(self) -> bool:
        """Whether its wall can be read: its schema is whole, and nobody closed it."""
        return self.state in {self.State.PILOT, self.State.ACTIVE, self.State.PAST_DUE, self.State.READ_ONLY}

    @property
    def local_name(self) -> str:
        """What the place is called in the reader's language: Brussels, Bruxelles, Brussel."""
        return pick(self.names, default=self.default_language).text or self.name

    @cached_property
    def looks(self) -> str:
        """A hash of all that its pages say of the city itself: name, languages, looks, rules, addresses.

        Two queries unless they came with it.
        """
        parts = [self, getattr(self, "branding", None), getattr(self, "rules", None), *self.domains.all()]
        said = [
            (field.attname, str(getattr(part, field.attname)))
            for part in parts
            if part is not None
            for field in part._meta.concrete_fields
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    @property
    def primary_domain(self) -> str:
        """The address the city is known by, without scheme or port. One query unless prefetched."""
        return next((d.domain for d in self.domains.all() if d.is_primary), f"{self.slug}.localhost")

    def serializable_fields(self) -> dict[str, Any]:
        """What django-tenants' signals may carry."""
        return {"id": self.pk, "schema_name": self.schema_name}


class Domain(DomainMixin):  # type: ignore[misc]  # django-tenants ships no types
    """A host name under which a city answers."""

    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_primary=True), name="one_primary_domain_per_city"
            ),
        ]

    def __str__(self) -> str:
        return str(self.domain)


class Branding(models.Model):
    """How a city looks and sounds: colours, type, logo, its question and its promise."""

    class Stack(models.TextChoices):
        HUMANIST = "humanist", _("humanist")
        GEOMETRIC = "geometric", _("geometric")
        SERIF = "serif", _("serif headings")

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="branding")
    primary = models.CharField(max_length=7, default="#0a6b5d", validators=[hex_colour])
    accent = models.CharField(max_length=7, blank=True, validators=[hex_colour])
    radius = models.PositiveSmallIntegerField(default=10, validators=[MaxValueValidator(16)])
    stack = models.CharField(max_length=12, choices=Stack.choices, default=Stack.HUMANIST)
    logo = models.ImageField(upload_to="brand/", blank=True)
    # {language: text}. The question stands large on the front page; about says who runs the wall and who decides.
    question = models.JSONField(default=dict, blank=True)
    promise = models.JSONField(default=dict, blank=True)
    about = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"look of {self.city_id}"

    @property
    def logo_url(self) -> str:
        """Where the logo is served, under a name that changes with it; empty without one."""
        if not self.logo:
            return ""
        return reverse("wall_logo", args=[hashlib.sha256(str(self.logo.name).encode()).hexdigest()[:12]])


class Rules(models.Model):
    """What a city has promised and decided about its wall; the how-it-works page is made from it."""

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="rules")
    minimum_age = models.PositiveSmallIntegerField(default=13, validators=[MaxValueValidator(21)])
    # Two clocks: every idea is read by a named person within days; N supports oblige the city to answer.
    read_within_days = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1)])
    answer_threshold = models.PositiveIntegerField(default=25, validators=[MinValueValidator(1)])
    answer_working_days = models.PositiveSmallIntegerField(default=20, validators=[MinValueValidator(1)])
    half_life_hours = models.PositiveSmallIntegerField(default=72, validators=[MinValueValidator(1)])
    edit_minutes = models.PositiveSmallIntegerField(default=15)
    # Whom residents write to about their data; without one the notice says to ask at the town hall.
    privacy_contact = models.EmailField(blank=True)

    class Meta:
        verbose_name_plural = "rules"

    def __str__(self) -> str:
        return f"rules of {self.city_id}"


class Erasure(models.Model):
    """Somebody left a city and was erased: kept outside the city's schema, so that a restore cannot undo it.

    Holds numbers only. ``joined_at`` tells that the row of this number is still the same person, should a restored
    sequence give the number out again. Done again after every restore by ``replay_erasures``.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="erasures")
    participant = models.BigIntegerField()
    joined_at = models.DateTimeField()
    keeps_texts = models.BooleanField()
    erased_at = models.DateTimeField()

    class Meta:
        ordering = ["erased_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["city", "participant", "joined_at"], name="erased_once"),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk} in {self.city_id}"


class SchemaScript(models.Model):
    """The SQL that makes a new city's schema, rendered once per set of migrations from the template."""

    # Hash of the migrations, as in City.schema_version.
    version = models.CharField(max_length=64)
    # Server and renderer: what one wrote, another need not understand.
    made_by = models.CharField(max_length=60)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "made_by"], name="one_schema_script_per_version")]

    def __str__(self) -> str:
        return f"script of {self.version[:8]} by {self.made_by}"


class PooledSchema(models.Model):
    """An empty schema, ready to become a city. The row and the schema come and go in one transaction."""

    version = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.schema_name

    @property
    def schema_name(self) -> str:
        """Its name until a city claims it."""
        return f"pool_{self.pk}"
