"""Pictures: what comes in is drawn anew, what goes out is only for those who may see it."""

import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Attachment, Draft, Idea
from citizensourcing.ideas.services.pictures import redraw
from citizensourcing.participants.models import StaffRole
from citizensourcing.participants.services import grant_role
from citizensourcing.projects.selectors import open_wall
from common.exceptions import RuleViolation
from tests.citizensourcing.ideas.sharing import *  # noqa: F403 -- fixtures
from tests.citizensourcing.ideas.sharing import TEXT, TITLE, jpeg, signed_in, upload


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that unfold to width × height pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def begun(person=None) -> Draft:
    return services.begin_draft(person=person, project=open_wall(), title=TITLE, text=TEXT, now=timezone.now())


def read(picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.file.read()))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture.empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "picture.kind"),
        (b"<!doctype html><script>alert(1)</script>", "picture.kind"),
        (b"%PDF-1.7 not a picture", "picture.kind"),
        (b"GIF89a" + b"\x00" * 40, "picture.kind"),
        (jpeg((400, 400))[:600], "picture.broken"),
        (png_that_claims(60_000, 60_000), "picture.too_many_pixels"),
        (png_that_claims(6_000, 6_000), "picture.too_many_pixels"),
        (png_that_claims(40, 40), "picture.broken"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 200, "picture.kind"),
    ],
    ids=["0 bytes", "svg", "html", "pdf", "gif", "cut off", "bomb", "heavy png", "no pixels", "only a header"],
)
def test_a_hostile_or_broken_file_gets_one_sentence_and_leaves_nothing(lisbon, settings, tmp_path, content, code):
    settings.MEDIA_ROOT = tmp_path
    draft = begun()

    with pytest.raises(RuleViolation) as refused:
        services.attach_picture(draft=draft, upload=upload(content))

    assert (refused.value.code, refused.value.field) == (code, "pictures")
    assert Attachment.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_fifty_megabytes_are_refused_before_they_are_read():
    with pytest.raises(RuleViolation) as refused:
        redraw(upload(jpeg() + b"\x00" * 50 * 1024 * 1024))

    assert refused.value.code == "picture.too_big"
    assert refused.value.sentence == "That picture is 50 MB; up to 15 MB fit. A smaller copy will do."


def with_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is drawn over and over."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * (count - whole.count(b"\xff\xda")) + b"\xff\xd9"


def test_a_jpeg_of_many_scans_is_refused_before_it_is_decoded():
    with pytest.raises(RuleViolation) as refusal:
        redraw(upload(with_scans(21)))

    assert refusal.value.code == "picture.kind"


def test_an_ordinary_progressive_jpeg_is_taken_whatever_a_phone_put_behind_it():
    picture = redraw(upload(with_scans(12) + b"\xff\xda" * 5000))

    assert (picture.width, picture.height) == (64, 64)


def test_a_file_that_is_two_things_at_once_becomes_only_a_picture():
    polyglot = jpeg(comment=b"<script>alert(1)</script>") + b"<script>alert(2)</script>PK\x03\x04"

    picture = redraw(upload(polyglot, name="x.html", kind="text/html"))

    stored = picture.file.read() + picture.thumbnail.read()
    assert b"script" not in stored
    assert b"PK" not in stored[-64:]
    assert picture.file.name.endswith(".webp")


def test_exif_with_its_place_is_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"

    picture = redraw(upload(jpeg((60, 40), exif=exif.tobytes())))

    image = read(picture)
    assert (picture.width, picture.height) == (40, 60)
    assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (40, 60), {})
    assert "exif" not in image.info
    assert "icc_profile" not in image.info


@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((4000, 2000), (1600, 800), (640, 320)),
        ((900, 1200), (900, 1200), (480, 640)),
        ((30, 20), (30, 20), (30, 20)),
    ],
)
def test_large_pictures_are_made_to_fit_and_small_ones_stay(size, large, small):
    picture = redraw(upload(jpeg(size)))

    assert (picture.width, picture.height) == large
    assert Image.open(io.BytesIO(picture.file.read())).size == large
    assert Image.open(io.BytesIO(picture.thumbnail.read())).size == small


def test_what_was_transparent_becomes_white_paper():
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")

    picture = redraw(upload(out.getvalue(), name="logo.png", kind="image/png"))

    assert read(picture).convert("RGB").getpixel((10, 10)) == (255, 255, 255)


def test_names_tell_nothing_and_cannot_be_guessed(lisbon):
    draft = begun()

    first = services.attach_picture(draft=draft, upload=upload(jpeg(), name="../../ana-at-home.jpg"))
    second = services.attach_picture(draft=draft, upload=upload(jpeg(), name="../../ana-at-home.jpg"))

    names = {first.file.name, first.thumbnail.name, second.file.name, second.thumbnail.name}
    assert len(names) == 4
    assert all(len(name) == len("ideas/") + 32 + len(".webp") and name.startswith("ideas/") for name in names)


def test_a_sixth_picture_is_too_many(lisbon):
    draft = begun()
    for _ in range(5):
        services.attach_picture(draft=draft, upload=upload(jpeg()))

    with pytest.raises(RuleViolation) as refused:
        services.attach_picture(draft=draft, upload=upload(jpeg()))

    assert refused.value.code == "picture.too_many"
    assert draft.attachments.count() == 5


