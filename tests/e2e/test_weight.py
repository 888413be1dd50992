"""What a page weighs on the line, with an empty cache: for those who pay by the megabyte."""

from dataclasses import dataclass, field

import pytest

from tests.e2e.pages import PAGES, language_of, open_page, prepare
from tests.e2e.visit import PHONE

pytestmark = pytest.mark.e2e

KIB = 1024
LIGHT = 60 * KIB
WITH_MAP = 105 * KIB


@dataclass
class Scale:
    """Bytes on the line per address, pictures apart, since the last ``clear``."""

    session: object
    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict) -> None:
        self.kinds[event["requestId"]] = (event.get("type", ""), event["request"]["url"])

    def _came(self, event: dict) -> None:
        kind, url = self.kinds.get(event["requestId"], ("", ""))
        if kind != "Image" and url.startswith("http"):
            self.bytes[url] = self.bytes.get(url, 0) + event["encodedDataLength"]

    def clear(self) -> None:
        """Forget what was weighed, and what the browser keeps."""
        self.session.send("Network.clearBrowserCache")
        self.bytes.clear()


def weigh(visit, go) -> tuple[float, dict[str, float]]:
    """Load a page into an empty cache; bytes in all and per address."""
    scale = Scale(visit.context.new_cdp_session(visit.page))
    scale.clear()
    go()
    visit.page.wait_for_load_state("networkidle")
    return sum(scale.bytes.values()), scale.bytes


@pytest.mark.parametrize("name", ["front", "ideas", "idea-discussed", "share-1-words", "sign-in", "for-programs"])
def test_a_page_is_light(visitor, name, record_property):
    visit = visitor(size=PHONE)
    open_page(visit, next(page for page in PAGES if page.name == name))
    address = visit.path

    total, parts = weigh(visit, lambda: visit.go(address))

    print(f"{name}: {total / KIB:.1f} KiB in {len(parts)} requests")
    record_property("bytes", total)
    assert total <= LIGHT, parts
    assert len(parts) <= 8, parts


def test_the_page_with_the_map_is_light_enough(visitor):
    visit = visitor(size=PHONE)
    prepare(visit, "resident")
    open_page(visit, next(page for page in PAGES if page.name == "share-3-place"))
    address = visit.path

    def reload_and_pin() -> None:
        visit.go(address)
        visit.page.locator("[name=where][value=pin]").check()
        visit.page.locator("#pin-map .hood").first.wait_for()

    total, parts = weigh(visit, reload_and_pin)

    print(f"map: {total / KIB:.1f} KiB in {len(parts)} requests, in {language_of(visit)}")
    assert total <= WITH_MAP, parts
