"""Zelda, who has done everything that can be done on a wall, and whose every word can be searched for."""

import gzip
import io
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Attachment, Idea
from citizensourcing.ideas.services import drafting
from citizensourcing.ideas.services.submitting import Pin
from citizensourcing.moderation import services as moderation
from citizensourcing.notifications import services as notifications
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import make_token
from citizensourcing.projects.selectors import open_wall
from common.schema import current_schema
from tests import factories
from tests.helpers import CityClient, signed_in_client, visitor_client
from web import kept

EMAIL, NAME = "zelda.quill@wonderpost.example", "Zelda Quillfeather"
# Words that stand in one text each.
ALONE, BUILT_ON, OLDER, ANSWERED, UNANSWERED = "xalonix", "xbuiltix", "xolderix", "xansweredix", "xunansweredix"
DRAFTED, PICTURED, REPORTED, WITHDRAWN = "xdraftix", "xpicturix", "xreportix", "xwithdrawnix"
IN_TEXTS_THAT_MAY_STAY = (ALONE, BUILT_ON, ANSWERED, UNANSWERED)
# Where numbers of a participant may stand for good: nothing else leads from them to a person any more.
NUMBERS_STAY_IN = ("audit_auditentry.actor_ref", "audit_auditentry.target_ref", "tenants_erasure.participant")


@dataclass(frozen=True)
class Somebody:
    """The person, and what others have to do with."""

    person: Participant
    browser: CityClient
    alone: Idea
    built_on: Idea
    others: Idea
    answered: Comment
    unanswered: Comment
    other: Participant
    user_number: str
    number: str

    def words(self, *, texts_go: bool) -> list[str]:
        """What must stand nowhere once she has left."""
        always = [EMAIL, EMAIL.split("@", 1)[0], "quillfeather", self.user_number, self.number]
        always += [OLDER, DRAFTED, PICTURED, REPORTED, WITHDRAWN]
        return always + (list(IN_TEXTS_THAT_MAY_STAY) if texts_go else [])


def somebody_with_everything() -> Somebody:
    """Make it all through the services, in the city we are in."""
    _number_apart()
    now = timezone.now() - timedelta(hours=2)
    person = factories.a_resident(NAME, email=EMAIL, now=now)
    other = factories.a_resident("Rui", now=now)
    alone = factories.an_idea(f"Benches {ALONE}", text=f"In the shade {ALONE}.", author=person, now=now)
    built_on = factories.an_idea(
        f"Trees {BUILT_ON} {OLDER}", text=f"Along the tram {OLDER}.", author=person, now=now, pin=Pin(38.71, -9.13)
    )
    ideas.edit_idea(
        idea=built_on,
        by=person,
        title=f"Trees {BUILT_ON}",
        text=f"Limes {BUILT_ON}.",
        language="en",
        now=timezone.now(),
    )
    withdrawn = factories.an_idea(f"Noise {WITHDRAWN}", text=f"Enough {WITHDRAWN}.", author=person, now=now)
    ideas.withdraw_idea(idea=withdrawn, by=person)
    others = factories.an_idea("A fountain", author=other, now=now)
    answered = ideas.comment_on(idea=others, author=person, text=f"Yes {ANSWERED}", stance="for", now=now)
    ideas.comment_on(idea=others, author=other, text="Thank you.", stance="neutral", parent=answered, now=now)
    unanswered = ideas.comment_on(idea=others, author=person, text=f"And {UNANSWERED}", stance="for", now=now)
    said = ideas.comment_on(idea=others, author=other, text="It costs little.", stance="for", now=now)
    ideas.comment_on(idea=built_on, author=other, text="Where?", stance="neutral", now=now)
    for idea in (alone, built_on, others):
        ideas.vote_for(idea=idea, voter=person, now=now)
    ideas.vote_for(idea=built_on, voter=other, now=now)
    ideas.like_comment(comment=said, idea=others, by=person, now=now)
    _pictures(person, alone)
    make_token(person=person, name=f"Diary {DRAFTED}", scopes=["me:read"], days=30, now=now)
    moderation.file_report(
        target=others, author_id=others.author_id, reporter=person, reason="spam", text=f"It is {REPORTED}."
    )
    notifications.choose_answers_by_mail(person=person, is_wanted=True)
    notifications.tell_of_answer(feedback_id=7, participant_ids={person.pk})
    notifications.write_notice(to=person, template="privacy/mail/copy_ready", key="a-mail", context={"until": now})
    browser = signed_in_client(person)
    signed_in_client(person)
    # A sign-in that was begun and left lying.
    visitor_client().post("/en/account/", {"email": EMAIL})
    for path in ("/en/", f"/en/ideas/{alone.number}/"):
        _keep_page(path)
    _draw_previews(alone, built_on)
    return Somebody(
        person,
        browser,
        alone,
        built_on,
        others,
        answered,
        unanswered,
        other,
        str(person.user_id),
        str(person.pk),
    )


def _keep_page(path: str) -> None:
    """As the next reader would be sent it. (Inside a test's transaction the middleware keeps nothing.)"""
    body = gzip.compress(visitor_client().get(path).content)
    schema = current_schema()
    page = kept.Page(f"etag of {path}", [("Content-Encoding", "gzip")], body)
    kept.keep(kept.Place(schema, path, "gzip", version="1"), page)


def _number_apart() -> None:
    """So that the numbers of her user and of herself are nothing else's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), 770001234)")
        cursor.execute("SELECT setval(pg_get_serial_sequence('participants_participant', 'id'), 880001234)")


def _pictures(person: Participant, idea: Idea) -> None:
    draft = drafting.begin_draft(
        person=person, project=open_wall(), title=f"Begun {DRAFTED}", text=DRAFTED, now=timezone.now()
    )
    for _once in range(2):
        picture = drafting.attach_picture(draft=draft, upload=a_photo())
        drafting.describe_picture(draft=draft, attachment_id=picture.pk, alt=f"A bench {PICTURED}")
    Attachment.objects.filter(pk=picture.pk).update(draft=None, idea=idea)


def a_photo(name: str = f"{PICTURED}.png") -> SimpleUploadedFile:
    """A small picture under a telling name."""
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def _draw_previews(*ideas_of_hers: Idea) -> None:
    for idea in ideas_of_hers:
        visitor_client().get(f"/ideas/{idea.number}/preview.en.{'0' * 12}.png", follow=True)
