"""Challenges the city opens, and their phases: what may be done now."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from citizensourcing.discussions.models import Discussion
from common.i18n import Picked, pick
from common.models import TimeStampedModel


class Action(models.TextChoices):
    """What a phase can allow. ``participation.why_not`` is asked with one of these."""

    POST = "post", _("share ideas")
    VOTE = "vote", _("support ideas")
    COMMENT = "comment", _("discuss")


class Project(TimeStampedModel):
    """A challenge, a consultation, a budget. The city's open wall is one that is always open."""

    class Visibility(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        HIDDEN = "hidden"

    slug = models.SlugField(max_length=80, unique=True)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    is_open_wall = models.BooleanField(default=False)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.DRAFT)
    discussion = models.OneToOneField(Discussion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-is_open_wall", "-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["is_open_wall"], condition=Q(is_open_wall=True), name="one_open_wall"),
        ]

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> Picked:
        """Its title in the active language, or the nearest the city has."""
        return pick(self.titles)


class TsTzRange(Func):
    """``tstzrange(starts_at, ends_at)``: closed at the start, open at the end; an empty end is forever."""

    function = "TSTZRANGE"
    output_field = models.Field()


class PhaseQuerySet(models.QuerySet["Phase"]):
    """Phases by time."""

    def at(self, now: datetime) -> "PhaseQuerySet":
        """The phase that runs at ``now``: at most one per project. No start means since ever, no end forever."""
        return self.filter(Q(starts_at=None) | Q(starts_at__lte=now), Q(ends_at=None) | Q(ends_at__gt=now))


class Phase(models.Model):
    """A stretch of a project's time and what may be done in it. The phases of a project never overlap."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="phases")
    names = models.JSONField(default=dict)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    actions = ArrayField(models.CharField(max_length=20, choices=Action.choices), default=list)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_at").asc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="phase_ends_after_start",
            ),
            ExclusionConstraint(
                name="phases_do_not_overlap",
                expressions=[
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                    ("project", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name.text

    @property
    def name(self) -> Picked:
        """Its name in the active language, or the nearest the city has."""
        return pick(self.names)
