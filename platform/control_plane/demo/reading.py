"""Reading JSON with the place in hand, so that a mistake in the content is found by its address."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class DemoContentError(ValueError):
    """Something in the demo content does not fit; `place` says where, `sentence` says what."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place
        self.sentence = sentence


def read_json(path: Path) -> Any:
    """The content of a JSON file; `DemoContentError` when it is missing or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as reason:
        raise DemoContentError(path.name, f"the file cannot be read ({reason.strerror})") from reason
    except json.JSONDecodeError as reason:
        raise DemoContentError(path.name, f"not JSON at line {reason.lineno}: {reason.msg}") from reason


class Record:
    """One JSON object that knows its place. Every getter promises a type or raises `DemoContentError`."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise DemoContentError(place, "an object was expected")
        self._value: dict[str, Any] = value
        self.place = place

    def has(self, key: str) -> bool:
        return key in self._value

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise DemoContentError(f"{self.place}.{key}", "a text is needed, without space around it")
        return value

    def one_of(self, key: str, allowed: Iterable[str]) -> str:
        value, known = self.text(key), sorted(allowed)
        if value not in known:
            raise DemoContentError(f"{self.place}.{key}", f"{value!r} is none of {', '.join(known)}")
        return value

    def whole(self, key: str) -> int:
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise DemoContentError(f"{self.place}.{key}", "a whole number from 0 is needed")
        return value

    def number(self, key: str) -> float:
        value = self._get(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise DemoContentError(f"{self.place}.{key}", "a number is needed")
        return float(value)

    def days(self, key: str) -> float:
        value = self.number(key)
        if value < 0:
            raise DemoContentError(f"{self.place}.{key}", "days before now are never negative")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
            raise DemoContentError(f"{self.place}.{key}", "a list of texts is needed")
        if len(set(value)) != len(value):
            raise DemoContentError(f"{self.place}.{key}", "the same entry stands there twice")
        return tuple(value)

    def translated(self, key: str, languages: tuple[str, ...]) -> dict[str, str]:
        """One text per language of the city: none missing, none too many."""
        entry = self.record(key)
        if set(entry._value) != set(languages):
            raise DemoContentError(entry.place, f"a text is needed in exactly {', '.join(languages)}")
        return {language: entry.text(language) for language in languages}

    def record(self, key: str) -> "Record":
        return Record(self._get(key), f"{self.place}.{key}")

    def records(self, key: str) -> list["Record"]:
        value = self._get(key)
        if not isinstance(value, list):
            raise DemoContentError(f"{self.place}.{key}", "a list is needed")
        return [Record(entry, f"{self.place}.{key}[{position}]") for position, entry in enumerate(value)]

    def _get(self, key: str) -> Any:
        if key not in self._value:
            raise DemoContentError(self.place, f"{key!r} is missing")
        return self._value[key]
