"""The folder of real files, for tests marked ``real``.

Import the fixture into a test module (or a conftest) to use it: `from tests.real_data import real_data`.
"""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder that REAL_DATA names; without it the test is skipped, or fails under REQUIRE_REAL_DATA=1."""
    folder = os.environ.get("REAL_DATA", "")
    if folder and Path(folder).is_dir():
        return Path(folder)
    reason = f"REAL_DATA names no folder ({folder})" if folder else "REAL_DATA is not set: real files were not read"
    if os.environ.get("REQUIRE_REAL_DATA") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
