"""Takes out of a text what tells who somebody is, before it goes into a log or to somebody else. Pure."""

import re
from typing import Any, Final

_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,24}\b", re.IGNORECASE)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
# Nine to fifteen digits, as people group them. Days (2026-05-04) and ideas (2026-00042) are not meant, and where it is
# not sure, a number too many goes: nobody needs it to mend a mistake.
_PHONE: Final = re.compile(
    r"(?<![\w.:-])(?!\d{4}-\d{2}-\d{2}(?!\d))(?!20\d{2}-\d{5}(?!\d))"
    r"(?:\+ ?)?\(?\d(?:[ \u00a0\u202f.\-/()]{0,2}\d){8,14}(?![\w:])"
)


def scrub(text: str) -> str:
    """``text`` with ``[email]``, ``[iban]`` and ``[phone]`` where such stood."""
    return _PHONE.sub("[phone]", _IBAN.sub("[iban]", _EMAIL.sub("[email]", text)))


def scrub_all(value: Any) -> Any:
    """The same for every text inside lists and dictionaries; everything else stays as it is."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: scrub_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrub_all(item) for item in value]
    return value
