"""Each code on the list is one that a program can really get, under the status that the list says."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image

from citizensourcing.discussions.models import Comment, Discussion
from citizensourcing.discussions.services import add_comment
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.services import block
from citizensourcing.participants.documents import VERSIONS, Document, Version
from citizensourcing.participants.models import ApiToken, Participant, Scope
from citizensourcing.participants.services import make_token
from citizensourcing.projects.models import Phase, Project
from common.api import errors
from config.api_codes import CODES
from tenants import lookup
from tenants.models import City
from tests.access_cast import a_picture
from tests.factories import a_neighbourhood, a_resident, a_topic, an_idea, staff
from tests.helpers import CityClient, ProgramClient, a_program, signed_in_client, visitor_client
from web import views

V1 = "/api/v1/"
IDEAS = f"{V1}ideas/"
TREES = {"title": "Trees along the tram", "text": "Shade in July.", "topics": ["work"]}


@dataclass(frozen=True, slots=True)
class Wall:
    """Ana with a key for everything, what she wrote, and what Rui wrote."""

    city: City
    ana: Participant
    program: ProgramClient
    mine: Idea
    theirs: Idea
    my_comment: Comment
    their_comment: Comment
    settings: Any
    patch: pytest.MonkeyPatch

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """As Ana's program."""
        return self.program.send(method, f"{V1}{path}", body, **headers)

    def share(self, raw: Any = None, **changes: Any) -> HttpResponse:
        """Share an idea, with these changes or as these bytes."""
        return self.ask("POST", "ideas/", TREES | changes if raw is None else raw)

    def support(self) -> HttpResponse:
        """Support Rui's idea."""
        return self.ask("PUT", f"ideas/{self.theirs.number}/vote/")

    def put_up(self, content: bytes) -> HttpResponse:
        """Put a picture to one's own idea."""
        return self.program.generic("POST", f"{IDEAS}{self.mine.number}/pictures/", content, "image/png")

    def comment(self, which: Comment, tail: str = "") -> str:
        """Where a comment is."""
        return f"ideas/{self.theirs.number}/comments/{which.pk}/{tail}"


@pytest.fixture
def wall(lisbon, settings, tmp_path, monkeypatch) -> Wall:
    settings.MEDIA_ROOT = tmp_path
    a_topic()
    a_neighbourhood()
    ana, rui, now = a_resident("Ana"), a_resident("Rui"), timezone.now()
    theirs = an_idea("Benches", author=rui)
    said = [add_comment(discussion=theirs.discussion, author=one, text="Limes.", now=now) for one in (ana, rui)]
    return Wall(lisbon, ana, a_program(ana), an_idea("Shade", author=ana), theirs, *said, settings, monkeypatch)


def after(change: Callable[[Wall], object], ask: Callable[[Wall], HttpResponse]) -> Callable[[Wall], HttpResponse]:
    """Change something, then ask."""

    def both(wall: Wall) -> HttpResponse:
        change(wall)
        return ask(wall)

    return both


def hidden(wall: Wall) -> object:
    return Idea.objects.update(visibility="hidden", hidden_reason="Spam.")


def withdrawn(wall: Wall) -> object:
    return Idea.objects.update(visibility="withdrawn")


def gone(wall: Wall) -> object:
    return Comment.objects.update(visibility="deleted", text="")


def phase(**changes: Any) -> Callable[[Wall], object]:
    return lambda _wall: Phase.objects.update(**changes)


def read_only(wall: Wall) -> None:
    City.objects.filter(pk=wall.city.pk).update(state=City.State.READ_ONLY)
    lookup.forget()


def new_rules(wall: Wall) -> None:
    newest = Version(2, timezone.now().date(), "More.")
    wall.patch.setitem(VERSIONS, Document.RULES, (*VERSIONS[Document.RULES], newest))


def five_pictures(wall: Wall) -> None:
    for _n in range(5):
        wall.put_up(a_picture().read())


def twenty_keys(wall: Wall) -> None:
    for n in range(19):
        make_token(person=wall.ana, name=f"Key {n}", scopes=[], days=1, now=timezone.now())


def agree(version: int) -> Callable[[Wall], HttpResponse]:
    body = {"document": "house-rules", "version": version}
    return lambda wall: wall.ask("POST", "me/agreements/", body)


def make_key(wall: Wall, browser: CityClient | None = None, **headers: str) -> HttpResponse:
    body = json.dumps({"name": "Archive", "scopes": []})
    client = browser or signed_in_client(wall.ana)
    return client.post(f"{V1}me/tokens/", body, "application/json", headers=headers)


def write_by_a_session_without_csrf(wall: Wall) -> HttpResponse:
    strict = CityClient(wall.city, enforce_csrf_checks=True)
    assert wall.ana.user is not None
    strict.force_login(wall.ana.user)
    return make_key(wall, strict)


