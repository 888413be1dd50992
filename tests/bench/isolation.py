"""A hundred thousand random operations between two cities: the walk of tests/test_isolation_at_random.py, gone on."""

import os
import re
import subprocess
import sys

from config.local.run import ROOT
from tests.bench.context import Bench
from tests.bench.table import Row

OPERATIONS = 100_000


def measure(bench: Bench) -> list[Row]:
    """Nothing may be read from the wrong city."""
    if not bench.wants("isolation"):
        return []
    given = {name: value for name, value in os.environ.items() if name not in bench.environment}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_isolation_at_random.py"],
        env={**given, "ISOLATION_OPERATIONS": str(OPERATIONS)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    is_clean = done.returncode == 0
    took = re.search(r"in ([\d.]+)s", done.stdout)
    said = f"0 in {took[1]} s" if is_clean and took else f"see pytest: {done.stdout.strip().splitlines()[-1:]}"
    return [bench.tell(Row(f"wrong-city reads in {OPERATIONS:,} random operations", "0", said, met=is_clean))]
