"""What staff do on an idea's page, and what residents get of it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def test_a_manager_answers_and_the_author_reads_it_and_wants_no_more_such_mails(visitor):
    author, manager = visitor(), visitor()
    writer = author.ask("come-in", name="Ana")
    number = author.ask("post-idea", title="A roof over the bikes", author=str(writer["person"]))["number"]
    manager.ask("come-in", name="Bo", role="manager")
    manager.go(f"/en/ideas/{number}/")

    manager.page.locator("summary", has_text="Write the city's answer").click()
    manager.page.fill("[name=text]:visible >> nth=0", "We build it in spring, next to the north entrance.")
    manager.page.fill("[name=signed_name]", "Bo Peeters")
    manager.page.locator("form[action$='/answer/'] button").click()
    expect(manager.page.locator("article").get_by_text("We build it in spring").first).to_be_visible()

    mail = author.mail_to(writer["email"])
    assert "We build it in spring, next to the north entrance." in mail["body"]
    way_out = urlsplit(re.search(r"https?://\S+/unsubscribe/\S+", mail["body"])[0]).path
    author.go(way_out)
    author.click("Stop these mails")
    author.see("Done: no more mails of answers")
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_moderator_hides_an_idea_and_visitors_no_longer_find_it(visitor):
    moderator, passer_by = visitor(), visitor()
    moderator.ask("come-in", name="Mo", role="moderator")
    number = moderator.ask("post-idea", title="My neighbour is a thief")["number"]
    moderator.go(f"/en/ideas/{number}/")

    moderator.page.locator("summary", has_text="Hide this idea").click()
    moderator.page.fill("form[action$='/hide/'] [name=reason]", "Accuses a person.")
    moderator.click("Hide it")

    moderator.see("Hidden by a moderator")
    passer_by.go(f"/en/ideas/{number}/")
    assert passer_by.page.get_by_text("My neighbour is a thief").count() == 0
    passer_by.go("/en/ideas/?sort=newest")
    assert passer_by.page.get_by_text("My neighbour is a thief").count() == 0
