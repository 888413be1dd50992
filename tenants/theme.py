"""A city's colours, made safe to read, and the one stylesheet that carries them.

Pure: text in, text out. A city chooses a brand colour; everything that must be read is derived from it so that
text reaches 4.5:1 on every ground of the page, light and dark, without ever leaving the city's hue.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Stack = Literal["humanist", "geometric", "serif"]

TEXT = 4.5  # WCAG 2.2, 1.4.3: text
EDGE = 3.0  # WCAG 2.2, 1.4.11: what must be seen to be used

# The page's own grounds. `static/web/css/tokens.css` carries the same values: a test compares them.
LIGHT_GROUNDS = {"ground": "#fbfaf7", "surface": "#ffffff", "sunk": "#f3f1ec"}
DARK_GROUNDS = {"ground": "#131316", "surface": "#1c1c20", "sunk": "#0c0c0e"}

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")

# Fonts people already have: nothing is fetched, nothing shifts while loading.
_SANS = '"Segoe UI","Noto Sans",Ubuntu,"Liberation Sans",Arial,sans-serif'
_STACKS: dict[Stack, dict[str, str]] = {
    "humanist": {"body": f"Seravek,{_SANS}", "head": f"Seravek,{_SANS}", "weight": "700", "track": "-.022em"},
    "geometric": {
        "body": f'Avenir,"Avenir Next",Montserrat,Corbel,{_SANS}',
        "head": '"Avenir Next",Avenir,Montserrat,"Century Gothic","URW Gothic",Futura,"Liberation Sans",sans-serif',
        "weight": "700",
        "track": "-.03em",
    },
    "serif": {
        "body": f"Seravek,{_SANS}",
        "head": '"Iowan Old Style",Charter,"Bitstream Charter","Source Serif 4",Georgia,"Liberation Serif",serif',
        "weight": "700",
        "track": "-.012em",
    },
}


def normalise(value: str) -> str:
    """Return a colour as `#rrggbb`, lower case. Takes `#rgb` or `#rrggbb`, the hash may be absent; else ValueError."""
    match = _HEX.fullmatch(value.strip())
    if match is None:
        raise ValueError(f"{value!r} is not a colour such as #005a9c")
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(d * 2 for d in digits))


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _rgb(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, into: str, share: float) -> str:
    """`share` (0 to 1) of a colour stirred into another, in sRGB."""
    pairs = zip(_rgb(colour), _rgb(into), strict=True)
    return _hex(tuple(a * share + b * (1 - share) for a, b in pairs))


def shift_to_contrast(colour: str, *, grounds: Sequence[str], ratio: float = TEXT) -> str:
    """Return the nearest colour of the same hue that reaches `ratio` on every ground.

    Grounds must lie on one side: all light (the colour darkens) or all dark (it lightens, and its saturation eases).
    The end of the road is black or white, so an answer exists whenever the grounds allow one. ValueError if not.
    """
    colour = normalise(colour)
    if _reads(colour, grounds, ratio):
        return colour
    towards = 0.0 if min(luminance(g) for g in grounds) > 0.18 else 1.0
    hue, start, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    steps = 256
    for step in range(1, steps + 1):
        lightness = start + (towards - start) * step / steps
        # A navy lifted at full saturation turns electric: on its way to the light a colour also calms down.
        calm = saturation * (1 - 0.65 * towards * step / steps)
        candidate = _hex(colorsys.hls_to_rgb(hue, lightness, calm))
        if _reads(candidate, grounds, ratio):
            return candidate
    raise ValueError(f"nothing reaches {ratio}:1 on all of {', '.join(grounds)}")


def readable_on(colour: str) -> str:
    """White, ink or black: the first that can be read (4.5:1) on a filled area of this colour. One always can."""
    return next(text for text in ("#ffffff", "#17150f", "#000000") if contrast(text, colour) >= TEXT)


def secondary_of(brand: str) -> str:
    """The quiet companion: the hue across the wheel with little of its saturation."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(normalise(brand)))
    return _hex(colorsys.hls_to_rgb((hue + 0.5) % 1, min(max(lightness, 0.3), 0.6), min(saturation, 0.38)))