def stale_cursor(wall: Wall) -> HttpResponse:
    following = wall.program.get(f"{IDEAS}?sort=newest&limit=1").json()["next"]
    return wall.program.get(following.replace("newest", "supported"))


def with_ended_key(**fields: Any) -> Callable[[Wall], HttpResponse]:
    return after(lambda _wall: ApiToken.objects.update(**fields), lambda wall: wall.ask("GET", "me/"))


def a_png(width: int, height: int) -> bytes:
    content = BytesIO()
    Image.new("1", (width, height)).save(content, "PNG")
    return content.getvalue()


def in_another_code(problem: Exception) -> Callable[[Wall], HttpResponse | None]:
    """What nothing of ours raises, but Django may one day."""
    return lambda _wall: errors.handle(problem, None)


GOT: dict[str, Callable[[Wall], HttpResponse | None]] = {
    "invalid": lambda wall: wall.share(title=" "),
    "parameters.too_many": lambda wall: wall.ask("GET", f"ideas/?{'&'.join(f'p{n}=1' for n in range(1200))}"),
    "unreadable": in_another_code(SuspiciousOperation()),
    "body.length": lambda wall: wall.program.generic("POST", IDEAS, "{}", HTTP_TRANSFER_ENCODING="chunked"),
    "json.encoding": lambda wall: wall.share(b"\xff"),
    "json.unreadable": lambda wall: wall.share(b"{"),
    "json.object": lambda wall: wall.share(b"[]"),
    "json.deep": lambda wall: wall.share(b"[" * 30),
    "json.duplicate": lambda wall: wall.share(b'{"title": "a", "title": "b"}'),
    "json.number": lambda wall: wall.share(b'{"title": NaN}'),
    "json.nul": lambda wall: wall.share(rb'{"title": "\u0000"}'),
    "json.surrogate": lambda wall: wall.share(rb'{"title": "\ud83d"}'),
    "cursor.unreadable": lambda wall: wall.ask("GET", "ideas/?after=x"),
    "cursor.stale": stale_cursor,
    "idempotency.key": lambda wall: wall.ask("POST", "ideas/", TREES, idempotency_key=""),
    "text.contacts": lambda wall: wall.share(text="Write to ana@example.org"),
    "idea.topics": lambda wall: wall.share(topics=[]),
    "idea.where_outside": lambda wall: wall.share(pin={"latitude": 1.0, "longitude": 1.0}),
    "idea.language": lambda wall: wall.share(language="xx"),
    "join.name": lambda wall: wall.ask("PATCH", "me/", {"name": "ana@example.org"}),
    "picture.empty": lambda wall: wall.put_up(b""),
    "picture.kind": lambda wall: wall.put_up(b"%PDF-1.7"),
    "picture.broken": lambda wall: wall.put_up(a_png(60, 60)[:-30]),
    "picture.too_many_pixels": lambda wall: wall.put_up(a_png(6000, 5000)),
    "rules.unknown": agree(7),
    "participation.sign_in": lambda _wall: visitor_client().get(f"{V1}me/"),
    "token.unknown": lambda wall: ProgramClient(wall.city, "cw_x").get(f"{V1}me/"),
    "token.revoked": with_ended_key(revoked_at=timezone.now()),
    "token.expired": with_ended_key(expires_at=timezone.now() - timedelta(days=1)),
    "not_allowed": in_another_code(PermissionDenied()),
    "token.scope": lambda wall: a_program(wall.ana, Scope.ME_WRITE).get(f"{V1}me/"),
    "program.by_session": lambda wall: wall.ask("GET", "me/tokens/"),
    "csrf": write_by_a_session_without_csrf,
    "participation.blocked": after(
        lambda wall: block(person=wall.ana, by=staff("moderator"), reason="Spam."), Wall.support
    ),
    "participation.rules_changed": after(lambda wall: Participant.objects.update(rules_version=0), Wall.support),
    "idea.not_yours": lambda wall: wall.ask("PATCH", f"ideas/{wall.theirs.number}/", {"title": "Mine"}),
    "comment.not_yours": lambda wall: wall.ask("PATCH", wall.comment(wall.their_comment), {"text": "Mine"}),
    "comment.own_like": lambda wall: wall.ask("PUT", wall.comment(wall.my_comment, "like/")),
    "report.own": lambda wall: wall.ask("POST", f"ideas/{wall.mine.number}/report/", {"reason": "spam"}),
    "not_found": lambda wall: wall.ask("GET", "ideas/2026-99999/"),
    "method.not_allowed": lambda wall: wall.ask("DELETE", "ideas/"),
    "type.not_offered": lambda wall: wall.ask("GET", "ideas/", accept="text/html"),
    "idempotency.other_body": after(
        lambda wall: wall.ask("POST", "ideas/", TREES, idempotency_key="one"),
        lambda wall: wall.ask("POST", "ideas/", TREES | {"title": "Limes"}, idempotency_key="one"),
    ),
    "idempotency.shown_once": after(
        lambda wall: make_key(wall, **{"Idempotency-Key": "one"}),
        lambda wall: make_key(wall, **{"Idempotency-Key": "one"}),
    ),
    "participation.read_only": after(read_only, Wall.support),
    "participation.project_closed": after(lambda _wall: Project.objects.update(visibility="draft"), Wall.support),
    "participation.not_yet": after(phase(starts_at=timezone.now() + timedelta(days=9)), Wall.support),
    "participation.over": after(phase(ends_at=timezone.now() - timedelta(days=9)), Wall.support),
    "participation.not_in_this_phase": after(phase(actions=[]), Wall.support),
    "idea.texts_gone": after(
        lambda _wall: Idea.objects.update(visibility="emptied", title="", text="", author=None), Wall.support
    ),
    "idea.too_many": after(lambda wall: [an_idea(f"Idea {n}", author=wall.ana) for n in range(4)], Wall.share),
    "idea.not_on_the_wall": after(
        hidden, lambda wall: wall.ask("PATCH", f"ideas/{wall.mine.number}/", {"title": "Limes"})
    ),
    "idea.withdrawn": after(withdrawn, lambda wall: wall.ask("POST", f"ideas/{wall.mine.number}/withdrawal/")),
    "vote.idea_closed": after(hidden, lambda wall: wall.ask("PUT", f"ideas/{wall.mine.number}/vote/")),
    "comment.idea_closed": after(
        hidden, lambda wall: wall.ask("POST", f"ideas/{wall.mine.number}/comments/", {"text": "Limes."})
    ),
    "discussion.closed": after(
        lambda _wall: Discussion.objects.update(is_open=False),
        lambda wall: wall.ask("POST", f"ideas/{wall.theirs.number}/comments/", {"text": "Limes."}),
    ),
    "comment.parent_gone": after(
        gone,
        lambda wall: wall.ask(
            "POST", f"ideas/{wall.theirs.number}/comments/", {"text": "Limes.", "parent": wall.their_comment.pk}
        ),
    ),
    "comment.gone": after(gone, lambda wall: wall.ask("PATCH", wall.comment(wall.my_comment), {"text": "Limes!"})),
    "comment.edit_over": after(
        lambda _wall: Comment.objects.update(created_at=timezone.now() - timedelta(days=1)),
        lambda wall: wall.ask("PATCH", wall.comment(wall.my_comment), {"text": "Limes!"}),
    ),
    "picture.too_many": after(five_pictures, lambda wall: wall.put_up(a_picture().read())),
    "program.too_many": after(twenty_keys, make_key),
    "rules.changed": after(new_rules, agree(1)),
    "idea.hidden": after(hidden, lambda wall: wall.ask("GET", f"ideas/{wall.theirs.number}/")),
    "body.too_large": lambda wall: wall.share(b" " * (256 * 1024 + 1)),
    "picture.too_big": lambda wall: wall.put_up(b" " * (15 * 1024 * 1024 + 1)),
    "address.too_long": lambda wall: wall.ask("GET", f"ideas/?q={'a' * 16_000}"),
    "type.unsupported": lambda wall: wall.program.generic("POST", IDEAS, "title=a", "text/plain"),
    "type.charset": lambda wall: wall.program.generic("POST", IDEAS, "{}", "application/json; charset=latin-1"),
    "body.encoded": lambda wall: wall.program.generic("POST", IDEAS, "{}", headers={"content-encoding": "gzip"}),
    "too_many": after(
        lambda wall: setattr(wall.settings, "API_WRITES_PER_MINUTE", 1),
        lambda wall: [wall.support() for _n in range(2)][-1],
    ),
    "failed": lambda _wall: views.server_error(RequestFactory().get(V1)),
}


@pytest.mark.parametrize("one", CODES, ids=lambda one: one.code)
def test_each_code_is_got_with_its_status(one, wall):
    answer = GOT[one.code](wall)

    assert answer is not None
    said = json.loads(answer.content)
    assert (answer.status_code, said["code"]) == (one.status, one.code)
    assert said["message"]


@pytest.mark.parametrize("code", [one.code for one in CODES if one.code.startswith("picture.")])
def test_a_picture_is_no_field_so_none_is_named(code, wall):
    answer = GOT[code](wall)

    assert answer is not None
    assert set(json.loads(answer.content)) == {"code", "message"}


def test_there_is_a_way_to_each_code_and_to_no_other():
    assert set(GOT) == {one.code for one in CODES}
