"""The browser for end-to-end tests: a chosen one, an installed one, or one line to type."""

from pathlib import Path

import pytest

from config.local.chromium import find, find_or_install
from config.local.process import CannotRunError


@pytest.fixture
def tools(tmp_path, monkeypatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    return tmp_path


def program(path: Path, says: str) -> str:
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)
    return str(path)


def test_a_chosen_browser_is_taken(tools, monkeypatch):
    program(tools / "chromium", "echo Chromium 140")
    monkeypatch.setenv("CHROMIUM", program(tools / "mine", "echo Chromium 141"))

    assert find() == str(tools / "mine")


def test_a_chosen_browser_that_does_not_start_is_refused(tools, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(tools / "absent"))

    with pytest.raises(CannotRunError) as refusal:
        find()

    assert str(refusal.value) == (
        f"CHROMIUM is {tools / 'absent'}, which does not start: set it to a Chromium of yours, or unset it."
    )


def test_a_script_that_only_talks_about_a_browser_is_passed_over(tools):
    program(tools / "chromium-browser", "echo install the snap; exit 1")
    program(tools / "google-chrome", "echo Google Chrome 141")

    assert find() == str(tools / "google-chrome")


def test_where_nothing_can_be_installed_the_line_to_type_is_given(tools):
    with pytest.raises(CannotRunError) as refusal:
        find_or_install()

    assert str(refusal.value).startswith("End-to-end tests need Chromium; type this line, then try again: ")
    assert "apt-get update && apt-get install --yes chromium" in str(refusal.value)
