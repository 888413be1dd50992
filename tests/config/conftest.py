"""Folders for embedded servers, and their end: nothing started here outlives its test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.ensure import stop_servers


@pytest.fixture
def local() -> Iterator[Path]:
    """A folder such as .local, which the database's own user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="cw-test-"))
    folder.chmod(0o755)
    yield folder
    stop_servers(folder)
    shutil.rmtree((folder / "pg").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
