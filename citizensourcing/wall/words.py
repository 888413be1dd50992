"""Texts of a city on the wall's pages, and the note that says when one is in another language."""

from dataclasses import dataclass

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from common.i18n import LANGUAGE_NAMES, pick


@dataclass(frozen=True, slots=True)
class Said:
    """A text; ``lang`` and ``note`` (“in French”) are set only when it is not in the reader's language."""

    text: str
    lang: str = ""
    note: str = ""


def said(texts: dict[str, str], *, default: str) -> Said:
    """A city's text in the reader's language, or honestly in another one."""
    picked = pick(texts, default=default)
    if not picked.is_fallback:
        return Said(picked.text)
    return Said(picked.text, picked.language, _("in %(language)s") % {"language": language_name(picked.language)})


def language_name(code: str) -> str:
    """A language in the reader's words; in its own where Django does not know it, else its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return LANGUAGE_NAMES.get(code, code)
