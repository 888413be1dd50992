"""``make shots``: a picture of every page, phone and desktop, light and dark, per demo city, into ``shots/``.

Words after the command choose pages by a part of their names: ``python tests/shots.py idea front``. A page for
printers is taken of an idea. ``shots/index.html`` shows them all on one sheet.
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0:0] = [str(ROOT), str(ROOT / "platform")]

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from config.local.chromium import find_or_install  # noqa: E402
from config.local.process import CannotRunError  # noqa: E402
from tests.e2e.pages import PAGES, PageType, open_page, prepare  # noqa: E402
from tests.e2e.stage import CITIES, Stage  # noqa: E402
from tests.e2e.visit import CHROMIUM_ARGUMENTS, DESKTOP, PHONE, Visit, begin  # noqa: E402

FOLDER = ROOT / "shots"
SCREENS = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES = ("light", "dark")
PRINTED = "idea-answered"
# What stays at the thumb would cover the middle of a picture that is longer than the screen.
_LIE_FLAT = "document.querySelectorAll('.give, .thumb-bar').forEach(e => { e.style.position = 'static'; })"


def main(words: list[str]) -> int:
    """Take the pictures; the exit code says whether every page could be opened."""
    pages = [page for page in PAGES if not words or any(word in page.name for word in words)]
    begun, missed = time.monotonic(), []
    try:
        chromium = find_or_install()
        with Stage("shots") as stage, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGUMENTS))
            for city in CITIES:
                missed += take_city(stage, browser, city, pages)
            browser.close()
    except CannotRunError as refusal:
        say(str(refusal))
        return 1
    write_index()
    say(f"{len(list(FOLDER.rglob('*.png')))} pictures in {time.monotonic() - begun:.0f} s: open {FOLDER}/index.html")
    for line in missed:
        say(f"Not taken: {line}")
    return 1 if missed else 0


def take_city(stage: Stage, browser: Browser, city: str, pages: Iterable[PageType]) -> list[str]:
    """Take all pages of a city, each role in a browser of its own; what could not be taken, in lines."""
    missed = []
    for role, of_role in groupby(sorted(pages, key=lambda page: page.role), key=lambda page: page.role):
        visit = begin(stage, browser, city=city)
        prepare(visit, role)
        for page in of_role:
            try:
                take(visit, page)
            except Exception as problem:  # noqa: BLE001 -- one page that fails must not cost the pictures of the others
                missed.append(f"{city} {page.name}: {str(problem).splitlines()[0]}")
        missed += [f"{city}: {problem}" for problem in visit.problems]
        visit.context.close()
    return missed


def take(visit: Visit, page: PageType) -> None:
    """One page on each screen in each scheme, at its whole length."""
    folder = FOLDER / visit.city
    folder.mkdir(parents=True, exist_ok=True)
    for screen, size in SCREENS.items():
        set_screen(visit, size)
        open_page(visit, page)
        visit.page.evaluate(_LIE_FLAT)
        for scheme in SCHEMES:
            visit.page.emulate_media(color_scheme=scheme)
            visit.page.screenshot(path=folder / f"{page.name}.{screen}.{scheme}.png", full_page=True)
    if page.name == PRINTED:
        visit.page.emulate_media(media="print", color_scheme="light")
        set_screen(visit, (794, 1123))  # A4 at 96 dots per inch
        visit.page.screenshot(path=folder / f"{page.name}.print.light.png", full_page=True)
        visit.page.emulate_media(media="screen")
    say(f"{visit.city} {page.name}")


def set_screen(visit: Visit, size: tuple[int, int]) -> None:
    """Make the window as large as that screen."""
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})


def write_index() -> None:
    """One sheet with every picture there is."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(FOLDER.rglob("*.png")):
        found[f"{path.parent.name}: {path.name.split('.')[0]}"].append(path)
    rows = "".join(
        f"<h2>{escape(name)}</h2><div>"
        + "".join(
            f'<figure><a href="{p.relative_to(FOLDER)}"><img loading="lazy" src="{p.relative_to(FOLDER)}" alt=""></a>'
            f"<figcaption>{escape(' '.join(p.name.split('.')[1:3]))}</figcaption></figure>"
            for p in paths
        )
        + "</div>"
        for name, paths in found.items()
    )
    style = (
        "body{font:16px sans-serif}div{display:flex;gap:16px;align-items:start}"
        "figure{margin:0}img{max-height:420px;border:1px solid #999}"
    )
    (FOLDER / "index.html").write_text(
        f'<!doctype html><meta charset="utf-8"><title>Every page</title><style>{style}</style>{rows}', encoding="utf-8"
    )


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
