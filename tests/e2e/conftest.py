"""One server and one browser for all journeys; everybody in them is new."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from config.local.chromium import find_or_install
from tests.e2e.stage import Stage
from tests.e2e.visit import CHROMIUM_ARGUMENTS, Visit, begin


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    with Stage(os.environ.get("PYTEST_XDIST_WORKER", "main")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visitor(stage, chromium) -> Iterator[Callable[..., Visit]]:
    """Open browsers (see ``begin`` for the wishes); at the end no page may have done what none must do."""
    visits: list[Visit] = []

    def open_one(**wishes) -> Visit:
        visits.append(begin(stage, chromium, **wishes))
        return visits[-1]

    yield open_one
    for visit in visits:
        visit.context.close()
    assert [problem for visit in visits for problem in visit.problems] == []
