"""The same by keyboard alone, at a desk. The focus is seen wherever it rests, and goes where one expects it."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.pictures import a_photo

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(visitor):
    return visitor()


def named(visit, name: str, role: str = "button"):
    return visit.page.get_by_role(role, name=re.compile(f"^{name}")).first


def test_a_visitor_signs_in(desk):
    address = f"{uuid4().hex[:10]}@example.org"
    number = desk.ask("post-idea", title="Lights in the tunnel")["number"]
    keys = desk.page.keyboard
    desk.go(f"/en/ideas/{number}/")

    desk.page.keyboard.press("Tab")
    assert "Skip to what this page is about" in desk.focus()
    keys.press("Enter")
    assert "main" in desk.focus()
    desk.tab_to(desk.page.locator(".support-btn"))
    keys.press("Enter")
    desk.tab_to(desk.page.locator("[name=email]"))
    keys.type(address)
    keys.press("Enter")
    desk.tab_to(desk.page.locator("[name=code]"))
    keys.type(desk.code_for(address))
    keys.press("Enter")
    desk.tab_to(desk.page.locator("[name=display_name]"))
    keys.type("Ilse")
    desk.tab_to(desk.page.locator("[name=is_old_enough]"))
    keys.press("Space")
    desk.tab_to(desk.page.locator("[name=accepts_rules]"))
    keys.press("Space")
    desk.tab_to(named(desk, "Take part"))
    keys.press("Enter")

    expect(desk.page).to_have_url(re.compile(f"/en/ideas/{number}/"))


def test_a_resident_shares_an_idea_with_a_place_and_a_picture(desk):
    desk.ask("come-in", name="Tarik")
    keys = desk.page.keyboard
    desk.go("/en/ideas/share/")

    desk.tab_to(desk.page.locator("[name=title]"))
    keys.type("A drinking fountain at the station")
    desk.tab_to(desk.page.locator("[name=text]"))
    keys.type("In summer one waits an hour for the bus and the kiosk closes early.")
    desk.tab_to(named(desk, "Continue"))
    keys.press("Enter")
    expect(desk.page).to_have_url(re.compile("/2/"))
    desk.tab_to(desk.page.locator("[name=topics]").first)
    keys.press("Space")
    desk.tab_to(named(desk, "Continue"))
    keys.press("Enter")
    expect(desk.page).to_have_url(re.compile("/3/"))
    desk.tab_to(desk.page.locator("[name=where]").first)
    keys.press("Space")
    keys.press("ArrowDown")
    desk.tab_to(desk.page.locator("[name=neighbourhoods]").nth(2))
    keys.press("Space")
    desk.tab_to(named(desk, "Continue"))
    keys.press("Enter")
    expect(desk.page).to_have_url(re.compile("/4/"))
    desk.tab_to(desk.page.locator("[name=pictures]"))
    with desk.page.expect_file_chooser() as choosing:
        keys.press("Space")
    choosing.value.set_files(a_photo())
    desk.tab_to(desk.page.locator("[name^=alt-]"))
    keys.type("A dry square")
    desk.tab_to(named(desk, "See how it looks"))
    keys.press("Enter")
    desk.tab_to(named(desk, "Put it on the wall"))
    keys.press("Enter")

    expect(desk.page.locator("h1")).to_have_text("A drinking fountain at the station")
    expect(desk.page.get_by_role("img", name="A dry square")).to_be_visible()


def test_a_resident_supports_an_idea_and_takes_it_back_without_losing_the_focus(desk):
    number = desk.ask("post-idea", title="Longer evenings at the pool")["number"]
    desk.ask("come-in", name="Els")
    desk.go(f"/en/ideas/{number}/")
    button = desk.page.locator(".support-btn")

    desk.tab_to(button)
    desk.page.keyboard.press("Enter")
    expect(button).to_contain_text("You support this")
    expect(button).to_be_focused()
    expect(desk.page.locator("[role=status]").first).not_to_be_empty()

    desk.page.keyboard.press("Space")
    expect(button).to_contain_text("Support this idea")
    expect(button).to_be_focused()
    expect(button.locator("b")).to_have_text("0")


def test_a_resident_speaks_for_an_idea_and_answers_somebody(desk):
    number = desk.ask("post-idea", title="Slower cars at the school", comments="1")["number"]
    desk.ask("come-in", name="Joris")
    keys = desk.page.keyboard
    desk.go(f"/en/ideas/{number}/")

    desk.tab_to(desk.page.locator("[name=text]"))
    keys.type("Mine could walk there alone.")
    desk.tab_to(desk.page.locator("[name=stance]:checked"))
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    desk.tab_to(named(desk, "Say it"))
    keys.press("Enter")
    said = desk.page.locator("article.comment", has_text="Mine could walk there alone.").first
    expect(said).to_be_focused()
    expect(said.locator(".stance").first).to_contain_text("For")

    other = desk.page.locator("article.comment", has_text="Point 0 of this matter.").first
    answer = other.get_by_role("link", name=re.compile("^Answer")).first
    desk.tab_to(answer, back=answer.evaluate("e => e.compareDocumentPosition(document.activeElement) & 4") != 0)
    keys.press("Enter")
    box = other.locator("textarea")
    expect(box).to_be_focused()
    keys.type("Which corner do you mean?")
    desk.tab_to(other.get_by_role("button", name="Answer", exact=True))
    keys.press("Enter")

    expect(desk.page.locator(".replies").get_by_text("Which corner do you mean?")).to_be_visible()
    assert "Which corner do you mean?" in desk.page.evaluate("document.activeElement.textContent")


def test_an_author_changes_their_idea(desk):
    author = desk.ask("come-in", name="Marie")
    number = desk.ask("post-idea", title="Plant roses", author=str(author["person"]))["number"]
    keys = desk.page.keyboard
    desk.go(f"/en/ideas/{number}/")

    desk.tab_to(named(desk, "Change the text", "link"))
    keys.press("Enter")
    desk.tab_to(desk.page.locator("[name=title]"))
    keys.press("End")
    keys.type(" and lavender")
    desk.tab_to(named(desk, "Save the change"))
    keys.press("Enter")

    expect(desk.page.locator("h1")).to_have_text("Plant roses and lavender")
