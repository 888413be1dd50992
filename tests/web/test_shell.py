"""What every page carries stays small, and obeys the content security policy."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "platform/web"
CSS = WEB / "static/web/css"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def weight(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


def test_the_stylesheets_of_a_page_weigh_at_most_14_kib() -> None:
    assert weight(CSS / "tokens.css", CSS / "base.css", CSS / "components.css") <= 14 * 1024


def test_the_script_weighs_under_4_kib() -> None:
    assert weight(WEB / "static/web/js/wall.js") < 4 * 1024


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_a_style_or_a_handler(template: Path) -> None:
    markup = template.read_text()

    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", markup) == []


def test_no_stylesheet_loads_anything() -> None:
    for sheet in CSS.glob("*.css"):
        assert re.findall(r"url\(|@import", sheet.read_text()) == []
