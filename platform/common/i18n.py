"""Texts that a city writes in several languages, kept as ``{"fr": …, "nl": …}`` in one column."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation

LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "nl": "Nederlands",
    "es": "Español",
    "fi": "Suomi",
    "sv": "Svenska",
    "de": "Deutsch",
    "it": "Italiano",
    "pt": "Português",
    "ar": "العربية",
    "ca": "Català",
    "eu": "Euskara",
    "gl": "Galego",
    "pl": "Polski",
    "ro": "Română",
    "tr": "Türkçe",
    "ru": "Русский",
    "uk": "Українська",
    "so": "Soomaali",
    "et": "Eesti",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Picked:
    """A text with the language it is really in; ``is_fallback`` when that is not the one asked for."""

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text


def pick(texts: Mapping[str, str], language: str | None = None, *, default: str = "en") -> Picked:
    """The text in ``language`` (the active one when omitted), else in ``default``, else the first there is.

    Never raises: a city with no text at all gets an empty one.
    """
    wanted = (language or translation.get_language() or default).split("-")[0]
    for candidate in (wanted, default, *texts):
        if texts.get(candidate):
            return Picked(texts[candidate], candidate, is_fallback=candidate != wanted)
    return Picked("", wanted, is_fallback=False)
