"""Reading what programs send: JSON that can mean one thing only, or it is refused by code."""

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, Final

from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from common.exceptions import RuleViolation

LARGEST_BODY: Final = 256 * 1024
DEEPEST: Final = 20
# Strings first, so that brackets inside them do not count. One that never ends goes to the end: nothing is tried twice.
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z|\\)|[\[{]|[\]}]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class StrictJsonParser(BaseParser):
    """One JSON object in UTF-8, 256 KiB at most, nested 20 deep at most.

    Raises ``RuleViolation``: ``type.charset``, ``body.too_large``, ``json.encoding``, ``json.unreadable``,
    ``json.deep``, ``json.duplicate``, ``json.number``, ``json.nul``, ``json.surrogate``, ``json.object``. Pure but
    for the reading.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The object. Reads at most one byte more than it accepts."""
        _type, said = parse_header_parameters(media_type or "")
        if said.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise RuleViolation("type.charset", _("Send JSON in UTF-8: it has no other charset here."))
        return read_object(stream.read(LARGEST_BODY + 1))


def read_object(raw: bytes) -> dict[str, Any]:
    """The object in some bytes; raises as ``StrictJsonParser``. No bytes at all are an empty object."""
    if len(raw) > LARGEST_BODY:
        raise RuleViolation("body.too_large", _("That is more than fits in one request. Send less."))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise RuleViolation("json.encoding", _("That is no UTF-8. Encode the body as UTF-8.")) from broken
    if not text.strip():
        return {}
    if _depth(text) > DEEPEST:
        raise RuleViolation("json.deep", _("That is nested too deeply: twenty levels are enough."))
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite, parse_int=_small
        )
    except (ValueError, RecursionError) as broken:
        raise RuleViolation("json.unreadable", _("That is not readable as JSON.")) from broken
    if not isinstance(value, dict):
        raise RuleViolation("json.object", _("Send one JSON object: fields between { and }."))
    return value


def _depth(text: str) -> int:
    deepest = now = 0
    for token in _TOKEN.finditer(text):
        mark = text[token.start()]
        if mark in "[{":
            now += 1
            deepest = max(deepest, now)
        elif mark in "]}":
            now -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        _require_text(name)
        if name in found:
            raise RuleViolation("json.duplicate", _("A field stands there twice. Say it once."), field=name[:80])
        _require_texts(value)
        found[name] = value
    return found


def _require_texts(value: Any) -> None:
    """Objects inside were looked at when they were built; lists were not."""
    if isinstance(value, str):
        _require_text(value)
    elif isinstance(value, list):
        for one in value:
            _require_texts(one)


def _require_text(text: str) -> None:
    if "\x00" in text:
        raise RuleViolation("json.nul", _("A text holds the character NUL, which no text of ours can."))
    if _SURROGATE.search(text):
        raise RuleViolation("json.surrogate", _("A text holds half a character (a lone surrogate)."))


def _no_number(_name: str) -> Any:
    raise RuleViolation("json.number", _("NaN and Infinity are no numbers in JSON."))


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise RuleViolation("json.number", _("That number is too large to be one."))
    return number


def _small(text: str) -> int:
    if len(text) > 20:
        raise RuleViolation("json.number", _("That number is too large to be one."))
    return int(text)
