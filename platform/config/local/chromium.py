"""The browser that end-to-end tests and screenshots drive: found, or installed where this user may."""

import os
import shutil
import subprocess

from config.local.process import CannotRunError

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")


def find() -> str:
    """Return the path of a Chromium that starts: $CHROMIUM, or one of the usual names; empty when there is none."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not _starts(chosen):
            raise CannotRunError(
                f"CHROMIUM is {chosen}, which does not start: set it to a Chromium of yours, or unset it."
            )
        return chosen
    return next((path for path in map(shutil.which, NAMES) if path and _starts(path)), "")


def find_or_install() -> str:
    """Return the path of Chromium, installing Debian's where this user may; else raise with the line to type."""
    found = find()
    if found:
        return found
    line = "apt-get update && apt-get install --yes chromium"
    by_hand = f"End-to-end tests need Chromium; type this line, then try again: {'' if _is_root() else 'sudo '}"
    by_hand += line if _is_root() else "sh -c '" + line + "'"
    before = _rights()
    if before is None or not shutil.which("apt-get"):
        raise CannotRunError(by_hand)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), INSTALL):
        done = subprocess.run(  # noqa: S603 - fixed commands
            [*before, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode != 0 and command is INSTALL:
            said = " / ".join(done.stderr.strip().splitlines()[-2:])
            raise CannotRunError(f"{by_hand} (it was tried and said: {said})")
    found = find()
    if not found:
        raise CannotRunError(by_hand)
    return found


def _is_root() -> bool:
    return os.geteuid() == 0


def _rights() -> list[str] | None:
    """Return what to put before a command so that it may install; None when this user may not."""
    if _is_root():
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:  # noqa: S603
        return [sudo, "-n"]
    return None


def _starts(path: str) -> bool:
    # Ubuntu's chromium-browser may be a script that only says to install something else.
    try:
        command = [path, "--version"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "hrom" in done.stdout
