"""Pictures by program: the bytes themselves, drawn anew, and a sentence for everything hostile."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from citizensourcing.ideas.models import Attachment, Idea
from citizensourcing.participants.models import Participant
from tests.access_cast import a_picture
from tests.factories import a_resident, an_idea
from tests.helpers import ProgramClient, a_program, visitor_client


@pytest.fixture
def ana(lisbon, settings, tmp_path) -> Participant:
    settings.MEDIA_ROOT = tmp_path
    return a_resident("Ana")


@pytest.fixture
def idea(ana) -> Idea:
    return an_idea("Trees", author=ana)


@pytest.fixture
def program(ana) -> ProgramClient:
    return a_program(ana)


def address(idea: Idea) -> str:
    return f"/api/v1/ideas/{idea.number}/pictures/"


def put_up(program, idea, content=None, kind="image/png", query="", **headers):
    body = a_picture().read() if content is None else content
    return program.generic("POST", f"{address(idea)}{query}", body, kind, headers=headers)


def test_a_picture_stands_with_its_idea_and_goes_with_its_files(program, idea, django_capture_on_commit_callbacks):
    made = put_up(program, idea, query="?alt=A%20bare%20tram%20stop")
    seen = visitor_client().get(f"/api/v1/ideas/{idea.number}/").json()["pictures"]
    file = Attachment.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        gone = program.send("DELETE", f"{address(idea)}{made.json()['id']}/")

    assert made.status_code == 201
    assert seen == [made.json()]
    assert (made.json()["alt"], made.json()["width"], made.json()["height"]) == ("A bare tram stop", 64, 48)
    assert made.json()["url"] == f"/files/{file}"
    assert (gone.status_code, Attachment.objects.count(), default_storage.exists(file)) == (204, 0, False)


def test_what_a_picture_told_about_its_maker_is_gone(program, idea):
    content, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "A camera of mine"
    Image.new("RGB", (30, 20), "red").save(content, "JPEG", exif=exif)

    made = put_up(program, idea, content.getvalue(), "image/jpeg")

    kept = default_storage.open(Attachment.objects.get().file.name).read()
    assert made.status_code == 201
    assert b"camera" not in kept
    assert dict(Image.open(BytesIO(kept)).getexif()) == {}


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"", "image/png", 400, "picture.empty"),
        (b"GIF89a" + b"\0" * 50, "image/gif", 400, "picture.kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml", 400, "picture.kind"),
        (b"%PDF-1.7 not a picture", "image/png", 400, "picture.kind"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png", 400, "picture.kind"),
        (b"\xff\xd8\xff" + b"a" * (15 * 1024 * 1024), "image/jpeg", 413, "picture.too_big"),
        (b'{"file": "x"}', "application/json", 415, "type.unsupported"),
    ],
    ids=["empty", "gif", "svg with script", "pdf", "broken png", "too big", "json"],
)  # fmt: skip
def test_a_hostile_picture_gets_a_sentence_and_leaves_nothing(content, kind, status, code, program, idea, tmp_path):
    answer = put_up(program, idea, content, kind)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert Attachment.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_five_pictures_are_enough(program, idea):
    answers = [put_up(program, idea) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [201] * 5 + [409]
    assert answers[-1].json()["code"] == "picture.too_many"
    assert list(Attachment.objects.values_list("position", flat=True)) == [0, 1, 2, 3, 4]


def test_only_its_author_puts_pictures_to_an_idea_or_takes_them_off(idea, program):
    made, rui = put_up(program, idea).json(), a_program(a_resident("Rui"))

    added = put_up(rui, idea)
    removed = rui.send("DELETE", f"{address(idea)}{made['id']}/")

    assert [(one.status_code, one.json()["code"]) for one in (added, removed)] == [(403, "idea.not_yours")] * 2
    assert Attachment.objects.count() == 1


def test_a_picture_of_another_idea_is_not_found_under_this_one(program, idea, ana):
    elsewhere = put_up(program, an_idea("Benches", author=ana)).json()

    answer = program.send("DELETE", f"{address(idea)}{elsewhere['id']}/")

    assert (answer.status_code, Attachment.objects.count()) == (404, 1)


def test_sent_again_a_picture_is_there_once(program, idea):
    first = put_up(program, idea, **{"idempotency-key": "one"})
    again = put_up(program, idea, **{"idempotency-key": "one"})
    other = put_up(program, idea, content=b"something else", **{"idempotency-key": "one"})

    assert (again.content, again["Idempotent-Replay"]) == (first.content, "true")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.other_body")
    assert Attachment.objects.count() == 1
