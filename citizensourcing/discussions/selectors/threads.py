"""Reading threads: a page costs the same few queries however long the thread is."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.safestring import SafeString

from citizensourcing.discussions import permissions
from citizensourcing.discussions.models import Comment, CommentLike, Discussion, Follow
from citizensourcing.participants.models import Participant, StaffRole
from common.sanitise import paragraphs
from tenants.context import require_city

REPLIES_SHOWN = 3
REPLIES_OF_ONE = 100
SORTS = ("best", "newest", "oldest")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(-?\d{1,17})\.(\d{1,18})")


def follower_ids(discussion_id: int) -> set[int]:
    """The participants who follow a thread. One query."""
    return set(Follow.objects.filter(discussion_id=discussion_id).values_list("participant_id", flat=True))


@dataclass(frozen=True, slots=True)
class ThreadOwner:
    """What a thread is about, and where its doors are. Every owner mounts the same tails under ``base_url``:

    ``say/``, ``<id>/reply/``, ``<id>/replies/``, ``<id>/edit/``, ``<id>/remove/``, ``<id>/like/``, ``<id>/report/``,
    ``<id>/hide/``, ``<id>/show/``; ``base_url`` itself is the thread as a page of its own.
    """

    key: str
    title: str
    language: str
    about_url: str
    base_url: str
    sign_in_url: str

    def comment_url(self, pk: int) -> str:
        """The owner's page with this comment on it, wherever in the thread it stands."""
        return f"{self.about_url}?comment={pk}#comment-{pk}"


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment as one person may see it: what is not theirs to read is not in it."""

    id: int
    root_id: int | None
    name: str
    staff_role: str
    stance: str
    text: str
    language: str
    visibility: str
    hidden_reason: str
    created_at: datetime
    edited_at: datetime | None
    like_count: int
    earlier_likes: int
    earlier_dislikes: int
    reply_count: int
    in_reply_to_id: int | None
    in_reply_to: str
    is_liked: bool
    is_own: bool
    can_edit: bool
    replies: "tuple[CommentLine, ...]" = ()

    @property
    def html(self) -> SafeString:
        """The words as safe markup."""
        return paragraphs(self.text)

    @property
    def is_gone(self) -> bool:
        """True for a tombstone."""
        return self.visibility in {Comment.Visibility.DELETED, Comment.Visibility.HIDDEN}

    @property
    def badge(self) -> str:
        """The word of the role under which staff spoke; empty for residents."""
        return str(StaffRole.Role(self.staff_role).label) if self.staff_role in StaffRole.Role.values else ""

    @property
    def has_more_replies(self) -> bool:
        """True when not every answer is on this page."""
        return sum(not reply.is_gone for reply in self.replies) < self.reply_count


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of a thread. ``best`` is empty but on the first page; ``after`` asks for the next one, None at the end."""

    discussion_id: int
    comment_count: int
    for_count: int
    against_count: int
    earlier_comment_count: int
    is_open: bool
    sort: str
    best: tuple[CommentLine, ...]
    comments: tuple[CommentLine, ...]
    after: str | None
    is_first: bool
    focus: int | None = None

    @property
    def is_empty(self) -> bool:
        """True when nobody has said anything yet."""
        return self.is_first and not self.best and not self.comments


@dataclass(slots=True)
class _Viewer:
    """Who reads, and what that changes on a line."""

    person: Participant | None
    now: datetime
    edit_minutes: int = field(init=False)

    def __post_init__(self) -> None:
        self.edit_minutes = require_city().rules.edit_minutes if self.person else 0


