"""The database, the cache and the broker of development and tests: named by the environment, or embedded."""

from pathlib import Path
from typing import Any

from config import env
from config.local.ensure import ensure_servers
from config.local.process import CannotRunError
from config.settings.base import postgres, valkey_cache


def servers(folder: Path, *, fast: bool = False, in_memory: bool = False) -> dict[str, Any]:
    """The settings DATABASES, CACHES and CELERY_BROKER_URL; what is not named is started in ``folder``.

    Raises ``env.SettingError`` with one sentence when a server cannot be had.
    """
    try:
        found = ensure_servers(folder, fast=fast, in_memory=in_memory)
    except CannotRunError as refusal:
        raise env.SettingError(str(refusal)) from refusal
    return {
        "DATABASES": {"default": postgres(found["DATABASE_URL"])},
        "CACHES": {"default": valkey_cache(found["CACHE_URL"])},
        "CELERY_BROKER_URL": found["BROKER_URL"],
    }
