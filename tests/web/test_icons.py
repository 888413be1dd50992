"""Icons come from the server, inline, silent, and without a style attribute."""

from __future__ import annotations

import re
from pathlib import Path

import lucide
import pytest

from web.templatetags import web

TEMPLATES = Path(__file__).parents[2] / "platform/web/templates"
NAMED = sorted(
    {name for file in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
)
STATUSES = ["proposed", "under_review", "planned", "in_progress", "implemented", "declined", "merged"]


def test_an_icon_takes_the_colour_of_the_text_and_says_nothing_to_screen_readers() -> None:
    drawn = web.icon("bell")

    assert drawn.startswith("<svg ")
    assert 'class="icon"' in drawn
    assert 'stroke="currentColor"' in drawn
    assert 'aria-hidden="true"' in drawn


def test_an_icon_carries_no_style_and_stands_on_one_line() -> None:
    drawn = web.icon("bell")

    assert "style=" not in drawn
    assert "\n" not in drawn


def test_more_classes_are_added_and_cannot_break_out() -> None:
    assert 'class="icon flip"' in web.icon("arrow-right", "flip")
    assert "<script" not in web.icon("bell", '"><script>')


@pytest.mark.parametrize("name", NAMED)
def test_every_icon_that_a_template_names_exists(name: str) -> None:
    assert web.icon(name).endswith("</svg>")


def test_a_name_nobody_drew_is_refused() -> None:
    with pytest.raises(lucide.IconDoesNotExist):
        web.icon("no-such-icon")


def test_every_status_has_a_shape_of_its_own() -> None:
    shapes = [web.icon(web.status_icon(code)) for code in STATUSES]

    assert len(set(shapes)) == 7


def test_a_status_nobody_knows_looks_like_a_proposal() -> None:
    assert web.status_icon("someday") == "circle-dashed"
    assert web.status_tone("someday") == "neutral"