def thread_page(
    discussion_id: int,
    *,
    viewer: Participant | None,
    after: str | None = None,
    size: int = 20,
    sort: str = "best",
    focus: int | None = None,
    now: datetime | None = None,
) -> ThreadPage:
    """The best argument of each side, then ``size`` top-level comments, each with its first answers.

    ``sort`` is ``best`` (most liked, those of an earlier platform included), ``newest`` or ``oldest``; what is
    unknown means ``best``, and an ``after`` that is none of ours the first page. ``focus`` is a comment that must be
    on the first page, with all that stands around it. Four queries, with ``focus`` six, for everybody and whatever
    the length: the thread, the best two, the top level, the answers.
    """
    sort = sort if sort in SORTS else "best"
    viewing = _Viewer(viewer, now or timezone.now())
    thread = Discussion.objects.get(pk=discussion_id)
    start = _position(after, sort)
    root = _root_of(discussion_id, focus) if focus is not None else None
    best = [comment for comment in _best(discussion_id, viewer) if comment.pk != root]
    elsewhere = {comment.pk for comment in best} | ({root} if root is not None else set())
    listed = _top_level(discussion_id, viewer, sort, but=elsewhere)
    found = list(_after(listed, start, sort)[: size + 1])
    rows, has_more = found[:size], len(found) > size
    pinned: list[Comment] = []
    if start is None and root is not None:
        pinned = list(_seen_by(Comment.objects.filter(pk=root), viewer))
    if start is not None:
        best = []
    shown = [*best, *pinned, *rows]
    replies = _replies([c.pk for c in shown], viewer, none_of=[c.pk for c in best], all_of=root, focus=focus)
    lines = [_line(c, viewing, tuple(_line(r, viewing) for r in replies.get(c.pk, ()))) for c in shown]
    return ThreadPage(
        discussion_id=discussion_id,
        comment_count=thread.comment_count,
        for_count=thread.for_count,
        against_count=thread.against_count,
        earlier_comment_count=thread.earlier_comment_count,
        is_open=thread.is_open,
        sort=sort,
        best=tuple(lines[: len(best)]),
        comments=tuple(lines[len(best) :]),
        after=_cursor(rows[-1], sort) if has_more else None,
        is_first=start is None,
        focus=focus if root is not None else None,
    )


def one_with_replies(
    root: Comment, *, viewer: Participant | None, focus: int | None = None, now: datetime | None = None
) -> CommentLine:
    """A top-level comment with its answers: the first hundred, and the one in focus. Two queries."""
    viewing = _Viewer(viewer, now or timezone.now())
    comment = _seen_by(Comment.objects.filter(pk=root.root_id or root.pk), viewer).get()
    replies = _replies([comment.pk], viewer, all_of=comment.pk, focus=focus).get(comment.pk, [])
    return _line(comment, viewing, tuple(_line(r, viewing) for r in replies))


def line_of(comment: Comment, *, viewer: Participant | None, now: datetime | None = None) -> CommentLine:
    """One comment by itself. One query."""
    return _line(_seen_by(Comment.objects.filter(pk=comment.pk), viewer).get(), _Viewer(viewer, now or timezone.now()))


def _seen_by(comments: QuerySet[Comment], viewer: Participant | None) -> QuerySet[Comment]:
    """With names and the viewer's likes, without what waits for a moderator and is not the viewer's own."""
    waiting = Q(visibility=Comment.Visibility.HELD)
    liked: Combinable | Exists = Value(False)
    if viewer is not None:
        waiting &= ~Q(author=viewer)
        liked = Exists(CommentLike.objects.filter(comment=OuterRef("pk"), participant=viewer))
    return comments.exclude(waiting).select_related("author", "parent__author").annotate(is_liked=liked)


def _best(discussion_id: int, viewer: Participant | None) -> list[Comment]:
    """The most liked argument for and the most liked against, in this order; somebody must have liked it."""
    published = Comment.objects.filter(
        discussion_id=discussion_id, root=None, visibility=Comment.Visibility.PUBLISHED, like_count__gt=0
    )
    sides = [
        published.filter(stance=side).order_by("-like_count", "id").values("pk")[:1]
        for side in (Comment.Stance.FOR, Comment.Stance.AGAINST)
    ]
    # One set of ids, not "in this or in that": PostgreSQL reads every comment of the city to answer an OR.
    found = _seen_by(Comment.objects.filter(pk__in=sides[0].union(sides[1])), viewer)
    return sorted(found, key=lambda comment: comment.stance != Comment.Stance.FOR)


def _top_level(discussion_id: int, viewer: Participant | None, sort: str, *, but: set[int]) -> QuerySet[Comment]:
    rows = Comment.objects.filter(discussion_id=discussion_id, root=None).exclude(pk__in=but)
    rows = _seen_by(rows, viewer).annotate(weight=F("like_count") + F("earlier_likes") - F("earlier_dislikes"))
    order = {"best": ["-weight", "-id"], "newest": ["-created_at", "-id"], "oldest": ["created_at", "id"]}[sort]
    return rows.order_by(*order)