def test_a_removed_picture_takes_its_files_along(lisbon, django_capture_on_commit_callbacks):
    draft = begun()
    picture = services.attach_picture(draft=draft, upload=upload(jpeg()))

    with django_capture_on_commit_callbacks(execute=True):
        was_there = services.remove_picture(draft=draft, attachment_id=picture.pk)

    assert was_there is True
    assert not default_storage.exists(picture.file.name)
    assert not default_storage.exists(picture.thumbnail.name)


def test_a_picture_of_another_draft_cannot_be_removed_or_described(lisbon):
    mine, theirs = begun(), begun()
    picture = services.attach_picture(draft=theirs, upload=upload(jpeg()))

    removed = services.remove_picture(draft=mine, attachment_id=picture.pk)
    described = services.describe_picture(draft=mine, attachment_id=picture.pk, alt="Mine")

    picture.refresh_from_db()
    assert (removed, described, picture.alt) == (False, False, "")


# --- Who may see a file ------------------------------------------------------------------------------------------


@pytest.fixture
def shown(ana, topics) -> Attachment:
    """A picture of an idea that Ana has put on the wall."""
    draft = begun(ana)
    services.save_step(draft=draft, changes={"topics": [topics[0].pk], "where": "city"})
    picture = services.attach_picture(draft=draft, upload=upload(jpeg()))
    services.publish_draft(draft=draft, person=ana, interface="en", now=timezone.now())
    picture.refresh_from_db()
    return picture


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_everybody_sees_a_published_picture_and_keeps_it(lisbon_client, shown):
    large = lisbon_client.get(f"/files/{shown.file.name}")
    small = lisbon_client.get(f"/files/{shown.thumbnail.name}")

    assert (large.status_code, small.status_code) == (200, 200)
    assert large["Content-Type"] == "image/webp"
    assert large["Cache-Control"] == "public, max-age=300"
    assert large["X-Content-Type-Options"] == "nosniff"
    assert large["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert large.cookies == {}
    assert content_of(large)[8:12] == b"WEBP"


def test_who_has_a_published_picture_hears_that_it_is_the_same_until_it_is_hidden(lisbon_client, shown):
    address = f"/files/{shown.file.name}"
    etag = lisbon_client.get(address)["ETag"]

    same = lisbon_client.get(address, headers={"if-none-match": etag})
    Idea.objects.update(visibility=Idea.Visibility.HIDDEN)
    hidden = lisbon_client.get(address, headers={"if-none-match": etag})

    assert (same.status_code, same["Cache-Control"], hidden.status_code) == (304, "public, max-age=300", 404)


def test_a_published_picture_costs_one_query(lisbon_client, shown, assert_queries):
    lisbon_client.get(f"/files/{shown.file.name}")

    with assert_queries(1):
        lisbon_client.get(f"/files/{shown.file.name}")


def test_a_hidden_ideas_picture_is_seen_by_its_author_and_staff_alone(lisbon_client, ana, rui, shown):
    Idea.objects.update(visibility=Idea.Visibility.HIDDEN)
    address = f"/files/{shown.file.name}"
    grant_role(user=rui.user, role=StaffRole.Role.MODERATOR, by=None)
    anas_browser, ruis_browser = signed_in(ana), signed_in(rui)

    visitor = lisbon_client.get(address)
    author = anas_browser.get(address)
    moderator = ruis_browser.get(address)

    assert (visitor.status_code, author.status_code, moderator.status_code) == (404, 200, 200)
    assert author["Cache-Control"] == "private, no-store"


def test_a_withdrawn_ideas_picture_is_its_authors_alone(lisbon_client, ana, rui, shown):
    Idea.objects.update(visibility=Idea.Visibility.WITHDRAWN)
    address = f"/files/{shown.file.name}"
    grant_role(user=rui.user, role=StaffRole.Role.CITY_ADMIN, by=None)
    anas_browser, ruis_browser = signed_in(ana), signed_in(rui)

    answers = [client.get(address).status_code for client in (lisbon_client, anas_browser, ruis_browser)]

    assert answers == [404, 200, 404]


def test_a_drafts_picture_is_its_owners_alone(lisbon_client, ana, rui):
    picture = services.attach_picture(draft=begun(ana), upload=upload(jpeg()))
    address = f"/files/{picture.file.name}"
    grant_role(user=rui.user, role=StaffRole.Role.CITY_ADMIN, by=None)
    anas_browser, ruis_browser = signed_in(ana), signed_in(rui)

    visitor = lisbon_client.get(address)
    admin = ruis_browser.get(address)
    owner = anas_browser.get(address)

    assert (visitor.status_code, admin.status_code, owner.status_code) == (404, 404, 200)
    assert owner["Cache-Control"] == "private, no-store"


def test_another_city_has_no_such_file(shown, porto):
    answer = Client(headers={"host": "porto.localhost"}).get(f"/files/{shown.file.name}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "ideas/../../../etc/passwd",
        "../settings.py",
        "ideas/%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "ideas/",
        "brand/logo.png",
        "ideas/nothing.webp",
    ],
)
def test_a_path_that_no_row_names_leads_nowhere(lisbon_client, shown, path):
    assert lisbon_client.get(f"/files/{path}").status_code == 404


def test_a_row_whose_file_is_gone_is_a_plain_404(lisbon_client, shown):
    default_storage.delete(shown.file.name)

    assert lisbon_client.get(f"/files/{shown.file.name}").status_code == 404
