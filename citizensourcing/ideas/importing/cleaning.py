"""Text of other platforms, made plain and fitted to this wall."""

import html
import re
from typing import Final

import nh3
from django.utils.translation import gettext as _

from common.sanitise import plain

LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 10_000
LONGEST_COMMENT: Final = 4_000

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_ITEM = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^>]*>|</(?:tr|dt|dd)>", re.IGNORECASE)
_BLOCK = re.compile(r"</(?:p|div|h[1-6]|ul|ol|blockquote|table|pre|section|article)>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_SPACE_AROUND_BREAK = re.compile(r" *\n *")
_NOT_BEFORE_DOTS: Final = " ,;:.!?–—-("


def plain_text(text: str) -> str:
    """HTML or text as plain text: blocks become paragraphs, list items lines with a dash, scripts nothing.

    What only looks like HTML from afar (``3 < 4``) stays. Linear in its length.
    """
    if _MARKUP.search(text):
        text = _ITEM.sub("\n– ", text)
        text = _BLOCK.sub("\n\n", _BREAK.sub("\n", text))
        text = nh3.clean(text, tags=set())
        text = html.unescape(text)
    elif "&" in text:
        text = html.unescape(text)
    # First one kind of newline, then no idle space, then no more than one empty line.
    return plain(_SPACE_AROUND_BREAK.sub("\n", _SPACES.sub(" ", plain(text))))


def one_line(text: str) -> str:
    """The same on a single line: titles and names."""
    return " ".join(plain_text(text).split())


def cut(text: str, longest: int) -> str:
    """At most ``longest`` characters, cut between words and ended by an ellipsis."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    if not text[longest - 1].isspace() and (space := max(kept.rfind(" "), kept.rfind("\n"))) > longest // 2:
        kept = kept[:space]
    return f"{kept.rstrip(_NOT_BEFORE_DOTS)}…"


def fitted(title: str, text: str) -> tuple[str, str, tuple[str, ...]]:
    """(title, text, what was done) within this wall's lengths; a title that is cut stays whole at the text's head."""
    notes = []
    if len(title) > LONGEST_TITLE:
        text = f"{title}\n\n{text}".strip()
        title = cut(title, LONGEST_TITLE)
        notes.append(
            _("The title was longer than 120 characters: it is cut, and stands whole at the head of the text.")
        )
    if len(text) > LONGEST_TEXT:
        text = cut(text, LONGEST_TEXT)
        notes.append(_("The text was longer than 10,000 characters: it is cut."))
    return title, text, tuple(notes)
