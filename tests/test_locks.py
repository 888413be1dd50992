"""What is installed is locked by hash, has a reason, and comes from wherever the machine at hand gets its packages."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")

# Split, so that this file does not name what it forbids.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("npmjs", "org"),
        ("yarnpkg", "com"),
        ("deb", "debian"),
        ("archive", "ubuntu"),
        ("conda", "anaconda"),
    )
)
# Somebody's home, or the folder this very checkout is in.
LOCAL_FOLDER = re.compile(rf"(?<![\w.])/(?:home|Users)/\w+/|{re.escape(str(ROOT))}(?![\w-])")
MADE_HERE = {".git", ".venv", ".local", "__pycache__", "shots", "staticfiles", "media", ".hypothesis"}


def committed_files() -> Iterator[Path]:
    """Every text file that could be committed; known without git, which a bare machine lacks."""
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if name not in MADE_HERE and not name.endswith("_cache")]
        for name in names:
            path = Path(folder) / name
            if (
                path.suffix not in {".pyc", ".mo", ".png", ".jpg", ".webp", ".woff2", ".ico", ".gz", ".npz"}
                and path.is_file()
            ):
                yield path


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs, as ``file:line``."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in committed_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_the_host_of_a_package_registry():
    assert lines_with(re.compile("|".join(re.escape(host) for host in HOSTS))) == []


def test_no_file_names_a_folder_of_one_machine():
    assert lines_with(LOCAL_FOLDER) == []


def test_no_lock_of_another_kind_brings_addresses_in():
    others = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}

    assert [path for path in committed_files() if path.name in others] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_address(lock):
    text = (ROOT / lock).read_text()
    packages = re.split(r"\n(?=[a-z0-9])", text.strip())

    assert [package.split("\n")[0] for package in packages if "==" not in package.split("\n")[0]] == []
    assert [package.split("\n")[0] for package in packages if "--hash=sha256:" not in package] == []
    assert re.findall(r"://|@ |--(?:index|extra-index|find-links|trusted-host)", text) == []


def test_the_lock_for_developers_holds_the_lock_for_running():
    running, developing = (
        set(re.findall(r"^[a-z0-9][\w.\[\]-]*==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS
    )

    assert running - developing == set()


def test_every_dependency_has_a_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text()
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    wanted = [line for part in lists for line in part.splitlines() if line.strip().startswith('"')]

    assert len(lists) == 2
    assert len(wanted) > 40
    assert [line.strip() for line in wanted if not re.search(r'",\s*# \w.{8,}', line)] == []


def test_every_dependency_is_in_its_lock():
    text = (ROOT / "pyproject.toml").read_text()
    for name, lock in zip(("dependencies", "dev"), LOCKS, strict=True):
        part = re.search(rf"^{name} = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1]
        wanted = {found.lower() for found in re.findall(r'^\s+"([\w-]+)', part, re.MULTILINE)}
        locked = {
            found.lower()
            for found in re.findall(r"^([\w-]+)(?:\[[\w,-]+\])?==", (ROOT / lock).read_text(), re.MULTILINE)
        }
        assert wanted - locked == set(), lock
