"""The idea itself, and the votes it gets."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizensourcing.discussions.models import Discussion
from citizensourcing.ideas.search_column import IdeaSearchVector
from citizensourcing.ideas.statuses import Status
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Project
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from common.models import TimeStampedModel

# The trending score is a base-2 logarithm; this stands for "no support yet" and sorts last.
NO_SCORE = -1.0e9


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Ideas by who may see them."""

    def visible_to(self, person: Participant | None) -> Self:
        """What this person may read: what is published, and their own whatever its visibility."""
        published = Q(visibility=Idea.Visibility.PUBLISHED)
        return self.filter(published if person is None else published | Q(author=person))

    def published(self) -> Self:
        """What everybody may read."""
        return self.filter(visibility=Idea.Visibility.PUBLISHED)


class Idea(TimeStampedModel):
    """What a resident proposes to the city, under a number that people can say out loud: ``2026-00042``.

    Status says what the city does with it, visibility who may see it; the two are independent.
    Counters and the trending score are layers over the votes: ``services.recount`` must agree with them.
    """

    class Visibility(models.TextChoices):
        DRAFT = "draft", _("draft")
        HELD = "held", _("held for review")
        PUBLISHED = "published", _("published")
        HIDDEN = "hidden", _("hidden by a moderator")
        REMOVED = "removed", _("removed")
        WITHDRAWN = "withdrawn", _("withdrawn by its author")

    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    # Every vote writes the row anew, and with it an entry in each index: none is there twice (``idea_of_project`` and
    # ``idea_of_person`` begin with these two), and rows that have nothing to say in one are not in it.
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ideas", db_index=False)
    author = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas", db_index=False
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=10000)
    language = models.CharField(max_length=8)
    topics = models.ManyToManyField(Topic, related_name="ideas", blank=True)
    # None at all means the whole city.
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="ideas", blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PROPOSED)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.PUBLISHED)
    hidden_reason = models.CharField(max_length=1000, blank=True)
    discussion = models.OneToOneField(Discussion, on_delete=models.PROTECT, related_name="idea")

    support_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    view_count = models.PositiveIntegerField(default=0)
    # Totals that came from an earlier platform: shown as such, never mixed into real votes.
    earlier_supports = models.PositiveIntegerField(default=0)
    earlier_comments = models.PositiveIntegerField(default=0)
    support_total = models.GeneratedField(
        expression=F("support_count") + F("earlier_supports"), output_field=models.BigIntegerField(), db_persist=True
    )
    comment_total = models.GeneratedField(
        expression=F("comment_count") + F("earlier_comments"), output_field=models.BigIntegerField(), db_persist=True
    )
    trending_score = models.FloatField(default=NO_SCORE)
    # The clock hour (hours since the epoch) of the latest support, and how many came in it.
    trending_hour = models.BigIntegerField(default=0)
    trending_hour_count = models.PositiveIntegerField(default=0)
    # When its supports first obliged the city to answer; the due day is computed from it.
    answer_owed_since = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    published_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    external_ref = models.CharField(max_length=80, null=True, blank=True)
    external_url = models.URLField(max_length=500, blank=True)
    batch = models.ForeignKey(
        "ideas.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="ideas", db_index=False
    )

    # What search and "similar ideas" look at. ``words`` holds the distinct word tokens of title and text.
    search = models.GeneratedField(
        expression=IdeaSearchVector("title", "text", "language"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    words = ArrayField(models.TextField(), default=list, blank=True)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("trending_score").desc(), F("id").desc(), name="idea_trending", condition=Q(visibility="published")
            ),
            models.Index(
                F("published_at").desc(), F("id").desc(), name="idea_newest", condition=Q(visibility="published")
            ),
            models.Index(
                F("support_total").desc(), F("id").desc(), name="idea_supported", condition=Q(visibility="published")
            ),
            models.Index(
                F("comment_total").desc(), F("id").desc(), name="idea_discussed", condition=Q(visibility="published")
            ),
            models.Index(
                F("view_count").asc(), F("id").desc(), name="idea_least_seen", condition=Q(visibility="published")
            ),
            models.Index(
                F("answered_at").desc(),
                F("id").desc(),
                name="idea_answered",
                condition=Q(visibility="published", answered_at__isnull=False),
            ),
            models.Index(
                fields=["answer_owed_since"],
                name="idea_owed",
                condition=Q(visibility="published", answer_owed_since__isnull=False),
            ),
            models.Index(fields=["project", "-trending_score", "-id"], name="idea_of_project"),
            models.Index(fields=["status", "-trending_score", "-id"], name="idea_of_status"),
            models.Index(fields=["language", "-trending_score", "-id"], name="idea_of_language"),
            models.Index(fields=["author", "-created_at", "-id"], name="idea_of_person"),
            models.Index(fields=["batch"], name="idea_of_batch", condition=Q(batch__isnull=False)),
            GinIndex(fields=["search"], name="idea_search"),
            GinIndex(fields=["words"], name="idea_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "sequence"], name="idea_number"),
            # By its beginning, too: all ideas of one source.
            models.UniqueConstraint(
                fields=["external_ref"],
                name="idea_from_elsewhere",
                condition=Q(external_ref__isnull=False),
                opclasses=["varchar_pattern_ops"],
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="idea_pin_is_whole",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="idea_status_is_known"),
            models.CheckConstraint(
                condition=Q(visibility__in=["draft", "held", "published", "hidden", "removed", "withdrawn"]),
                name="idea_visibility_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Its number as people say it: ``2026-00042``."""
        return f"{self.year}-{self.sequence:05d}"


class NumberSeries(models.Model):
    """The last idea number given out in a year; one row per year, taken by UPDATE … RETURNING."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:05d}"


class IdeaRevision(models.Model):
    """What an idea said before its author changed it, once the free minutes were over."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="revisions")
    title = models.CharField(max_length=120)
    text = models.TextField()
    language = models.CharField(max_length=8)
    # Until when this was the text.
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-id"]

    def __str__(self) -> str:
        return f"revision {self.pk} of idea {self.idea_id}"


class Vote(models.Model):
    """One person's support of one idea. Never changed, never moved; undo deletes the row.

    Who supports what is a political opinion: only the person sees their own list.
    """

    # The constraint and the index below begin with these two.
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="votes", db_index=False)
    voter = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "voter"], name="one_vote_per_person_and_idea")]
        indexes = [models.Index(fields=["voter", "-created_at", "-id"], name="vote_of_person")]

    def __str__(self) -> str:
        # Neither the person nor the idea: this string may end in a log.
        return f"vote {self.pk}"