@dataclass(frozen=True)
class Palette:
    """The colours derived from a city's brand for one scheme; every field is `#rrggbb`."""

    brand_ground: str  # large areas: the brand as the city gave it, by day and by night
    on_brand_ground: str
    brand: str  # filled buttons and marks
    on_brand: str  # text on them
    brand_hover: str
    brand_edge: str  # outline of a fill, so that a pale brand still has a shape
    brand_ink: str  # links, icons, figures
    brand_tint: str  # a breath of the brand behind text
    second: str
    second_tint: str


def palette(brand: str, accent: str | None, *, dark: bool) -> Palette:
    """Derive one scheme's colours. `brand` and `accent` as `normalise` takes them."""
    brand = normalise(brand)
    accent = normalise(accent) if accent else secondary_of(brand)
    plain = list((DARK_GROUNDS if dark else LIGHT_GROUNDS).values())
    surface = plain[1]
    # A navy button on a black page would vanish; on paper every brand is shown exactly as the city gave it.
    fill = shift_to_contrast(brand, grounds=plain, ratio=EDGE) if dark else brand
    on_fill = readable_on(fill)
    tint = mix(brand, surface, 0.16 if dark else 0.08)
    second_tint = mix(accent, surface, 0.18 if dark else 0.13)
    return Palette(
        brand_ground=brand,
        on_brand_ground=readable_on(brand),
        brand=fill,
        on_brand=on_fill,
        brand_hover=mix("#000000" if on_fill == "#ffffff" else "#ffffff", fill, 0.16),
        brand_edge=shift_to_contrast(brand, grounds=plain, ratio=EDGE),
        brand_ink=shift_to_contrast(brand, grounds=[*plain, tint, second_tint]),
        brand_tint=tint,
        second=shift_to_contrast(accent, grounds=[*plain, tint, second_tint]),
        second_tint=second_tint,
    )


def theme_css(*, brand: str, accent: str | None = None, radius: int = 10, stack: Stack = "humanist") -> str:
    """Return a city's stylesheet: custom properties for both schemes, and nothing else.

    `radius` in pixels, 0 to 16. ValueError for a colour, radius or stack that is none.
    """
    if not 0 <= radius <= 16:
        raise ValueError("corners are 0 to 16 pixels")
    if stack not in _STACKS:
        raise ValueError(f"{stack!r} is not one of {', '.join(_STACKS)}")
    light, dark = palette(brand, accent, dark=False), palette(brand, accent, dark=True)
    names = list(Palette.__dataclass_fields__)
    plain = "".join(f"--{_css(n)}:{getattr(light, n)};" for n in names)
    both = "".join(f"--{_css(n)}:light-dark({getattr(light, n)},{getattr(dark, n)});" for n in names)
    fonts = _STACKS[stack]
    return (
        "@layer theme{"
        f":root{{{plain}--radius:{radius}px;--font-body:{fonts['body']};--font-head:{fonts['head']};"
        f"--head-weight:{fonts['weight']};--head-track:{fonts['track']}}}"
        # Browsers from before 2024 keep the light scheme whole instead of losing half the colours.
        f"@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}"
        "}\n"
    )


def _reads(colour: str, grounds: Sequence[str], ratio: float) -> bool:
    return all(contrast(colour, ground) >= ratio for ground in grounds)


def _rgb(colour: str) -> tuple[float, float, float]:
    digits = normalise(colour)[1:]
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def _hex(channels: Sequence[float]) -> str:
    return "#" + "".join(f"{round(min(max(c, 0.0), 1.0) * 255):02x}" for c in channels)


def _css(field: str) -> str:
    return field.replace("_", "-")
