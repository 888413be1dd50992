"""``python -m config.local run``: everything on one machine. ``stop``, ``clean`` and ``chromium`` help around it."""

import os
import shutil
import sys
from pathlib import Path

from config.local.chromium import find_or_install
from config.local.ensure import stop_servers
from config.local.process import CannotRunError
from config.local.run import ROOT, everything, run

WAYS = ("run", "stop", "clean", "chromium")


def main(words: list[str]) -> int:
    """Do what the first word says; return the exit code. What stands in the way is one sentence on stderr."""
    way = words[0] if words else "run"
    try:
        if way == "run":
            run(everything(os.environ), os.environ, say)
        elif way == "stop":
            _stop()
        elif way == "clean":
            _stop()
            _clean(ROOT / ".local")
        elif way == "chromium":
            say(find_or_install())
        else:
            say(f"Say one of: {', '.join(WAYS)}.")
            return 2
    except CannotRunError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def say(line: str) -> None:
    """Print a line at once, also into a pipe; a closed terminal is nobody's fault."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        pass


def _stop() -> None:
    for folder in _folders(ROOT / ".local"):
        stop_servers(folder)


def _folders(local: Path) -> tuple[Path, ...]:
    """Where servers of ours may be: of `make run`, of the tests, of `make bench` and of `make chaos`."""
    return (local, local / "test", local / "bench", local / "chaos")


def _clean(local: Path) -> None:
    """Remove what running and testing made, wherever the database had to live."""
    for link in (folder / "pg" for folder in _folders(local)):
        if link.is_symlink():
            shutil.rmtree(link.resolve(), ignore_errors=True)
    shutil.rmtree(local, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
