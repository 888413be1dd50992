"""Whatever somebody sends instead of a picture: a sentence on the page, and nothing stored."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import HttpResponse
from PIL import Image

from citizensourcing.ideas.models import Attachment, Draft
from tests.citizensourcing.ideas.sharing import *  # noqa: F403 -- fixtures
from tests.citizensourcing.ideas.sharing import jpeg, upload
from tests.citizensourcing.ideas.test_pictures import begun, png_that_claims
from tests.helpers import signed_in_client

KINDS = "We can show JPEG, PNG and WebP pictures. Save it as one of these and choose it again."
BROKEN = "That picture did not arrive whole. Choose it once more, or another."
PIXELS = "That picture has more pixels than a wall can show. A smaller copy will do."
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A small PNG with chunks of one's own before its pixels."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    whole = out.getvalue()
    extra = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return whole[:33] + extra + whole[33:]


def moving(kind: str) -> bytes:
    """Three frames of different colours."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.fixture
def draft(lisbon, ana, settings, tmp_path) -> Draft:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    draft = begun(ana)
    draft.data |= {"topics": [], "where": "city"}
    draft.save(update_fields=["data"])
    return draft


def send(draft: Draft, *files: object) -> HttpResponse:
    """As a browser does, in the fourth step."""
    address = f"/en/ideas/share/{draft.key}/4/"
    return signed_in_client(draft.owner).post(address, {"language": "en", "pictures": list(files), "add": "1"})


def stored(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "kind", "sentence"),
    [
        (SVG, "tree.svg", "image/svg+xml", KINDS),
        (SVG, "tree.jpg", "image/jpeg", KINDS),
        (b"<html><script>alert(1)</script></html>", "tree.png", "image/png", KINDS),
        (b"MZ\x90\x00" + b"\x00" * 500, "tree.webp", "image/webp", KINDS),
        (b"PK\x03\x04" + b"\x00" * 500, "tree.jpg", "image/jpeg", KINDS),
        (moving("GIF"), "dance.gif", "image/gif", KINDS),
        (jpeg((400, 400))[:700], "half.jpg", "image/jpeg", BROKEN),
        (png()[:47], "half.png", "image/png", BROKEN),
        (moving("WEBP")[:40], "half.webp", "image/webp", BROKEN),
        (png_that_claims(60_000, 60_000), "bomb.png", "image/png", PIXELS),
        (png((b"zTXt", b"Comment\x00\x00" + zlib.compress(b"\x00" * 80_000_000))), "text.png", "image/png", BROKEN),
        (b"", "nothing.jpg", "image/jpeg", "That file is empty. Choose another picture."),
    ],
    ids=[
        *(
            "svg",
            "svg called jpg",
            "html called png",
            "program",
            "archive",
            "animated gif",
            "half a jpeg",
            "half a png",
        ),
        *("half a webp", "bomb of pixels", "bomb of text", "0 bytes"),
    ],
)
def test_each_gets_its_sentence_and_nothing_is_stored(draft, settings, content, name, kind, sentence):
    answer = send(draft, upload(content, name=name, kind=kind))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Attachment.objects.count() == 0
    assert stored(settings.MEDIA_ROOT) == []


def test_fifty_megabytes_get_a_sentence_and_leave_no_temporary_file(draft, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    answer = send(draft, upload(jpeg() + b"\x00" * 50 * 1024 * 1024))

    assert answer.status_code == 422
    assert "That picture is 50 MB; up to 15 MB fit." in answer.content.decode()
    assert Attachment.objects.count() == 0
    assert stored(tmp_path) == []


def test_forty_files_at_once_keep_five_and_say_so(draft):
    answer = send(draft, *[upload(jpeg(), name=f"{number}.jpg") for number in range(40)])

    assert answer.status_code == 422
    assert "Five pictures are enough to show an idea." in answer.content.decode()
    assert Attachment.objects.count() == 5


def test_forty_hostile_files_get_a_sentence_each_until_it_is_a_lot(draft, settings):
    answer = send(draft, *[upload(SVG, name=f"{number}.svg") for number in range(40)])

    page = answer.content.decode()
    assert answer.status_code == 422
    assert KINDS in page
    assert Attachment.objects.count() == 0
    assert stored(settings.MEDIA_ROOT) == []


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_what_moves_the_first_picture_stays(draft, kind):
    answer = send(draft, upload(moving(kind), name=f"dance.{kind.lower()}"))

    picture = Image.open(default_storage.open(Attachment.objects.get().file.name))
    assert answer.status_code == 303
    assert getattr(picture, "n_frames", 1) == 1
    red, _green, blue = picture.convert("RGB").getpixel((10, 10))
    assert red > 200
    assert blue < 60


def test_a_place_and_a_text_inside_are_gone_from_what_is_stored(draft, settings):
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (38.0, 43.0, 12.5)
    place[3], place[4] = "W", (9.0, 8.0, 21.5)
    exif[0x013B] = "Zelda Quillfeather"
    content = jpeg((60, 40), exif=exif.tobytes(), comment=b"<script>alert(1)</script>") + SVG

    answer = send(draft, upload(content, name="../../zelda at home.jpg"))

    picture = Attachment.objects.get()
    kept = [Path(path).read_bytes() for path in stored(settings.MEDIA_ROOT)]
    assert answer.status_code == 303
    assert len(kept) == 2
    assert [word for word in (b"Quill", b"script", b"Exif", b"GPS") if any(word in content for content in kept)] == []
    assert dict(Image.open(default_storage.open(picture.file.name)).getexif()) == {}
    assert "zelda" not in picture.file.name


def test_more_files_than_a_form_may_hold_are_refused_in_words(draft, settings):
    answer = send(draft, *[upload(jpeg(), name=f"{number}.jpg") for number in range(41)])

    assert answer.status_code == 400
    assert Attachment.objects.count() == 0
    assert stored(settings.MEDIA_ROOT) == []
