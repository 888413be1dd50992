"""Somebody at a screen: a browser of their own, watched for whatever a page must never do."""

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.e2e.stage import Stage

PHONE = (360, 780)
DESKTOP = (1440, 900)
NARROW = (320, 700)
PATIENCE = 20_000  # milliseconds: two busy cores may be slow
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

# Is the focus seen? The element wears an outline, or what stands for it does: its label, a card, a shape on a map.
_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const lined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const wears = (e) => lined(getComputedStyle(e)) || lined(getComputedStyle(e, "::after"));
  const standIn = at.matches("input") && at.closest("label, .share-drop");
  const shape = at.closest("svg") && at.querySelector("path");
  const box = (standIn || at).getBoundingClientRect();
  return {
    what: at.tagName + "#" + at.id + "." + at.className + " " + (at.textContent || at.value || "").trim().slice(0, 60),
    isMarked: wears(at) || Boolean(standIn && wears(standIn))
      || Boolean(shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 4),
    isInView: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@dataclass
class Visit:
    """One person's browser at one city's wall."""

    stage: Stage
    context: BrowserContext
    page: Page
    city: str = "brussels"
    problems: list[str] = field(default_factory=list)
    person: str = ""

    def go(self, path: str) -> None:
        """Open a path of the city's wall."""
        self.page.goto(self.stage.city(self.city) + path)

    @property
    def path(self) -> str:
        """Where the browser is: path and query."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def see(self, words: str) -> None:
        """Wait until these words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def click(self, words: str, *, role: Any = "button") -> None:
        """Press a button (or follow a link) that begins with these words."""
        self.page.get_by_role(role, name=re.compile(f"^{re.escape(words)}")).first.click()

    def ask(self, door: str, **wishes: str) -> dict[str, Any]:
        """Set the scene through one of tests/e2e/doors.py."""
        self.go(f"/e2e/{door}/?{urlencode(wishes, quote_via=quote)}")
        made: dict[str, Any] = json.loads(self.page.locator("body").inner_text())
        return made

    def tab_to(self, goal: Locator, *, back: bool = False, at_most: int = 120) -> None:
        """Press Tab until the focus is on this element; wherever it rests on the way it must be seen."""
        expect(goal).to_have_count(1)
        for _ in range(at_most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            focus = self.page.evaluate(_FOCUS)
            assert focus is None or (focus["isMarked"] and focus["isInView"]), f"Unseen focus: {focus}"
            if goal.evaluate("e => e === document.activeElement"):
                return
        raise AssertionError(f"Tab never reached {goal}")

    def focus(self) -> str:
        """Which element has the focus, in words."""
        found = self.page.evaluate(_FOCUS)
        return found["what"] if found else ""

    def mail_to(self, address: str, *, about: str = "") -> dict[str, Any]:
        """Wait for the newest mail that the worker delivered to this address, with ``about`` in its subject."""
        latest = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < latest:
            for file in sorted(self.stage.mail.glob("*.json"), reverse=True):
                mail: dict[str, Any] = _read(file.read_text(encoding="utf-8"))
                if address in mail.get("to", ()) and about in mail["subject"]:
                    return mail
            time.sleep(0.1)
        raise AssertionError(f"No mail to {address} arrived")

    def code_for(self, address: str) -> str:
        """The six digits that were mailed."""
        found = re.search(r"\b\d{6}\b", self.mail_to(address)["body"])
        assert found
        return found[0]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _read(text: str) -> dict[str, Any]:
    try:
        mail: dict[str, Any] = json.loads(text)
    except ValueError:  # the worker is just writing it
        return {}
    return mail


def begin(
    stage: Stage,
    browser: Browser,
    *,
    size: tuple[int, int] = DESKTOP,
    scripts: bool = True,
    dark: bool = False,
    city: str = "brussels",
    zoom: float = 1,
) -> Visit:
    """A new browser window with nothing in it: no cookie, no cache."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        device_scale_factor=zoom,
        has_touch=size[0] < 600,
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    visit = Visit(stage, context, context.new_page(), city)
    _watch(visit)
    return visit


def _watch(visit: Visit) -> None:
    """Note errors of scripts, whatever the policy refused, and every question to another host."""
    home = urlsplit(visit.stage.city(visit.city)).netloc

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != home:
            visit.problems.append(f"{visit.page.url} asked {request.url}")

    def said(message: Any) -> None:
        # 422 is a form to look at again, 404 a page that is not there, 410 one that was hidden: as it should be.
        is_answer = re.search(r"status of (404|410|422)", message.text)
        if message.type == "error" and not is_answer and "ERR_INTERNET_DISCONNECTED" not in message.text:
            visit.problems.append(f"{visit.page.url} said {message.text}")

    visit.context.on("request", asked)
    visit.context.on("console", said)
    visit.context.on("weberror", lambda problem: visit.problems.append(f"{visit.page.url}: {problem.error}"))
