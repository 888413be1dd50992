"""Readers of the environment that fail loudly: a setting is right, absent or refused, never guessed."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(SystemExit):
    """A setting that cannot be used; the sentence says which and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"Commonwall cannot start: {sentence}")


def text(name: str, default: str | None = None, environment: Mapping[str, str] | None = None) -> str:
    """The value of a variable, or of the file that ``<name>_FILE`` names; ``default`` when neither is set.

    ``environment`` is this process's unless given.
    """
    given = os.environ if environment is None else environment
    if path := given.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise SettingError(f"{name}_FILE names a file that cannot be read ({problem.strerror}).") from problem
    value = given.get(name)
    if value is not None and value != "":
        return value
    if default is None:
        raise SettingError(f"{name} is not set. docs/self-hosting.md lists every setting.")
    return default


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on; false for 0, false, no, off; anything else is refused."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be 1 or 0, not “{value}”.")


def integer(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not “{value}”.") from None


def database(url: str) -> dict[str, Any]:
    """Django's settings for ``postgresql://user:password@host:port/name?host=/socket/folder``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SettingError("DATABASE_URL must begin with postgresql://.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "tenants.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }
