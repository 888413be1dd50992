"""E-mail addresses and phone numbers in a text, so that nobody publishes their own by accident. Pure.

Dates, prices, idea numbers and post codes are no phone numbers. What is found is only a reason to ask: the person
decides.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Contact:
    """A piece of a text by which somebody could be reached, as it stands there."""

    kind: Kind
    text: str


_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,24}\b", re.IGNORECASE)

# What stands between the digits of a number: a space of any width, dot, hyphen, slash.
_GAP: Final = r"[ \u00a0\u202f.\-/]{0,2}"
# "+32 (0)470 12 34 56", "0057 300 123 4567": the digits after + or 00 are at most fifteen (E.164).
_INTERNATIONAL: Final = re.compile(rf"(?<![\w+])(?:\+{_GAP}|00)\(?[1-9](?:\)?{_GAP}\(?\d\)?){{7,13}}(?!\d)")
# "0470 12 34 56", "(02) 511 22 33", "06 12 34 56 78", "06-12345678", "040 123 4567".
_LEADING_ZERO: Final = re.compile(rf"(?<![\w.,:+/\-])\(?0[1-9](?:\)?{_GAP}\d){{6,8}}(?![\d%]|[.,:/\-]\d)")
# Spain: nine digits, the first 6 to 9, in the groups people write.
_SPAIN: Final = re.compile(
    r"(?<![\w.,:+/\-])(?:[6-9]\d{8}"
    r"|[6-9]\d{2}(?:[ \u00a0.\-]\d{3}){2}|[6-9]\d{2}(?:[ \u00a0.\-]\d{2}){3}"
    r"|[89]\d[ \u00a0.\-]\d{3}(?:[ \u00a0.\-]\d{2}){2}|[6-9]\d{2}[ \u00a0.\-]\d{6})(?![\w%]|[.,:/\-]\d)"
)
# Colombia: ten digits, mobiles begin with 3, the others with 60 and a digit for the region.
_COLOMBIA: Final = re.compile(
    r"(?<![\w.,:+/\-])\(?(?:3\d{2}|60[1-8])\)?[ \u00a0.\-]?\d{3}"
    r"(?:[ \u00a0.\-]?\d{4}|[ \u00a0.\-]\d{2}[ \u00a0.\-]\d{2})"
    r"(?![\w%]|[.,:/\-]\d)"
)
# How many digits a number with a leading zero has: Belgium 9 or 10, France and the Netherlands 10, Finland 8 to 10.
_FEWEST_WITH_ZERO: Final = {"BE": 9, "FR": 10, "NL": 10, "FI": 8}

_MONEY: Final = r"(?:€|\$|£|EUR\b|USD\b|COP\b|euros?\b|pesos?\b)"
# 250, 612.345.678, 1 234,50: never with a zero before, so that a number after a price stays one.
_AMOUNT: Final = r"(?:[1-9]\d{0,2}(?:[ \u00a0\u202f.,]\d{3})+|[1-9]\d*)(?:[.,]\d{1,2})?"
_MANY: Final = (
    rf"(?:{_MONEY}|millones\b|millions?\b|miljoen\b|habitant\w*|inhabitants\b|inwoners\b|personas\b|asukasta\b|m²|m2\b)"
)
_NOT_A_NUMBER_TO_CALL: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Idea numbers: 2026-00042.
        r"(?<!\d)20\d{2}-\d{5}(?!\d)",
        # Days: 2026-11-21, 21/11/2026, 01.02.26, 01 02 2026.
        r"(?<![\d.])(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d]|[./\-]\d)",
        (
            r"(?<![\d./\-])(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d{2}"
            r"(?!\d|[./\-]\d|[ ]\d{2}(?!\d{2}))"
        ),
        r"(?<!\d)[0-3]?\d [01]?\d (?:19|20)\d{2}(?! ?\d)",
        # Sums and amounts: € 612 345 678, 612.345.678 pesos, + 250 000 000 €.
        rf"{_MONEY}\s?\+?{_AMOUNT}",
        rf"(?<!\d)\+?\s?{_AMOUNT}\s?{_MANY}",
        # IBAN: BE68 5390 0754 7034.
        r"\b[A-Z]{2}\d{2}(?:\s?\d{4}){2,7}(?:\s?\d{1,4})?\b",
    )
)


def find_contacts(text: str, *, country: str = "") -> list[Contact]:
    """The addresses and phone numbers of ``text``, in the order they stand there, each once.

    ``country`` (two capital letters) settles how short a number with a leading zero may be, and that bare numbers of
    nine or ten digits are read as a Spanish or Colombian resident writes them; without it all formats count.
    Numbers with + or 00 are found everywhere.
    """
    found: list[tuple[int, Contact]] = []
    rest = list(text)

    def take(start: int, end: int, kind: Kind) -> None:
        found.append((start, Contact(kind, text[start:end].strip())))
        rest[start:end] = " " * (end - start)

    for match in _EMAIL.finditer(text):
        take(match.start(), match.end(), Kind.EMAIL)
    for pattern in _NOT_A_NUMBER_TO_CALL:
        for match in pattern.finditer("".join(rest)):
            # A letter keeps what stands on either side from growing together.
            rest[match.start() : match.end()] = "x" * (match.end() - match.start())
    for pattern in _patterns(country):
        for match in pattern.finditer("".join(rest)):
            if _has_enough_digits(match.group(), country):
                take(match.start(), match.end(), Kind.PHONE)
    found.sort(key=lambda pair: pair[0])
    return list(dict.fromkeys(contact for _start, contact in found))


def _patterns(country: str) -> list[re.Pattern[str]]:
    patterns = [_INTERNATIONAL]
    if country not in {"ES", "CO"}:
        patterns.append(_LEADING_ZERO)
    if country in {"ES", ""}:
        patterns.append(_SPAIN)
    if country in {"CO", ""}:
        patterns.append(_COLOMBIA)
    return patterns


def _has_enough_digits(number: str, country: str) -> bool:
    """False for what only looks like one: too short with its zero, or a round sum."""
    digits = "".join(character for character in number if character.isdigit())
    if number.lstrip(" (").startswith("+") or digits.startswith("00"):
        return True
    if digits.startswith("0"):
        return len(digits) >= _FEWEST_WITH_ZERO.get(country, 8)
    return not digits.endswith("000")
