"""The one stylesheet that carries a city's look: immutable, because its name is the hash of what it says."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from tenants.models import Branding
from tenants.theme import Stack, theme_css


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """``digest`` is its name, ``css`` what it says."""

    digest: str
    css: str


def stylesheet_of(branding: Branding) -> Stylesheet:
    """A city's stylesheet. Derived once per look and process; the contrast guard makes every colour readable."""
    return _make(branding.primary, branding.accent or None, branding.radius, branding.stack)


@lru_cache(maxsize=2048)
def _make(brand: str, accent: str | None, radius: int, stack: Stack) -> Stylesheet:
    css = theme_css(brand=brand, accent=accent, radius=radius, stack=stack)
    return Stylesheet(digest=hashlib.sha256(css.encode()).hexdigest()[:12], css=css)
