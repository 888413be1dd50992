"""Whether this machine is prepared for this very code already: told from the files, without starting Django."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

_SUFFIXES = frozenset({".py", ".po", ".css", ".js", ".svg", ".json", ".html"})
_KEPT = "prepared-as.txt"


def fingerprint(folders: Iterable[Path], *, facts: Mapping[str, str]) -> str:
    """A fingerprint of every source file (name, size, time) and of what else decides: address, port, interpreter."""
    marks = hashlib.sha256("\n".join(f"{name}={value}" for name, value in sorted(facts.items())).encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SUFFIXES:
                known = path.stat()
                marks.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    return marks.hexdigest()


def is_prepared(local: Path, mark: str) -> bool:
    """True when the last preparation in ``local`` was made for this fingerprint."""
    try:
        return (local / _KEPT).read_text() == mark
    except OSError:
        return False


def remember(local: Path, mark: str) -> None:
    """Say that the preparation for this fingerprint is done."""
    (local / _KEPT).write_text(mark)
