"""Whoever needs a database and a broker has them: settings for development and tests call ``ensure_servers``."""

import atexit
import fcntl
import os
from collections.abc import Mapping
from pathlib import Path

from config import env
from config.local.postgres import Postgres
from config.local.process import file_lock, make_folder, open_descriptor, open_lock, try_lock
from config.local.valkey import Valkey

VARIABLES = ("DATABASE_URL", "BROKER_URL", "CACHE_URL")


def ensure_servers(
    folder: Path, *, fast: bool = False, in_memory: bool = False, given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return DATABASE_URL, BROKER_URL and CACHE_URL, starting the embedded servers in ``folder`` that are needed.

    A variable that is set (in ``given``; the environment unless given), or whose ``<name>_FILE`` names a file, is
    kept, and its server is not started.
    When this process ends and no other process here uses the servers, they are stopped: so whoever started them
    stops them, unless somebody else still needs them, and what a killed process left behind goes with the next.
    ``fast`` (tests): nothing is synced to disk; ``in_memory``: nor kept there, where that can be.
    Raises CannotRunError with one sentence that says what to do, or ``env.SettingError`` for a file that cannot be
    read.
    """
    environment = os.environ if given is None else given
    found = {name: value for name in VARIABLES if (value := env.text(name, "", environment))}
    if len(found) == len(VARIABLES):
        return found
    make_folder(folder)
    with file_lock(folder / "servers.lock"):
        if "DATABASE_URL" not in found:
            found["DATABASE_URL"] = Postgres(folder / "pg", fast=fast, in_memory=in_memory).start()
        if "BROKER_URL" not in found or "CACHE_URL" not in found:
            addresses = Valkey(folder / "valkey").start()
            found = {"BROKER_URL": addresses.broker, "CACHE_URL": addresses.cache} | found
        _count_in(folder)
    return found


def stop_unused_servers(folder: Path) -> None:
    """Stop the embedded servers in ``folder`` when no process uses them: some end without a chance to say so."""
    if (folder / "users.lock").exists():
        with file_lock(folder / "servers.lock"), open_lock(folder / "users.lock") as handle:
            if try_lock(handle, fcntl.LOCK_EX):
                stop_servers(folder)


def stop_servers(folder: Path) -> None:
    """Stop the embedded servers in ``folder``, whoever started or uses them."""
    if folder.exists():
        Valkey(folder / "valkey").stop()
        Postgres(folder / "pg").stop()


_counted_in: dict[Path, int] = {}  # folder → the descriptor that says: this process uses its servers


def _count_in(folder: Path) -> None:
    """Say that this process uses the servers: a shared lock, which the kernel lets go even after a kill -9."""
    folder = folder.resolve()
    if folder not in _counted_in:
        _counted_in[folder] = handle = open_descriptor(folder / "users.lock")
        try_lock(handle, fcntl.LOCK_SH)
        atexit.register(_release_at_exit, folder, os.getpid())


def release_servers(folder: Path) -> None:
    """Say that this process no longer uses the servers in ``folder``, and stop them when nobody else does."""
    handle = _counted_in.pop(folder.resolve(), None)
    if handle is not None:
        os.close(handle)
        stop_unused_servers(folder)


def _release_at_exit(folder: Path, process: int) -> None:
    # A forked child inherits this promise, but it is its parent's to keep.
    if os.getpid() == process:
        release_servers(folder)
