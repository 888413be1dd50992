"""What scripts add on top: nothing is lost, nothing jumps."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.visit import PHONE

pytestmark = pytest.mark.e2e


def test_more_ideas_come_without_a_jump_and_the_focus_goes_on_to_the_first_of_them(visitor):
    visit = visitor()
    visit.go("/en/ideas/?sort=newest")
    shown = visit.page.locator(".ideas article")
    before = shown.count()

    more = visit.page.locator("#load-more a")
    more.focus()
    visit.page.keyboard.press("Enter")
    expect(shown.nth(before)).to_be_visible()

    expect(shown.nth(before).locator("a").first).to_be_focused()
    assert visit.path == "/en/ideas/?sort=newest"
    addresses = visit.page.locator(".ideas article .title a").evaluate_all("links => links.map(a => a.href)")
    assert len(addresses) == len(set(addresses))


def test_similar_ideas_appear_while_typing_a_title(visitor):
    visit = visitor(size=PHONE)
    visit.ask("post-idea", title="Zebra crossing beside the puppet museum")
    visit.ask("come-in", name="Ada")
    visit.go("/en/ideas/share/")

    visit.page.locator("[name=title]").press_sequentially("Zebra crossing by the puppet museum", delay=15)

    similar = visit.page.locator("#similar")
    expect(similar.get_by_text("Zebra crossing beside the puppet museum")).to_be_visible()
    expect(visit.page.locator("[name=title]")).to_be_focused()


def test_a_draft_survives_a_lost_connection_and_signing_in(visitor):
    visit = visitor(size=PHONE)
    address = f"{uuid4().hex[:10]}@example.org"
    visit.go("/en/ideas/share/")
    visit.page.fill("[name=title]", "A ferry across the basin")
    visit.page.fill("[name=text]", "The next bridge is a quarter of an hour away on foot.")

    visit.context.set_offline(True)
    visit.click("Continue")
    visit.see("You are offline.")
    expect(visit.page.locator("[name=title]")).to_have_value("A ferry across the basin")
    visit.context.set_offline(False)
    visit.page.reload()
    expect(visit.page.locator("[name=title]")).to_have_value("A ferry across the basin")
    expect(visit.page.locator("[name=text]")).to_have_value("The next bridge is a quarter of an hour away on foot.")

    visit.click("Continue")
    visit.page.locator("[name=topics]").first.check()
    visit.click("Continue")
    visit.page.locator("[name=where][value=city]").check()
    visit.click("Continue")
    visit.click("See how it looks")
    visit.click("Sign in and publish", role="link")
    visit.page.fill("[name=email]", address)
    visit.click("Send me the code")
    visit.page.fill("[name=code]", visit.code_for(address))
    visit.click("Come in")
    visit.page.fill("[name=display_name]", "Ferre")
    visit.page.check("[name=is_old_enough]")
    visit.page.check("[name=accepts_rules]")
    visit.click("Take part")
    visit.click("Put it on the wall")

    expect(visit.page.locator("h1")).to_have_text("A ferry across the basin")


def test_a_refused_comment_says_why_where_it_was_typed(visitor):
    visit = visitor()
    number = visit.ask("post-idea", title="Shorter queues at the town hall")["number"]
    visit.ask("come-in", name="Wies")
    visit.go(f"/en/ideas/{number}/")

    visit.page.check("[name=stance][value=against]")
    visit.click("Say it")

    expect(visit.page.locator("form#say .problem")).to_be_visible()
    expect(visit.page.locator("form#say [name=text]")).to_be_focused()
    expect(visit.page.locator("[name=stance][value=against]")).to_be_checked()


def test_switching_the_language_stays_on_the_page(visitor):
    visit = visitor()
    visit.go("/en/ideas/?sort=newest&where=city")

    visit.page.locator(".langs [hreflang=nl]").click()

    assert visit.path == "/nl/ideas/?sort=newest&where=city"
    expect(visit.page.locator("html")).to_have_attribute("lang", "nl")


def reach_the_map(visit):
    visit.ask("come-in", name="Pia")
    visit.go("/en/ideas/share/")
    visit.page.fill("[name=title]", "A kiosk where the market stands")
    visit.page.fill("[name=text]", "On other days the square is empty and nobody stays.")
    visit.click("Continue")
    visit.page.locator("[name=topics]").first.check()
    visit.click("Continue")
    visit.page.locator("[name=where][value=pin]").check()
    expect(visit.page.locator("#pin-map .hood").first).to_be_visible()


def test_a_pin_is_put_on_the_map_by_mouse(visitor):
    visit = visitor()
    reach_the_map(visit)
    box = visit.page.locator("#pin-map").bounding_box()

    visit.page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.45)
    expect(visit.page.locator("#pin-says")).not_to_be_empty()
    first = visit.page.locator("[name=latitude]").input_value()
    visit.page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.55)
    expect(visit.page.locator("[name=latitude]")).not_to_have_value(first)
    visit.click("Continue")

    expect(visit.page).to_have_url(re.compile("/4/"))


def test_a_pin_is_put_on_the_map_by_keyboard(visitor):
    visit = visitor()
    reach_the_map(visit)

    visit.page.locator("[name=where]:checked").focus()
    visit.tab_to(visit.page.locator("#pin-map"))
    visit.page.keyboard.press("ArrowRight")
    visit.tab_to(visit.page.locator("#pin-middle"))
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#pin-says")).not_to_be_empty()
    expect(visit.page.locator("[name=latitude]")).not_to_have_value("")
    visit.tab_to(visit.page.get_by_role("button", name="Continue"))
    visit.page.keyboard.press("Enter")

    expect(visit.page).to_have_url(re.compile("/4/"))
