"""Every page type, and how to get there: for accessibility, for weight, for screenshots."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.pictures import a_photo
from tests.e2e.visit import Visit

Open = Callable[[Visit], None]


@dataclass(frozen=True)
class PageType:
    """A page, as somebody in ``role`` (empty: a visitor) opens it in the city's ``language``."""

    name: str
    open: Open
    role: str = ""


def at(path: str) -> Open:
    """Open an address; ``{language}`` stands for the first language of the city."""
    return lambda visit: visit.go(path.format(language=language_of(visit)))


def language_of(visit: Visit) -> str:
    """The language in which a city's pages are looked at."""
    return {"brussels": "en", "medellin": "es"}[visit.city]


def first_idea(order: str, tail: str = "") -> Open:
    """Open the first idea of the list in this order, or what stands beneath its address."""

    def open_it(visit: Visit) -> None:
        visit.go(f"/{language_of(visit)}/ideas/?{order}")
        address = visit.page.locator(".ideas article .title a").first.get_attribute("href")
        visit.go(f"{address}{tail}")

    return open_it


def own_idea(tail: str = "") -> Open:
    """Open an idea that this person just posted, or what stands beneath its address."""

    def open_it(visit: Visit) -> None:
        made = visit.ask("post-idea", title="A roof over the bikes at the station", author=visit.person, comments="2")
        visit.go(f"/{language_of(visit)}/ideas/{made['number']}/{tail}")

    return open_it


def share(step: int) -> Open:
    """Walk through the share flow up to a step (5: the preview)."""

    def open_it(visit: Visit) -> None:
        page = visit.page
        visit.go(f"/{language_of(visit)}/ideas/share/")
        page.fill("[name=title]", "Shade on the square at the market")
        page.fill("[name=text]", "In July nobody crosses it at noon, and the benches are too hot to sit on.")
        acts: tuple[Callable[[], None], ...] = (
            lambda: None,
            lambda: page.locator("[name=topics]").nth(1).check(),
            lambda: _place_pin(visit),
            lambda: _add_picture(visit),
        )
        for number in range(1, step):
            acts[number - 1]()
            page.locator("#share-form .actions button").click()
            expect(page).to_have_url(re.compile("/preview/" if number == 4 else f"/{number + 1}/"))
        if step in {3, 4}:
            acts[step - 1]()

    return open_it


def _place_pin(visit: Visit) -> None:
    visit.page.locator("[name=where][value=pin]").check()
    expect(visit.page.locator("#pin-map .hood").first).to_be_visible()
    visit.page.locator("#pin-middle").click()
    expect(visit.page.locator("#pin-says")).not_to_be_empty()


def _add_picture(visit: Visit) -> None:
    visit.page.set_input_files("[name=pictures]", a_photo())
    visit.page.locator("[name^=alt-]").fill("A square in the sun")


def code(visit: Visit) -> None:
    """Ask for a code, and stand before the field for it."""
    visit.go(f"/{language_of(visit)}/account/")
    visit.page.fill("[name=email]", f"{uuid4().hex[:10]}@example.org")
    visit.page.locator("main form button").first.click()
    expect(visit.page.locator("[name=code]")).to_be_visible()


def welcome(visit: Visit) -> None:
    """Sign in for the first time."""
    address = f"{uuid4().hex[:10]}@example.org"
    visit.go(f"/{language_of(visit)}/account/")
    visit.page.fill("[name=email]", address)
    visit.page.locator("main form button").first.click()
    visit.page.fill("[name=code]", visit.code_for(address))
    visit.page.locator("main form button").first.click()
    expect(visit.page.locator("[name=display_name]")).to_be_visible()


def way_out(visit: Visit) -> None:
    """Follow the link that ends mails, from a mail."""
    address = visit.ask("come-in")["way_out"]
    visit.context.clear_cookies()
    visit.go(address)


def mistaken(visit: Visit) -> None:
    """Send an empty first step, and read what is missing."""
    visit.go(f"/{language_of(visit)}/ideas/share/")
    visit.page.locator("#share-form .actions button").click()
    expect(visit.page.locator(".problem").first).to_be_visible()


def program(after: str = "") -> Open:
    """Let a program in and see its key; or what stands on the page of programs afterwards (``list``, ``revoke``)."""

    def open_it(visit: Visit) -> None:
        page, language = visit.page, language_of(visit)
        visit.go(f"/{language}/me/programs/new/")
        page.fill("[name=name]", "The archive of our street, which somebody gave a rather long name")
        page.locator("[name=scopes]").first.check()
        page.locator("[name=scopes]").nth(1).check()
        page.locator("main form button").first.click()
        expect(page.locator("#key")).to_be_visible()
        if after:
            visit.go(f"/{language}/me/programs/")
        if after == "revoke":
            page.locator("main a[href$='/revoke/']").first.click()

    return open_it


def a_report(visit: Visit) -> None:
    """Report an idea as its reader, and look at the report as a moderator."""
    made = visit.ask("post-idea", title="Buy cheap watches here")
    visit.go(f"/{language_of(visit)}/ideas/{made['number']}/report/")
    visit.page.locator("[name=reason]").first.check()
    visit.page.locator("main form button").first.click()
    visit.go(f"/{language_of(visit)}/desk/reports/")
    visit.page.locator(".letter, .letters a").first.click()
    expect(visit.page.locator("h1:visible, h2:visible").first).to_be_visible()


