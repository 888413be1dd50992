"""What the embedded servers share: sentences for people, locks, private folders, and processes that may have died."""

import errno
import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LONGEST_SOCKET_PATH = 107  # bytes; the kernel refuses a longer one


class CannotRunError(Exception):
    """Something on this machine is in the way. Its text is one sentence that says what to do about it."""


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents; raise CannotRunError where nothing may be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotRunError(
            f"Commonwall keeps its data in {folder}, but nothing can be written there ({error.strerror}): "
            "give yourself the right to write to that folder, or run from a copy of the project that is yours."
        ) from error


@contextmanager
def file_lock(path: Path, *, seconds: float = 60) -> Iterator[None]:
    """Hold ``path`` for this process alone, waiting up to ``seconds``. The kernel frees it when the process dies."""
    with open_lock(path) as handle:
        if not wait_until(lambda: try_lock(handle, fcntl.LOCK_EX), seconds=seconds):
            raise CannotRunError(
                f"Another process has been starting or stopping a server here for {seconds:.0f} seconds "
                f"(it holds {path}): wait for it or end it, then try again."
            )
        yield


@contextmanager
def open_lock(path: Path) -> Iterator[int]:
    """Open (or make) a lock file and close it afterwards; yields its descriptor, which child programs do not get."""
    handle = open_descriptor(path)
    try:
        yield handle
    finally:
        os.close(handle)


def open_descriptor(path: Path) -> int:
    """Return a descriptor of the lock file ``path``, made when absent."""
    make_folder(path.parent)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotRunError(
            f"{path} belongs to someone else ({error.strerror}): run as the person who first ran Commonwall here, "
            "or remove the folder .local to begin anew."
        ) from error


def try_lock(handle: int, kind: int) -> bool:
    """Take (or change to) the flock ``kind`` without waiting; False when another process holds it."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EAGAIN}:
            raise
        return False
    return True


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.02) -> bool:
    """Ask ``condition`` again and again; True as soon as it holds, False when ``seconds`` have passed."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


def runs_program(pid: int, words: tuple[str, ...]) -> bool:
    """Return whether process ``pid`` lives and its command line holds every one of ``words``.

    A number alone proves nothing: after a crash (and in every new container) it may belong to any other program.
    """
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return False
        asked = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)  # noqa: S603, S607
        command = asked.stdout
    return bool(command.strip()) and all(word in command for word in words)


def end_process(pid: int, alive: Callable[[], bool], signals: tuple[tuple[signal.Signals, float], ...]) -> None:
    """Send each signal in turn, waiting its number of seconds, until ``alive`` says the process is gone."""
    for number, seconds in signals:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until(lambda: not alive(), seconds=seconds):
            break
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # where it was our child, let it rest: not every machine's init does


def short_hash(folder: Path) -> str:
    """Return eight hexadecimal digits that stand for a folder's full path."""
    return hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:8]


def socket_folder(home: Path, file_name: str, *, owner: int | None = None, group: int | None = None) -> Path:
    """Make and return a private folder (0700) for the socket ``file_name`` of the server that lives in ``home``.

    The folder stands in $XDG_RUNTIME_DIR, or in /tmp where there is none (or where the server runs as another
    user, ``owner``, who may not enter it): a checkout's own path is often too long for a socket.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    parents = [Path("/tmp")]  # noqa: S108 - the folder in it is checked to be ours, and private
    if runtime and owner is None and os.access(runtime, os.W_OK | os.X_OK):
        parents.insert(0, Path(runtime))
    for parent in parents:
        folder = parent / f"cw-{short_hash(home)}"
        if len(os.fsencode(folder / file_name)) <= LONGEST_SOCKET_PATH:
            return private_folder(folder, owner=owner, group=group)
    raise CannotRunError("The folder /tmp cannot hold a socket: make it writable, then try again.")


def private_folder(folder: Path, *, owner: int | None = None, group: int | None = None, mode: int = 0o700) -> Path:
    """Make ``folder`` private to ``owner`` (this process's user unless given), or refuse one that is not.

    Anyone may have put something of that name into /tmp before us, so what stands there is never followed or trusted.
    """
    expected = os.geteuid() if owner is None else owner
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = os.lstat(folder)
        if stat.S_ISDIR(found.st_mode) and found.st_uid in {os.geteuid(), expected}:
            if owner is not None or group is not None:
                os.chown(folder, expected, -1 if group is None else group, follow_symlinks=False)
            if stat.S_IMODE(found.st_mode) != mode:
                folder.chmod(mode)
        found = os.lstat(folder)
    except OSError as error:
        raise CannotRunError(
            f"The private folder {folder} cannot be made ({error.strerror}): "
            f"make {folder.parent} writable and {folder} yours, or remove it, then try again."
        ) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected:
        raise CannotRunError(
            f"{folder} belongs to someone else, so no server is started in it: remove it, then try again."
        )
    return folder


def remove_empty(folder: Path) -> None:
    """Remove a folder that holds nothing any more; one that holds something, or is gone, stays as it is."""
    with suppress(OSError):
        folder.rmdir()


def last_lines(log: Path, count: int = 3) -> str:
    """Return the last lines of a log in one line, for a sentence about what went wrong."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        return "it wrote nothing"
    return " / ".join(line.strip() for line in lines[-count:]) or "it wrote nothing"
