"""Threads of comments, for and against, and who follows what."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citizensourcing.participants.models import Participant
from citizensourcing.taxonomy.models import Neighbourhood, Topic


class Discussion(models.Model):
    """One thread: an idea's, a project's, an event's. Its owner points here, one to one.

    The counters are of visible, undeleted comments; ``services.recount`` must agree with them.
    """

    comment_count = models.PositiveIntegerField(default=0)
    for_count = models.PositiveIntegerField(default=0)
    against_count = models.PositiveIntegerField(default=0)
    # Comments that an earlier platform only counted.
    earlier_comment_count = models.PositiveIntegerField(default=0)
    last_comment_at = models.DateTimeField(null=True, blank=True)
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"discussion {self.pk}"


class Comment(models.Model):
    """One contribution to a thread. ``parent`` is what it answers; ``root`` the top-level comment it stands under.

    A thread shows two levels: an answer to an answer stands on level two, with "in reply to …".
    """

    class Stance(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        NEUTRAL = "neutral", _("neutral")

    class Visibility(models.TextChoices):
        PUBLISHED = "published"
        HELD = "held"
        HIDDEN = "hidden"
        DELETED = "deleted"

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    root = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.NEUTRAL)
    text = models.TextField(max_length=4000)
    language = models.CharField(max_length=8, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLISHED)
    # Why a moderator hid it; shown on the tombstone.
    hidden_reason = models.CharField(max_length=500, blank=True)
    # The role under which staff spoke, frozen when they did: the badge stays true after they leave.
    staff_role = models.CharField(max_length=20, blank=True)
    like_count = models.PositiveIntegerField(default=0)
    # Likes and dislikes that an earlier platform only counted; kept apart from real ones.
    earlier_likes = models.PositiveIntegerField(default=0)
    earlier_dislikes = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    external_ref = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["discussion", "created_at", "id"], name="comment_top_level", condition=Q(root=None)),
            models.Index(
                fields=["discussion", "stance", "-like_count", "id"],
                name="comment_best",
                condition=Q(root=None, visibility="published"),
            ),
            models.Index(fields=["root", "created_at", "id"], name="comment_replies", condition=Q(root__isnull=False)),
            models.Index(fields=["author", "-created_at", "-id"], name="comment_of_person"),
            # What is discussed lately, whatever the thread.
            models.Index(fields=["created_at"], name="comment_lately", condition=Q(visibility="published")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, root=None) | Q(parent__isnull=False, root__isnull=False),
                name="comment_parent_and_root_together",
            ),
            models.CheckConstraint(condition=Q(stance__in=["for", "against", "neutral"]), name="comment_stance_known"),
            models.CheckConstraint(condition=~Q(root=F("id")), name="comment_is_not_its_own_root"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class CommentLike(models.Model):
    """One person finds an argument good; undo deletes the row."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="likes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "participant"], name="one_like_per_person")]

    def __str__(self) -> str:
        return f"like {self.pk}"


class Follow(models.Model):
    """A person wants to hear of one thing: exactly one of a discussion, a topic, a neighbourhood."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="follows")
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(discussion__isnull=False, topic=None, neighbourhood=None)
                    | Q(discussion=None, topic__isnull=False, neighbourhood=None)
                    | Q(discussion=None, topic=None, neighbourhood__isnull=False)
                ),
                name="follow_exactly_one_thing",
            ),
            models.UniqueConstraint(
                fields=["participant", "discussion"],
                condition=Q(discussion__isnull=False),
                name="follow_discussion_once",
            ),
            models.UniqueConstraint(
                fields=["participant", "topic"], condition=Q(topic__isnull=False), name="follow_topic_once"
            ),
            models.UniqueConstraint(
                fields=["participant", "neighbourhood"],
                condition=Q(neighbourhood__isnull=False),
                name="follow_neighbourhood_once",
            ),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"
