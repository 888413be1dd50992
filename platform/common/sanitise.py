"""What people type, made safe to show: text stays text, and only links become markup."""

import re
import unicodedata

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Characters that are never part of a text: controls other than tab and newline, and those that turn the direction
# of the writing round, with which one text can be made to read as another.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES_BEFORE_BREAK = re.compile(r"[ \t]+\n")
_MANY_BREAKS = re.compile(r"\n{3,}")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
_NOT_AT_THE_END = ".,;:!?…'’*_"
_LONGEST_SHOWN = 60
_TAGS = {"p", "br", "a"}


def plain(text: str) -> str:
    """The text as it is stored: one kind of newline, composed letters, no invisible characters, no idle space.

    Markup that somebody typed stays what it is: characters. Empty when nothing readable is left.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SPACES_BEFORE_BREAK.sub("\n", _UNWANTED.sub("", text))
    return _MANY_BREAKS.sub("\n\n", text).strip()


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
