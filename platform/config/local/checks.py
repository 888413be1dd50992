"""What stands in the way of running on this machine, each as one sentence that says what to do."""

import errno
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from config.local.process import CannotRunError, make_folder

OLDEST, NEWEST = (3, 11), (3, 13)


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Refuse a Python that the locks do not cover."""
    if not OLDEST <= version <= NEWEST:
        raise CannotRunError(
            f"Commonwall runs on Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}, and this is "
            f"{version[0]}.{version[1]}: install one of those, remove .venv, then run again."
        )


def port_from(environment: Mapping[str, str]) -> int:
    """Return the port that PORT names, 8000 without it."""
    said = environment.get("PORT") or "8000"
    if not said.isascii() or not said.isdigit() or not 0 < int(said) < 65536:
        raise CannotRunError(f"PORT is “{said}”, which is no port: set it to a number from 1 to 65535.")
    return int(said)


def check_port(host: str, port: int) -> None:
    """Refuse a port that something else listens on, or that this user may not open."""
    with socket.socket(socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CannotRunError(
                    f"Port {port} may not be opened by this user: choose one above 1023, as in `make run PORT=8001`."
                ) from error
            raise CannotRunError(
                f"Port {port} is taken by another program: stop that program, "
                f"or choose another port, as in `make run PORT={8001 if port == 8000 else 8000}`."
            ) from error


def check_folder(folder: Path) -> None:
    """Refuse a folder that this user cannot write to, or that another user keeps data in."""
    make_folder(folder)
    owner = folder.stat().st_uid
    if os.geteuid() != 0 and owner != os.geteuid():
        raise CannotRunError(
            f"{folder} belongs to another user: run as that user, or from a copy of the project that is yours."
        )
