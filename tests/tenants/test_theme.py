"""A city's colours stay its own and stay readable."""

from __future__ import annotations

import colorsys
import itertools
import re
from pathlib import Path

import pytest

from tenants import theme

LIGHT = list(theme.LIGHT_GROUNDS.values())
DARK = list(theme.DARK_GROUNDS.values())
GRID = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in itertools.product(range(0, 256, 51), repeat=3)]
NAMED = ["#ffd800", "#001f5b", "#c8102e"]
TOKENS = Path(__file__).parents[2] / "platform/web/static/web/css/tokens.css"


def hue_and_saturation(colour: str) -> tuple[float, float]:
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(r, g, b)
    return hue * 360, saturation


@pytest.mark.parametrize("grounds", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_becomes_readable_on_both_grounds(grounds: list[str]) -> None:
    shifted = {colour: theme.shift_to_contrast(colour, grounds=grounds) for colour in GRID + NAMED}

    faint = [colour for colour, now in shifted.items() if min(theme.contrast(now, ground) for ground in grounds) < 4.5]
    assert len(shifted) == 219
    assert faint == []


@pytest.mark.parametrize("grounds", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["#ffd800", "#001f5b", "#c8102e", "#00853f", "#6633cc", "#ff6600", "#00a3ad"])
def test_the_hue_is_kept(colour: str, grounds: list[str]) -> None:
    before, _ = hue_and_saturation(colour)

    after, saturation = hue_and_saturation(theme.shift_to_contrast(colour, grounds=grounds))

    assert abs(after - before) < 2
    assert saturation > 0.3


def test_a_colour_that_reads_already_is_left_alone() -> None:
    assert theme.shift_to_contrast("#001F5B", grounds=LIGHT) == "#001f5b"
    assert theme.shift_to_contrast("#ffd800", grounds=DARK) == "#ffd800"


def test_the_shift_is_no_larger_than_it_must_be() -> None:
    shifted = theme.shift_to_contrast("#ffd800", grounds=["#ffffff"])

    assert theme.contrast(shifted, "#ffffff") == pytest.approx(4.5, abs=0.15)


def test_grounds_on_both_sides_are_refused_when_nothing_can_read_on_both() -> None:
    with pytest.raises(ValueError, match="nothing reaches 7:1"):
        theme.shift_to_contrast("#777777", grounds=["#ffffff", "#555555"], ratio=7)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_written_in_or_on_the_brand_can_be_read(dark: bool) -> None:
    grounds = DARK if dark else LIGHT

    palettes = {brand: theme.palette(brand, None, dark=dark) for brand in GRID + NAMED}

    assert {brand: faint for brand, colours in palettes.items() if (faint := faint_in(colours, grounds))} == {}


def faint_in(colours: theme.Palette, grounds: list[str]) -> dict[str, float]:
    """What cannot be read, with its contrast."""
    grounds_of_text = [*grounds, colours.brand_tint, colours.second_tint]
    of_text = {
        "on_brand": theme.contrast(colours.on_brand, colours.brand),
        "on_brand_ground": theme.contrast(colours.on_brand_ground, colours.brand_ground),
        "on_brand, under the mouse": theme.contrast(colours.on_brand, colours.brand_hover),
        "brand_ink": min(theme.contrast(colours.brand_ink, ground) for ground in grounds_of_text),
        "second": min(theme.contrast(colours.second, ground) for ground in grounds_of_text),
    }
    edge = min(theme.contrast(colours.brand_edge, ground) for ground in grounds)
    return {name: found for name, found in of_text.items() if found < 4.5} | ({"brand_edge": edge} if edge < 3 else {})


def test_on_paper_the_brand_is_shown_exactly_as_the_city_gave_it() -> None:
    assert theme.palette("#FFD800", None, dark=False).brand == "#ffd800"


def test_the_stylesheet_carries_both_schemes_corners_and_fonts() -> None:
    css = theme.theme_css(brand="#001f5b", radius=4, stack="serif")

    assert "--brand:#001f5b;" in css
    assert "--brand:light-dark(#001f5b," in css
    assert "--radius:4px" in css
    assert "--font-head:" in css
    assert css.count("{") == css.count("}")


def test_the_same_choice_gives_the_same_stylesheet() -> None:
    assert theme.theme_css(brand="c8102e") == theme.theme_css(brand="#C8102E")


@pytest.mark.parametrize("brand", ["", "red", "#12", "#12345", "#gggggg", "#fff;}body{display:none"])
def test_what_is_no_colour_never_reaches_the_stylesheet(brand: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        theme.theme_css(brand=brand)


@pytest.mark.parametrize("radius", [-1, 17])
def test_corners_outside_their_range_are_refused(radius: int) -> None:
    with pytest.raises(ValueError, match="0 to 16"):
        theme.theme_css(brand="#c8102e", radius=radius)


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    tokens = TOKENS.read_text()

    for name in theme.LIGHT_GROUNDS:
        pair = re.search(rf"--{name}:\s*light-dark\((#\w+),\s*(#\w+)\)", tokens)
        assert pair is not None
        assert pair.groups() == (theme.LIGHT_GROUNDS[name], theme.DARK_GROUNDS[name])
