"""Who asks and what they ask about, in the access table: one small city with one of everything."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.services import add_comment
from citizensourcing.ideas.models import Attachment, Draft, Idea, NumberSeries
from citizensourcing.ideas.services import drafting
from citizensourcing.moderation.models import Report
from citizensourcing.moderation.services import file_report
from citizensourcing.participants.models import ApiToken, Participant, Scope
from citizensourcing.participants.services import make_token, revoke_token
from citizensourcing.privacy import folders
from citizensourcing.privacy.models import DataCopy
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Topic
from tenants.context import for_city
from tenants.models import City
from tests import factories
from tests.helpers import CityClient, carry_cookies, signed_in_client

# Far above what a test of another city reaches: no number of this city is one there too.
APART = 50_000


@dataclass(frozen=True, slots=True)
class Cast:
    """What the rows of the table build addresses and forms from. The resident is the author of all of it."""

    people: dict[str, Participant]
    topic: Topic
    idea: Idea
    comment: Comment
    # Somebody else's comment on the idea.
    answer: Comment
    report: Report
    comment_report: Report
    draft: Draft
    picture: Attachment
    copy: DataCopy
    # A program that acts for the resident.
    token: ApiToken


@dataclass(frozen=True, slots=True)
class Scene:
    """A cast in Lisbon and another in Porto, none of whose numbers is one here too."""

    city: City
    cast: Cast
    theirs: Cast
    # Browsers in which each of the cast is signed in, by role, and that of somebody from Porto.
    signed_in: dict[str, CityClient]
    abroad: CityClient
    # Keys of programs, by who carries them: the resident's with every scope, with none, an ended one; one of Porto.
    keys: dict[str, str]
    media: Path

    def browser(self, role: str) -> CityClient:
        """A new browser with this role's cookies: what a test does to them stays with it."""
        return carry_cookies(self.signed_in[role], self.city)

    def browser_from_abroad(self) -> CityClient:
        """A new browser with the cookies of somebody from Porto."""
        return carry_cookies(self.abroad, self.city)


@contextmanager
def a_scene(media: Path) -> Iterator[Scene]:
    """Set it for all tests of a module, with the database unblocked; taken back at the end.

    Each test works in a savepoint of its own, so every one of them meets the same scene.
    """
    with transaction.atomic():
        here, abroad = City.objects.get(slug="lisbon"), City.objects.get(slug="porto")
        with override_settings(MEDIA_ROOT=media):
            with for_city(abroad):
                somebody = factories.a_resident("Of Porto")
                stranger, foreign = signed_in_client(somebody), _a_key(somebody, "Foreign")
                set_numbers_apart()
                theirs = a_cast()
            with for_city(here):
                cast = a_cast()
                ana = cast.people["resident"]
                ended = make_token(person=ana, name="Ended", scopes=Scope.values, days=9, now=timezone.now())
                revoke_token(token=ended.token, by=ana, now=timezone.now())
                keys = {"token": _a_key(ana, "Whole"), "bare token": _a_key(ana, "Bare", scopes=())}
                keys |= {"ended token": ended.text, "foreign token": foreign}
                signed_in = {role: signed_in_client(person) for role, person in cast.people.items()}
        yield Scene(here, cast, theirs, signed_in, stranger, keys, media)
        transaction.set_rollback(True)


def _a_key(person: Participant, name: str, *, scopes: Iterable[str] = Scope.values) -> str:
    return make_token(person=person, name=name, scopes=scopes, days=9, now=timezone.now()).text


def a_cast() -> Cast:
    """Make it all in the city we are in."""
    now = timezone.now()
    author = factories.a_resident("Ana", now=now)
    author.is_public = True
    author.save(update_fields=["is_public"])
    other = factories.a_resident("Rui", now=now)
    idea = factories.an_idea("Trees along the tram", author=author, now=now)
    comment = add_comment(discussion=idea.discussion, author=author, text="Plane trees, please.", now=now)
    answer = add_comment(discussion=idea.discussion, author=other, text="Rather limes.", now=now)
    draft = drafting.begin_draft(person=author, project=open_wall(), title="Benches", text="In the shade.", now=now)
    topic = factories.a_topic()
    draft = drafting.save_step(draft=draft, changes={"topics": [topic.pk], "where": "city", "language": "en"})
    return Cast(
        people={
            "resident": author,
            "moderator": factories.staff("moderator"),
            "manager": factories.staff("manager", department="Parks"),
            "city_admin": factories.staff("city_admin"),
        },
        topic=topic,
        idea=idea,
        comment=comment,
        answer=answer,
        report=file_report(target=idea, author_id=idea.author_id, reporter=other, reason=Report.Reason.values[0]),
        comment_report=file_report(
            target=answer, author_id=answer.author_id, reporter=author, reason=Report.Reason.values[0]
        ),
        draft=draft,
        token=make_token(person=author, name="Archive", scopes=["me:read"], days=30, now=now).token,
        picture=drafting.attach_picture(draft=draft, upload=a_picture()),
        copy=_a_copy(author),
    )


def _a_copy(person: Participant) -> DataCopy:
    """A copy of somebody's data, ready since yesterday."""
    copy = DataCopy.objects.create(
        participant=person,
        state=DataCopy.State.READY,
        language="en",
        asked_at=timezone.now() - timedelta(days=1, hours=1),
        ready_at=timezone.now() - timedelta(days=1),
        expires_at=timezone.now() + timedelta(days=6),
    )
    folders.finished(copy.key).parent.mkdir(parents=True, exist_ok=True)
    folders.finished(copy.key).write_bytes(b"PK")
    return copy


def set_numbers_apart() -> None:
    """Let every row made from here on have a number that the other city does not have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(c.oid, greatest(%s, coalesce(pg_sequence_last_value(c.oid), 0))) FROM pg_class AS c"
            " WHERE c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace",
            [APART],
        )
    NumberSeries.objects.update_or_create(year=timezone.now().year, defaults={"last": APART})


def a_picture() -> SimpleUploadedFile:
    """A small grey picture as a browser sends it."""
    content = BytesIO()
    Image.new("RGB", (64, 48), "grey").save(content, "PNG")
    return SimpleUploadedFile("tree.png", content.getvalue(), "image/png")
