"""A copy of one's data and leaving the wall, in a browser; then everything is searched for what is left."""

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.pictures import a_photo
from tests.e2e.visit import PHONE, Visit

pytestmark = pytest.mark.e2e


def come_in(visit: Visit) -> tuple[str, str]:
    """Sign in by a mailed code and join; the address and the name, which are nobody else's."""
    address, name = f"zelda-{uuid4().hex[:10]}@example.org", f"Zelda {uuid4().hex[:10]}"
    visit.go("/en/account/")
    visit.page.fill("[name=email]", address)
    visit.page.locator("main form button").first.click()
    visit.page.fill("[name=code]", visit.code_for(address))
    visit.page.locator("main form button").first.click()
    visit.page.fill("[name=display_name]", name)
    visit.page.locator("[name=is_old_enough]").check()
    visit.page.locator("[name=accepts_rules]").check()
    visit.click("Take part")
    return address, name


def share(visit: Visit, word: str) -> None:
    """Put an idea with a picture on the wall."""
    page = visit.page
    visit.go("/en/ideas/share/")
    page.fill("[name=title]", f"Shade on the square {word}")
    page.fill("[name=text]", f"In July nobody crosses it {word}.")
    for act in (
        lambda: None,
        lambda: page.locator("[name=topics]").nth(1).check(),
        lambda: page.locator("[name=where][value=city]").check(),
    ):
        act()
        page.locator("#share-form .actions button").click()
    page.set_input_files("[name=pictures]", a_photo())
    page.locator("#share-form .actions button").last.click()
    visit.go(urlsplit(page.url).path.replace("/4/", "/preview/"))
    visit.click("Put it on the wall")
    visit.see("Your idea is on the wall.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_copy_of_my_data(visitor, tmp_path, scripts):
    visit = visitor(scripts=scripts, size=PHONE)
    address, name = come_in(visit)

    visit.go("/en/me/data/")
    visit.click("Make a copy of my data")
    wait_for_copy(visit, scripts=scripts)
    with visit.page.expect_download() as download:
        visit.click("Fetch your data", role="link")
    file = Path(tmp_path / "copy.zip")
    download.value.save_as(file)

    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        assert json.loads(archive.read("account.json"))[0]["email"] == address
        assert json.loads(archive.read("profile.json"))[0]["name"] == name
        assert archive.read("README.txt").decode().startswith("Everything the wall of Brussels keeps about you")
    assert "/en/me/data/" in visit.mail_to(address, about="ready")["body"]


def wait_for_copy(visit: Visit, *, scripts: bool) -> None:
    """With scripts the page finds out by itself; without, one follows its link."""
    ready = visit.page.get_by_text("Your copy is ready")
    for _look in range(0 if scripts else 40):
        if ready.count():
            break
        visit.click("See how far it is", role="link")
        visit.page.wait_for_timeout(250)
    expect(ready).to_be_visible()


def test_leaving_for_good_leaves_nothing(visitor):
    visit = visitor(size=PHONE)
    word = f"x{uuid4().hex[:12]}"
    address, name = come_in(visit)
    share(visit, word)
    visit.go("/en/me/data/")
    visit.click("Make a copy of my data")
    wait_for_copy(visit, scripts=True)
    before = visit.ask("leftovers", words=f"{address},{word},{name}")["found"]

    visit.go("/en/me/leave/")
    visit.page.locator("[name=texts][value=go]").check()
    visit.page.locator("[name=when][value=now]").check()
    visit.page.fill("[name=confirmation]", "leave")
    visit.click("Leave the wall")

    expect(visit.page.locator("h1")).to_have_text("You have left")
    assert len(before) > 8
    assert left_after(visit, f"{address},{word},{name}") == []
    visit.go("/en/me/data/")
    expect(visit.page).to_have_url(re.compile("/en/account/"))


def left_after(visit: Visit, words: str) -> list[str]:
    """What is left once the worker had its time; it takes a second or two."""
    found: list[str] = ["not asked yet"]
    for _look in range(40):
        found = visit.ask("leftovers", words=words)["found"]
        if not found:
            break
        visit.page.wait_for_timeout(500)
    return found


def test_leaving_in_a_week_and_staying_after_all_without_scripts(visitor):
    visit = visitor(scripts=False)
    come_in(visit)

    visit.go("/en/me/leave/")
    visit.page.fill("[name=confirmation]", "Leave")
    visit.click("Leave the wall")
    expect(visit.page.locator("h1")).to_have_text("You are leaving")
    visit.click("I stay after all")

    visit.see("Good that you stay.")
    expect(visit.page.locator("h1")).to_have_text("Leave the wall")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_new_house_rules_are_asked_about_once(visitor, scripts):
    visit = visitor(scripts=scripts)
    person = visit.ask("come-in", name="Robin")["person"]
    number = visit.ask("post-idea", title="Trees along the tram")["number"]
    visit.ask("older-rules", person=str(person))

    visit.go(f"/en/ideas/{number}/")
    visit.page.locator(".support-btn").first.click()
    visit.see("The house rules have changed")
    visit.click("I keep to these rules")

    expect(visit.page.locator("h1")).to_have_text("Trees along the tram")
    visit.page.locator(".support-btn").first.click()
    expect(visit.page.get_by_text("You are the first to support this.").locator("visible=true").first).to_be_visible()
