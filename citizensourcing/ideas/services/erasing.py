"""An author leaves: what they wrote stays without them, or goes as far as others have not built on it."""

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from citizensourcing.discussions import services as discussions
from citizensourcing.discussions.models import Comment, Discussion
from citizensourcing.ideas import preview_picture
from citizensourcing.ideas.models import Attachment, Draft, Idea, IdeaRevision, OfficialFeedback, StatusChange, Vote
from citizensourcing.moderation import services as moderation
from citizensourcing.participants.models import Participant

# Of what is off the wall nobody but its author or the moderators could read a word: it goes in any case.
_STAYS = (Idea.Visibility.PUBLISHED, Idea.Visibility.HELD)


@transaction.atomic
def take_down_texts(*, author: Participant, keeps_texts: bool, limit: int) -> int:
    """Remove or empty up to ``limit`` ideas and as many comments of somebody who leaves; how many. 0: none are left.

    An idea on which nobody else has acted is removed with everything that hangs on it. Where others support, discuss
    or answer it, its number, its counts and what they said stay, and its words go. With ``keeps_texts`` this happens
    only to what is off the wall already. Done in chunks, so that no task takes long.
    """
    comments = discussions.take_down_comments(author=author, keeps_texts=keeps_texts, limit=limit)
    ideas = Idea.objects.select_for_update(of=("self",)).filter(author=author)
    if keeps_texts:
        ideas = ideas.exclude(visibility__in=_STAYS)
    chosen = list(ideas.order_by("pk")[:limit])
    for idea in chosen:
        if _is_theirs_alone(idea, author):
            _remove(idea)
        else:
            _empty(idea)
    _settle_comment_counts(comments.threads)
    return len(chosen) + comments.gone


@transaction.atomic
def let_go_of_author(*, author: Participant, heir: Participant | None) -> None:
    """Take the author's name off what stays, and everything that only they needed.

    Pictures, older wordings and drafts go. Their supports and likes move to ``heir``, a row without a name that hangs
    on nothing else (None when there are none), so that every count stays what it was.
    """
    discussions.let_go_of_author(author=author, heir=heir)
    theirs = Idea.objects.filter(author=author)
    numbers = list(theirs.values_list("pk", flat=True))
    _drop_pictures(Attachment.objects.filter(Q(idea__in=numbers) | Q(draft__owner=author)))
    IdeaRevision.objects.filter(idea__in=numbers).delete()
    Draft.objects.filter(Q(owner=author) | Q(idea__in=numbers)).delete()
    # "Changed on" leads to the older wording, which is gone.
    theirs.update(author=None, edited_at=None)
    if heir is not None:
        Vote.objects.filter(voter=author).update(voter=heir)


def _is_theirs_alone(idea: Idea, author: Participant) -> bool:
    """True when nobody else has supported, discussed or answered it, here or on an earlier platform."""
    return not (
        idea.earlier_supports
        or idea.earlier_comments
        or Vote.objects.filter(idea=idea).exclude(voter=author).exists()
        or Comment.objects.filter(discussion_id=idea.discussion_id).exclude(author=author).exists()
        or OfficialFeedback.objects.filter(idea=idea).exists()
        or StatusChange.objects.filter(idea=idea).exists()
    )


def _remove(idea: Idea) -> None:
    comments = list(Comment.objects.filter(discussion_id=idea.discussion_id).values_list("pk", flat=True))
    moderation.settle_reports_about(model=Comment, ids=comments, now=timezone.now())
    moderation.settle_reports_about(model=Idea, ids=[idea.pk], now=timezone.now())
    _drop_pictures(idea.attachments.all())
    _drop_previews(idea)
    discussion = idea.discussion_id
    idea.delete()
    Discussion.objects.filter(pk=discussion).delete()


def _empty(idea: Idea) -> None:
    """Take the words away. What was on the wall keeps a page of its own, and is in no list, order or clock any more.

    Nothing is stored in their place: a page says it in the language of whoever reads it.
    """
    idea.title = idea.text = idea.hidden_reason = idea.external_url = ""
    idea.words = []
    idea.author = idea.edited_at = idea.latitude = idea.longitude = None
    if idea.visibility in _STAYS:
        idea.visibility = Idea.Visibility.EMPTIED
    if idea.answered_at is None:
        # Nobody can answer a question that is no longer there.
        idea.answer_owed_since = None
    idea.save(
        update_fields=[
            *("title", "text", "words", "hidden_reason", "external_url", "author", "edited_at"),
            *("latitude", "longitude", "visibility", "answer_owed_since", "updated_at"),
        ]
    )
    _drop_pictures(idea.attachments.all())
    IdeaRevision.objects.filter(idea=idea).delete()
    Draft.objects.filter(idea=idea).delete()
    moderation.empty_reports_about(model=Idea, ids=[idea.pk])
    _drop_previews(idea)


def _drop_pictures(attachments: Iterable[Attachment]) -> None:
    """Rows now, files once that is certain; a file that is left behind then is an orphan, and swept as one."""
    gone = list(attachments)
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in gone]).delete()
    for name in [name for one in gone for name in (one.file.name, one.thumbnail.name) if name]:
        transaction.on_commit(partial(default_storage.delete, name))


def _drop_previews(idea: Idea) -> None:
    number = idea.number
    transaction.on_commit(lambda: preview_picture.forget(f"previews/{number}"))


def _settle_comment_counts(threads: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ideas_idea AS idea SET comment_count = thread.comment_count
            FROM discussions_discussion AS thread
            WHERE thread.id = idea.discussion_id AND thread.id = ANY(%s)
            """,
            [list(threads)],
        )
