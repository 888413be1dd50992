"""axe on every page type, light and dark, phone and desktop, as everybody; nothing is cut off, however narrow."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.pages import PAGES, open_page, prepare
from tests.e2e.visit import DESKTOP, NARROW, PHONE

pytestmark = pytest.mark.e2e

# Colours change with the scheme; everything else about a page does not.
RULES = {"light": {}, "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}}}
ZOOMED = (DESKTOP[0] // 2, DESKTOP[1] // 2)
AXE = Axe().axe_script
# Visitors have the most pages: in two halves both workers have enough to do.
ROLES = {
    "visitor, first half": ("", slice(0, None, 2)),
    "visitor, second half": ("", slice(1, None, 2)),
    "resident, first half": ("resident", slice(0, None, 2)),
    "resident, second half": ("resident", slice(1, None, 2)),
    "moderator": ("moderator", slice(None)),
    "manager": ("manager", slice(None)),
}


def violations(visit, name: str) -> list[str]:
    """What axe finds now, in lines that say where."""
    found = []
    visit.page.evaluate(AXE)
    for width, height in (PHONE, DESKTOP):
        visit.page.set_viewport_size({"width": width, "height": height})
        for scheme, rules in RULES.items():
            visit.page.emulate_media(color_scheme=scheme)
            wishes = json.dumps({"resultTypes": ["violations"], **rules})
            answer = visit.page.evaluate(f"axe.run(document, {wishes}).then((found) => found.violations)")
            found += [
                f"{name} {width} {scheme}: {rule['id']}: {node['html'][:160]} | {node.get('failureSummary', '')[:260]}"
                for rule in answer
                for node in rule["nodes"][:3]
            ]
    return found


def too_wide(visit, name: str) -> list[str]:
    """Where the page would scroll sideways: at 320 px, and at a desktop's 200 % zoom."""
    found = []
    for width, height in (NARROW, ZOOMED):
        visit.page.set_viewport_size({"width": width, "height": height})
        over = visit.overflow()
        found += [f"{name} at {width} px is {over} px too wide"] * (over > 0)
    return found


@pytest.mark.parametrize(("role", "part"), ROLES.values(), ids=ROLES)
def test_every_page_is_accessible_and_fits(visitor, role, part):
    visit = visitor()
    prepare(visit, role)

    found = []
    for page in [page for page in PAGES if page.role == role][part]:
        visit.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        open_page(visit, page)
        found += violations(visit, page.name) + too_wide(visit, page.name)

    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize("role", ["resident", "moderator"])
def test_pages_that_everybody_sees_are_accessible_to_who_signed_in(visitor, role):
    visit = visitor()
    prepare(visit, role)

    found = []
    for page in PAGES:
        if page.name in {"front", "ideas", "idea-discussed", "idea-answered", "discussion"}:
            open_page(visit, page)
            found += violations(visit, page.name) + too_wide(visit, page.name)

    assert found == [], "\n" + "\n".join(found)