def _after(rows: QuerySet[Comment], start: tuple[int, int] | None, sort: str) -> QuerySet[Comment]:
    if start is None:
        return rows
    value, pk = start
    if sort == "best":
        return rows.filter(Q(weight__lt=value) | Q(weight=value, pk__lt=pk))
    at = _EPOCH + timedelta(microseconds=value)
    if sort == "newest":
        return rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    return rows.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=pk))


def _cursor(row: Comment, sort: str) -> str:
    value = row.weight if sort == "best" else (row.created_at - _EPOCH) // timedelta(microseconds=1)  # type: ignore[attr-defined]  # annotated
    return f"{value}.{row.pk}"


def _position(after: str | None, sort: str) -> tuple[int, int] | None:
    found = _CURSOR.fullmatch(after or "")
    if found is None:
        return None
    value, pk = int(found[1]), int(found[2])
    if sort == "best":
        return (value, pk) if abs(value) < 2**31 else None
    return (value, pk) if 0 <= value < 10**16 else None


def _root_of(discussion_id: int, focus: int) -> int | None:
    found = Comment.objects.filter(pk=focus, discussion_id=discussion_id).values_list("root_id", "pk").first()
    return None if found is None else found[0] or found[1]


def _replies(
    roots: list[int],
    viewer: Participant | None,
    *,
    none_of: list[int] | None = None,
    all_of: int | None = None,
    focus: int | None = None,
) -> dict[int, list[Comment]]:
    """The first answers under each root, oldest first: none under ``none_of``, the first hundred under ``all_of``.

    The one in focus is there in any case.
    """
    allowed = Case(
        When(pk=focus or 0, then=Value(2**31 - 1)),
        When(root_id__in=none_of or [], then=Value(0)),
        When(root_id=all_of or 0, then=Value(REPLIES_OF_ONE)),
        default=Value(REPLIES_SHOWN),
        output_field=IntegerField(),
    )
    place = Window(RowNumber(), partition_by=[F("root_id")], order_by=[F("created_at").asc(), F("id").asc()])
    rows = _seen_by(Comment.objects.filter(root_id__in=roots), viewer).annotate(place=place, allowed=allowed)
    rows = rows.filter(place__lte=F("allowed")).order_by("root_id", "created_at", "id")
    return {root: list(under) for root, under in groupby(rows, key=lambda reply: reply.root_id or 0)}


def _line(comment: Comment, viewing: _Viewer, replies: tuple[CommentLine, ...] = ()) -> CommentLine:
    is_own = permissions.is_author(viewing.person, comment)
    is_gone = comment.visibility in {Comment.Visibility.DELETED, Comment.Visibility.HIDDEN}
    # On level two, whoever answers the top-level comment itself needs no "in reply to".
    answers = comment.parent if comment.parent_id is not None and comment.parent_id != comment.root_id else None
    return CommentLine(
        id=comment.pk,
        root_id=comment.root_id,
        name="" if is_gone or comment.author is None else comment.author.display_name,
        staff_role="" if is_gone else comment.staff_role,
        stance=comment.stance,
        text="" if is_gone else comment.text,
        language=comment.language,
        visibility=comment.visibility,
        hidden_reason=comment.hidden_reason,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        like_count=comment.like_count,
        earlier_likes=comment.earlier_likes,
        earlier_dislikes=comment.earlier_dislikes,
        reply_count=comment.reply_count,
        in_reply_to_id=answers.pk if answers else None,
        in_reply_to=_name_in_reply(answers),
        is_liked=bool(comment.is_liked),  # type: ignore[attr-defined]  # annotated
        is_own=is_own,
        can_edit=not is_gone
        and permissions.may_edit(comment, viewing.person, edit_minutes=viewing.edit_minutes, now=viewing.now),
        replies=replies,
    )


def _name_in_reply(answers: Comment | None) -> str:
    if answers is None or answers.author is None or answers.visibility != Comment.Visibility.PUBLISHED:
        return ""
    return answers.author.display_name
