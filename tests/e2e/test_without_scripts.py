"""Everything on a phone whose browser runs no scripts."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.pictures import a_photo
from tests.e2e.visit import PHONE

pytestmark = pytest.mark.e2e


@pytest.fixture
def phone(visitor):
    return visitor(size=PHONE, scripts=False)


def test_a_visitor_signs_in_by_a_mailed_code_and_is_back_where_they_were(phone):
    address = f"{uuid4().hex[:10]}@example.org"
    number = phone.ask("post-idea", title="Lights in the underpass")["number"]
    phone.go(f"/en/ideas/{number}/")

    phone.click("Support this idea", role="link")
    phone.page.fill("[name=email]", address)
    phone.click("Send me the code")
    phone.page.fill("[name=code]", phone.code_for(address))
    phone.click("Come in")
    phone.page.fill("[name=display_name]", "Ilse")
    phone.page.check("[name=is_old_enough]")
    phone.page.check("[name=accepts_rules]")
    phone.click("Take part")

    expect(phone.page).to_have_url(re.compile(f"/en/ideas/{number}/"))
    expect(phone.page.locator("h1")).to_have_text("Lights in the underpass")
    expect(phone.page.locator(".you summary")).to_contain_text("Ilse")


def test_a_resident_shares_an_idea_with_a_place_and_a_picture(phone):
    phone.ask("come-in", name="Tarik")
    phone.go("/en/ideas/share/")

    phone.page.fill("[name=title]", "A bench by the canal lock")
    phone.page.fill("[name=text]", "The walk is long and there is nowhere to sit down with my grandmother.")
    phone.click("Continue")
    phone.page.locator("[name=topics]").first.check()
    phone.click("Continue")
    phone.page.locator("[name=where][value=neighbourhoods]").check()
    phone.page.locator("[name=neighbourhoods]").nth(1).check()
    phone.click("Continue")
    phone.page.set_input_files("[name=pictures]", a_photo())
    phone.click("Add these pictures")
    phone.page.locator("[name^=alt-]").fill("An empty quay")
    phone.click("See how it looks")
    expect(phone.page.locator("article h2")).to_have_text("A bench by the canal lock")
    phone.click("Put it on the wall")

    expect(phone.page.locator("h1")).to_have_text("A bench by the canal lock")
    expect(phone.page.get_by_role("img", name="An empty quay")).to_be_visible()


def test_a_resident_supports_an_idea_and_takes_it_back(phone):
    number = phone.ask("post-idea", title="Longer library hours")["number"]
    phone.ask("come-in", name="Els")
    phone.go(f"/en/ideas/{number}/")
    button = phone.page.locator(".support-btn")
    expect(button.locator("b")).to_have_text("0")

    button.click()
    expect(button).to_contain_text("You support this")
    expect(button.locator("b")).to_have_text("1")

    button.click()
    expect(button).to_contain_text("Support this idea")
    expect(button.locator("b")).to_have_text("0")


def test_a_resident_speaks_for_an_idea_and_answers_somebody(phone):
    number = phone.ask("post-idea", title="Slower trams at the market", comments="1")["number"]
    phone.ask("come-in", name="Joris")
    phone.go(f"/en/ideas/{number}/")

    phone.page.fill("[name=text]", "It would let children cross alone.")
    phone.page.check("[name=stance][value=for]")
    phone.click("Say it")
    said = phone.page.locator("article.comment", has_text="It would let children cross alone.")
    expect(said.first.locator(".stance").first).to_contain_text("For")

    other = phone.page.locator("article.comment", has_text="Point 0 of this matter.").first
    other.get_by_role("link", name=re.compile("^Answer")).first.click()
    phone.page.fill("[name=text]", "Which crossing do you mean?")
    phone.click("Answer")

    expect(phone.page.locator(".replies").get_by_text("Which crossing do you mean?")).to_be_visible()


def test_an_author_changes_their_idea(phone):
    author = phone.ask("come-in", name="Marie")
    number = phone.ask("post-idea", title="Plant roses", author=str(author["person"]))["number"]
    phone.go(f"/en/ideas/{number}/")

    phone.click("Change the text", role="link")
    phone.page.fill("[name=title]", "Plant roses and lavender")
    phone.click("Save the change")

    expect(phone.page.locator("h1")).to_have_text("Plant roses and lavender")
