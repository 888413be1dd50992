"""Folders for embedded servers, and their end: nothing started here outlives its test."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.local.ensure import stop_servers
from config.local.postgres import Postgres


@contextmanager
def folder_for_servers() -> Iterator[Path]:
    """A folder that the database's own user may enter; servers in it or in its .local stop, and it goes."""
    folder = Path(tempfile.mkdtemp(prefix="cw-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for local in (folder, folder / ".local"):
            stop_servers(local)
            shutil.rmtree((local / "pg").resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A folder such as .local, with nothing in it."""
    with folder_for_servers() as folder:
        yield folder


@pytest.fixture(scope="session")
def put_data() -> Iterator[Callable[[Path], None]]:
    """Put a database made once per run into a folder: quicker than making one for each test."""
    with folder_for_servers() as made:
        server = Postgres(made / "pg", fast=True)
        server.start()
        server.stop()

        def put(folder: Path) -> None:
            folder.mkdir(exist_ok=True)
            subprocess.run(["cp", "-a", str(made / "pg"), str(folder / "pg")], check=True)

        yield put


@pytest.fixture
def local(fresh: Path, put_data: Callable[[Path], None]) -> Path:
    """A folder such as .local, in which a database was made and stopped."""
    put_data(fresh)
    return fresh
