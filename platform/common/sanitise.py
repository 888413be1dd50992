"""What people type, made safe to show: text stays text, and only links become markup."""

import re
import unicodedata

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Characters that are never part of a text: controls other than tab and newline, what nobody sees and no writing needs,
# and those that turn the direction of the writing round, with which one text can be made to read as another.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# Joiners are needed inside words and emoji, but make no text alone; the fillers are letters that show nothing.
_NOT_SEEN_ALONE = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
# Composing letters takes time with the square of such a run; no writing puts more than a few marks on one letter.
_MANY_MARKS = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+")
_MANY_SPACES = re.compile(r"[^\S\n]{9,}")
_MANY_BREAKS = re.compile(r"\n{3,}")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
_NOT_AT_THE_END = ".,;:!?…'’*_"
_LONGEST_SHOWN = 60
_TAGS = {"p", "br", "a"}


def plain(text: str) -> str:
    """The text as it is stored: one kind of newline, composed letters, no invisible characters, no idle space.

    Markup that somebody typed stays what it is: characters. Empty when nothing readable is left. Linear in its length.
    """
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", _MANY_MARKS.sub(r"\1", text))
    if not any(_is_seen(character) for character in text):
        return ""
    text = "\n".join(line.rstrip() for line in _MANY_SPACES.sub(" ", text).split("\n"))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def is_far_too_long(text: str, longest: int) -> bool:
    """True when no cleaning could bring the text down to ``longest`` characters: refuse it before any work on it."""
    return len(text) > 4 * longest


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in _NOT_SEEN_ALONE


def paragraphs(text: str) -> SafeString:
    """Plain text as HTML: an empty line ends a paragraph, a newline breaks the line, web addresses become links.

    Links say ``rel="nofollow ugc noopener"``. Everything else is escaped; what comes out has passed nh3, which lets
    ``p``, ``br`` and ``a[href=http(s)]`` through and nothing more.
    """
    blocks = (block for block in plain(text).split("\n\n") if block.strip())
    html = "".join(f"<p>{'<br>'.join(_linked(line) for line in block.splitlines())}</p>" for block in blocks)
    return mark_safe(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https"},
            link_rel="nofollow ugc noopener",
        )
    )


def _linked(line: str) -> str:
    """One line, escaped, with its web addresses as links. Linear in its length."""
    pieces, end = [], 0
    for found in _ADDRESS.finditer(line):
        address = _without_tail(found.group())
        pieces += [escape(line[end : found.start()]), _link(address)]
        end = found.start() + len(address)
    return "".join([*pieces, escape(line[end:])])


def _without_tail(address: str) -> str:
    """An address without the punctuation of the sentence around it; a bracket stays when it was opened inside."""
    opened, closed = address.count("("), address.count(")")
    while address:
        if address[-1] == ")" and closed > opened:
            closed -= 1
        elif address[-1] not in _NOT_AT_THE_END:
            break
        address = address[:-1]
    return address


def _link(address: str) -> str:
    target = address if "://" in address else f"https://{address}"
    bare = address.split("://", 1)[-1]
    shown = bare if len(bare) <= _LONGEST_SHOWN else f"{bare[: _LONGEST_SHOWN - 1]}…"
    return f'<a href="{escape(target)}">{escape(shown)}</a>'
