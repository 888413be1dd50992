"""``python3 make_venv.py requirements.txt``: makes .venv and installs a lock, only when the lock has changed.

Runs with the machine's own Python, before anything is installed: standard library only, no import of ours.
"""

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"


def main(lock: Path) -> int:
    """Install ``lock`` into .venv; return the exit code. What stands in the way is one sentence on stderr."""
    try:
        if not _fits():
            _make()
        _install(lock)
    except _InTheWayError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


class _InTheWayError(Exception):
    """One sentence that says what to do."""


def _fits() -> bool:
    """Return whether .venv starts, and with a Python that the locks cover."""
    command = [str(PYTHON), "-c", "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - our own .venv
    except OSError:
        return False


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise _InTheWayError(
            f"This Python cannot make a virtual environment: install its package with `apt-get install {name}` "
            "(as root or with sudo; it may also be called python3-venv), then try again."
        )
    if VENV.is_symlink():
        raise _InTheWayError(
            ".venv is a link to an environment that does not work here: remove the link, then try again."
        )
    sys.stdout.write(f"Making .venv with Python {sys.version.split()[0]}.\n")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - this very Python
    if done.returncode != 0:
        said = " / ".join((done.stdout + done.stderr).strip().splitlines()[-2:])
        raise _InTheWayError(f".venv cannot be made here ({said}): make this folder writable, then try again.")


def _install(lock: Path) -> None:
    """Install a lock once; a stamp in .venv holds the lock's hash."""
    if _stamp(lock).exists() and _stamp(lock).read_text() == _hash(lock):
        return
    sys.stdout.write(f"Installing {lock.name} (only when it has changed; a minute or two).\n")
    sys.stdout.flush()
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Wheels alone: nothing is built here, so no compiler is needed and no package's code runs while installing.
    command += ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    log = VENV / "install.log"
    with log.open("w") as output:
        code = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=output, stderr=output).returncode  # noqa: S603
    if code != 0:
        said = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("ERROR")][-2:]
        raise _InTheWayError(
            f"{lock.name} could not be installed ({' / '.join(said) or 'it said nothing'}): "
            f"read {log}, see that a package index can be reached, then try again."
        )
    for other in lock.parent.glob("requirements*.txt"):
        if _pins(other) <= _pins(lock):  # the lock for developers holds the lock for running
            _stamp(other).write_text(_hash(other))


def _stamp(lock: Path) -> Path:
    return VENV / f"{lock.name}.sha256"


def _hash(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _pins(lock: Path) -> set[str]:
    return {line.split(" ")[0] for line in lock.read_text().splitlines() if "==" in line.split(" ")[0]}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