def being_made(visit: Visit) -> None:
    """A copy of one's data on its way, as a worker that has much to do shows it."""
    visit.ask("copy", person=visit.person, state="making")
    visit.go(f"/{language_of(visit)}/me/data/")


def ready(visit: Visit) -> None:
    """A copy that can be fetched."""
    visit.ask("copy", person=visit.person, state="ready")
    visit.go(f"/{language_of(visit)}/me/data/")


def leave_with_code(visit: Visit) -> None:
    """Before leaving, asked for the code that was just mailed."""
    visit.go(f"/{language_of(visit)}/me/leave/")
    visit.page.locator("#confirm button").click()
    expect(visit.page.locator("[name=confirmation]")).to_be_visible()


def leaving(visit: Visit) -> None:
    """Somebody new, who is about to leave."""
    visit.ask("copy", person=visit.person, state="none")
    visit.ask("leaving", person=visit.person)
    visit.go(f"/{language_of(visit)}/me/leave/")


def rules_changed(visit: Visit) -> None:
    """Somebody who agreed to older house rules, sent to the new ones."""
    visit.ask("older-rules", person=visit.person)
    visit.go(f"/{language_of(visit)}/me/rules/")


def tools(visit: Visit) -> None:
    """An idea's page with all the forms that staff have there, open."""
    own_idea()(visit)
    visit.page.evaluate("document.querySelectorAll('.staff-tools details').forEach(e => { e.open = true; })")


PAGES = (
    PageType("front", at("/{language}/")),
    PageType("how-it-works", at("/{language}/how-it-works/")),
    PageType("for-programs", at("/api/v1/docs/?language={language}")),
    PageType("ideas", at("/{language}/ideas/")),
    PageType("ideas-searched", at("/{language}/ideas/?q=park&where=city")),
    PageType("ideas-none", at("/{language}/ideas/?q=zzzzqqq")),
    PageType("idea-discussed", first_idea("sort=discussed")),
    PageType("idea-answered", first_idea("sort=answered")),
    PageType("discussion", first_idea("sort=discussed", "discussion/")),
    PageType("share-1-words", at("/{language}/ideas/share/")),
    PageType("share-1-mistaken", mistaken),
    PageType("share-5-preview-visitor", share(5)),
    PageType("sign-in", at("/{language}/account/")),
    PageType("sign-in-code", code),
    PageType("welcome", welcome),
    PageType("privacy", at("/{language}/about/privacy/")),
    PageType("accessibility", at("/{language}/about/accessibility/")),
    PageType("house-rules", at("/{language}/about/house-rules/")),
    PageType("privacy-before", at("/{language}/about/privacy/1/")),
    PageType("left", at("/{language}/me/left/")),
    PageType("not-found", at("/{language}/ideas/1999-00001/")),
    PageType("unsubscribe", way_out),
    PageType("front-resident", at("/{language}/"), "resident"),
    PageType("idea-own", own_idea(), "resident"),
    PageType("idea-edit", own_idea("edit/"), "resident"),
    PageType("idea-withdraw", own_idea("withdraw/"), "resident"),
    PageType("idea-report", first_idea("sort=newest", "report/"), "resident"),
    PageType("share-2-topics", share(2), "resident"),
    PageType("share-3-place", share(3), "resident"),
    PageType("share-4-pictures", share(4), "resident"),
    PageType("share-5-preview", share(5), "resident"),
    PageType("my-ideas", at("/{language}/me/ideas/"), "resident"),
    PageType("my-supports", at("/{language}/me/supports/"), "resident"),
    PageType("my-comments", at("/{language}/me/comments/"), "resident"),
    PageType("profile", at("/{language}/me/profile/"), "resident"),
    PageType("mails", at("/{language}/me/mails/"), "resident"),
    PageType("programs-none", at("/{language}/me/programs/"), "resident"),
    PageType("program-new", at("/{language}/me/programs/new/"), "resident"),
    PageType("program-made", program(), "resident"),
    PageType("programs", program("list"), "resident"),
    PageType("program-revoke", program("revoke"), "resident"),
    PageType("my-data", at("/{language}/me/data/"), "resident"),
    PageType("my-data-being-made", being_made, "resident"),
    PageType("my-data-ready", ready, "resident"),
    PageType("leave", at("/{language}/me/leave/"), "resident"),
    PageType("leave-with-code", leave_with_code, "resident"),
    PageType("leaving", leaving, "resident"),
    PageType("rules-changed", rules_changed, "resident"),
    PageType("sign-out", at("/{language}/account/sign-out/"), "resident"),
    PageType("desk", at("/{language}/desk/"), "moderator"),
    PageType("desk-reports", at("/{language}/desk/reports/"), "moderator"),
    PageType("desk-report", a_report, "moderator"),
    PageType("idea-moderator", tools, "moderator"),
    PageType("idea-manager", tools, "manager"),
)


def prepare(visit: Visit, role: str) -> None:
    """Come in as somebody new in this role; a visitor stays outside."""
    if role:
        visit.person = str(visit.ask("come-in", name="Robin", role="" if role == "resident" else role)["person"])


def open_page(visit: Visit, page: PageType) -> None:
    """Stand before this page, with its pictures there."""
    page.open(visit)
    visit.page.wait_for_load_state("load")
