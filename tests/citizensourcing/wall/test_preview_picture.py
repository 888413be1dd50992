"""The picture beside a link to an idea: made once, never by what somebody typed."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from citizensourcing.ideas import preview_picture, services
from citizensourcing.ideas.preview_picture import Preview
from tests import factories

SAMPLE = Preview(city="Lisbon", title="Shade", lang="en", facts=("Idea 2026-00001", "Alfama"), brand="#0a6b5d")


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


def address_on(client, idea) -> str:
    shown = client.get(f"/en/ideas/{idea.number}/").content.decode()
    return re.search(r'<meta property="og:image" content="http://lisbon.localhost:8000([^"]+)">', shown)[1]


def test_the_idea_page_names_a_picture_that_is_there(lisbon_client):
    idea = factories.an_idea("Shade at the stop")

    address = address_on(lisbon_client, idea)
    answer = lisbon_client.get(address)

    assert re.fullmatch(rf"/ideas/{idea.number}/preview\.en\.[0-9a-f]{{12}}\.png", address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert opened(answer.content).size == (1200, 630)
    assert answer.cookies == {}
    assert lisbon_client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_it_is_drawn_once_and_kept_in_the_citys_storage(lisbon, lisbon_client):
    idea = factories.an_idea("Shade at the stop")
    address = address_on(lisbon_client, idea)
    first = lisbon_client.get(address).content
    kept = f"previews/{idea.number}/{address.rsplit('preview.', 1)[1]}"

    with default_storage.open(kept) as file:
        stored = file.read()

    assert stored == first
    assert lisbon_client.get(address).content == first


def test_a_changed_title_gets_a_new_picture_and_the_old_name_leads_there(lisbon, lisbon_client):
    idea = factories.an_idea("Shade at the stop")
    before = address_on(lisbon_client, idea)
    lisbon_client.get(before)
    idea.title = "Shade at every stop"
    idea.save(update_fields=["title"])
    after = address_on(lisbon_client, idea)

    moved = lisbon_client.get(before)
    lisbon_client.get(after)

    assert (moved.status_code, moved["Location"]) == (302, after)
    assert default_storage.listdir(f"previews/{idea.number}")[1] == [after.rsplit("preview.", 1)[1]]


def test_what_is_not_on_the_wall_has_no_picture(lisbon_client):
    idea = factories.an_idea("Names a neighbour")
    address = address_on(lisbon_client, idea)
    lisbon_client.get(address)
    services.hide_idea(idea=idea, by=factories.staff("moderator"), reason="It names a neighbour.")

    assert lisbon_client.get(address).status_code == 404


def test_a_language_the_city_does_not_speak_has_no_picture(lisbon_client):
    idea = factories.an_idea("Shade at the stop")

    assert lisbon_client.get(address_on(lisbon_client, idea).replace(".en.", ".nl.")).status_code == 404


def test_a_file_that_was_cut_short_is_drawn_anew(lisbon, lisbon_client):
    idea = factories.an_idea("Shade at the stop")
    address = address_on(lisbon_client, idea)
    whole = lisbon_client.get(address).content
    kept = default_storage.path(f"previews/{idea.number}/{address.rsplit('preview.', 1)[1]}")
    with open(kept, "wb") as file:  # noqa: PTH123 -- the file beneath the storage
        file.write(whole[:500])

    assert lisbon_client.get(address).content == whole


@pytest.mark.parametrize(
    "title",
    [
        '#image("/etc/passwd")',
        '#panic("no") $x^2$ *bold* = Head <label> @ref \\ ` #{',
        "W" * 120,
        "Donaudampfschifffahrtsgesellschaftskapitän " * 3,
        "🚲🌳 bikes and trees 👩‍👩‍👧",
        "",
    ],
)
def test_whatever_somebody_types_is_only_ever_text(title):
    picture = preview_picture.draw(Preview("Lisbon", title, "en", ("Idea 2026-00001", title), "#0a6b5d"))

    assert opened(picture).size == (1200, 630)


def test_the_brands_colour_is_the_ground():
    assert opened(preview_picture.draw(SAMPLE)).convert("RGB").getpixel((5, 625)) == (0x0A, 0x6B, 0x5D)


def test_the_name_changes_with_each_word_and_the_colour():
    others = [
        Preview("Porto", SAMPLE.title, "en", SAMPLE.facts, SAMPLE.brand),
        Preview(SAMPLE.city, "Shadow", "en", SAMPLE.facts, SAMPLE.brand),
        Preview(SAMPLE.city, SAMPLE.title, "en", ("Alfama",), SAMPLE.brand),
        Preview(SAMPLE.city, SAMPLE.title, "en", SAMPLE.facts, "#7a1f3d"),
    ]

    assert len({SAMPLE.digest, *(other.digest for other in others)}) == 5
