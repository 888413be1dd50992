"""Once somebody has left, nothing tells of them: every table, file, session, outbox entry and cache key is searched."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEntry
from citizensourcing.discussions.models import Comment, CommentLike
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Attachment, Idea, IdeaRevision, StatusLabel, Vote
from citizensourcing.notifications.services import write_notice
from citizensourcing.participants.models import Participant
from citizensourcing.privacy.services import copying, erasing
from outbox.models import OutboxEntry
from outbox.services import deliver_all
from tenants.models import Erasure
from tests.citizensourcing.privacy.somebody import ALONE, EMAIL, NUMBERS_STAY_IN
from tests.helpers import visitor_client
from tests.leftovers import leftovers


def counts() -> dict[int, tuple[int, int]]:
    return {idea.pk: (idea.support_count, idea.comment_count) for idea in Idea.objects.all()}


@pytest.fixture
def with_copy(zelda, committing):
    """She has also asked for a copy of her data, and it is ready."""
    committing(copying.ask_for_copy, person=zelda.person, language="en", now=timezone.now())
    committing(deliver_all)
    write_notice(to=zelda.person, template="privacy/mail/copy_ready", key="waits", context={"until": timezone.now()})
    return zelda


def test_what_is_there_is_found_before(with_copy):
    found = leftovers(with_copy.words(texts_go=True))

    places = {line.split(": ")[0].split(" ")[0] for line in found}
    assert {"accounts_user.email", "session", "cache", "file", "ideas_idea.search", "ideas_draft.data"} <= places
    assert {"moderation_report.text", "ideas_idearevision.text", "account_emailaddress.email"} <= places
    assert any("copies/" in line for line in found)


@pytest.mark.parametrize("texts_go", [False, True])
def test_nothing_is_left_of_somebody_who_left(with_copy, committing, files, texts_go):
    hers = [*Attachment.objects.values_list("file", flat=True), *Attachment.objects.values_list("thumbnail", flat=True)]

    committing(erasing.erase, person=with_copy.person, keeps_texts=not texts_go, now=timezone.now())

    assert leftovers(with_copy.words(texts_go=texts_go), but=NUMBERS_STAY_IN) == []
    assert len(hers) == 4
    assert leftovers(hers) == []
    assert (ideas.recount().supports, ideas.recount().comments) == (0, 0)


def test_counts_stay_when_texts_stay(zelda, committing):
    before = counts()
    votes = Vote.objects.count()

    committing(erasing.erase, person=zelda.person, keeps_texts=True, now=timezone.now())

    withdrawn = set(before) - set(counts())
    assert {pk: before[pk] for pk in counts()} == counts()
    assert len(withdrawn) == 1
    assert Vote.objects.count() == votes
    assert (ideas.recount().supports, ideas.recount().comments) == (0, 0)
    page = visitor_client().get(f"/en/ideas/{zelda.alone.number}/").content.decode()
    assert ALONE in page
    assert "A former resident" in page


def test_her_supports_hang_on_a_row_that_leads_nowhere(zelda, committing):
    committing(erasing.erase, person=zelda.person, keeps_texts=True, now=timezone.now())

    heir = Participant.objects.get(pk__lt=0)
    assert (heir.user, heir.display_name, heir.neighbourhood, heir.language, heir.languages) == (None, "", None, "", [])
    assert (heir.created_at.year, heir.updated_at.year) == (2000, 2000)
    assert set(Vote.objects.filter(voter=heir).values_list("idea", flat=True)) == {
        zelda.alone.pk,
        zelda.built_on.pk,
        zelda.others.pk,
    }
    assert CommentLike.objects.get().participant == heir
    assert not Idea.objects.filter(author=heir).exists()
    assert not Comment.objects.filter(author=heir).exists()
    assert not AuditEntry.objects.filter(actor_ref=str(heir.pk)).exists()
    assert not Participant.objects.filter(pk=zelda.person.pk).exists()
    assert not User.objects.filter(email=EMAIL).exists()


def test_texts_go_as_far_as_nobody_has_built_on_them(zelda, committing):
    committing(erasing.erase, person=zelda.person, keeps_texts=False, now=timezone.now())

    assert not Idea.objects.filter(pk=zelda.alone.pk).exists()
    left = Idea.objects.get(pk=zelda.built_on.pk)
    assert (left.author, left.title, left.text, left.visibility) == (None, "", "", "emptied")
    assert (left.latitude, left.longitude, left.edited_at) == (None, None, None)
    assert (left.support_count, left.comment_count) == (2, 1)
    assert not IdeaRevision.objects.exists()
    answered = Comment.objects.get(pk=zelda.answered.pk)
    assert (answered.author, answered.text, answered.visibility) == (None, "", "deleted")
    assert not Comment.objects.filter(pk=zelda.unanswered.pk).exists()
    assert Idea.objects.get(pk=zelda.others.pk).comment_count == 2
    assert (ideas.recount().supports, ideas.recount().comments) == (0, 0)
    assert visitor_client().get(f"/en/ideas/{zelda.built_on.number}/").status_code == 200


def test_it_is_written_on_the_list_that_a_restore_cannot_undo(zelda, lisbon, committing):
    now = timezone.now()

    committing(erasing.erase, person=zelda.person, keeps_texts=False, now=now)

    line = Erasure.objects.get()
    assert (line.city, line.participant, line.joined_at) == (lisbon, int(zelda.number), zelda.person.created_at)
    assert (line.keeps_texts, line.erased_at) == (False, now)


def test_others_keep_everything(zelda, committing):
    mine = {
        "ideas": set(Idea.objects.filter(author=zelda.other).values_list("pk", "title")),
        "comments": set(Comment.objects.filter(author=zelda.other).values_list("pk", "text")),
        "votes": Vote.objects.filter(voter=zelda.other).count(),
        "follows": zelda.other.follows.count(),
    }

    committing(erasing.erase, person=zelda.person, keeps_texts=False, now=timezone.now())

    assert mine == {
        "ideas": set(Idea.objects.filter(author=zelda.other).values_list("pk", "title")),
        "comments": set(Comment.objects.filter(author=zelda.other).values_list("pk", "text")),
        "votes": Vote.objects.filter(voter=zelda.other).count(),
        "follows": zelda.other.follows.count(),
    }
    assert Participant.objects.filter(pk=zelda.other.pk).aggregate(n=Count("pk"))["n"] == 1


# --- The search itself: one thing left anywhere is found ---------------------------------------------------------


def leave_in_a_text():
    Comment.objects.filter(author__isnull=False).update(text=f"ask {EMAIL}")
    return "discussions_comment.text"


def leave_in_json():
    StatusLabel.objects.create(code="planned", names={"en": EMAIL})
    return "ideas_statuslabel.names"


def leave_in_an_array():
    Idea.objects.update(words=["trees", EMAIL])
    return "ideas_idea.words"


def leave_in_the_outbox():
    OutboxEntry.objects.create(kind="mail", name="late", payload={"to": [EMAIL]}, due_at=timezone.now())
    return "outbox_outboxentry.payload"


def leave_in_public():
    Erasure.objects.first().city.__class__.objects.filter(slug="porto").update(names={"en": EMAIL})
    return "tenants_city.names"


def leave_in_a_file():
    default_storage.save("ideas/note.txt", ContentFile(f"from {EMAIL}".encode()))
    return "file ideas/note.txt"


def leave_in_a_name_of_a_file():
    default_storage.save(f"ideas/{EMAIL}.txt", ContentFile(b"nothing"))
    return f"file name ideas/{EMAIL}.txt"


def leave_in_the_cache():
    cache.set("wall:late", {"by": EMAIL})
    return f"cache {cache.make_key('wall:late')}"


def leave_in_a_session():
    visitor_client().post("/en/account/", {"email": EMAIL})
    OutboxEntry.objects.all().delete()
    return "session"


@pytest.mark.parametrize(
    "leave",
    [
        leave_in_a_text,
        leave_in_json,
        leave_in_an_array,
        leave_in_the_outbox,
        leave_in_public,
        leave_in_a_file,
        leave_in_a_name_of_a_file,
        leave_in_the_cache,
        leave_in_a_session,
    ],
)
def test_the_search_finds_one_thing_that_is_left(zelda, committing, leave):
    committing(erasing.erase, person=zelda.person, keeps_texts=False, now=timezone.now())
    place = leave()

    assert f"{place}: {EMAIL}" in leftovers([EMAIL])
