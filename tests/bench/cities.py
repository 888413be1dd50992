"""New cities among 10 and among 1,000, and what a connection's memory grows by: in processes and databases apart."""

import json
import os
import subprocess
import sys
from typing import Any

import psycopg

from config.local.postgres import APPLICATION
from config.local.run import ROOT
from tests.bench.context import Bench
from tests.bench.provisioning import VISITED
from tests.bench.table import Row

FEW, MANY = 10, 1000


def measure(bench: Bench) -> list[Row]:
    """Claim, cold, compared with migrations; memory of the backend."""
    if not bench.wants("provisioning"):
        return []
    few, many = _among(bench, FEW), _among(bench, MANY)
    cold = many["median"]["cold"]
    slower, faster = cold / few["median"]["cold"], many["median"]["migrated"] / cold
    claim = many["median"]["claimed"]
    times = many["all"]["cold"]
    first, last = many["all"]["memory"]
    grown = (last - first) / (VISITED - 1)
    return [
        bench.tell(Row(f"claim a city among {MANY:,}", "≤ 10 ms", f"{claim:.1f} ms", met=claim <= 10)),
        bench.tell(
            Row(
                f"cold provisioning among {MANY:,} cities",
                f"≤ 300 ms, ≤ 1.5 × that among {FEW}",
                f"{cold:.0f} ms, × {slower:.2f}",
                spread=f"{min(times):.0f}–{max(times):.0f} ms",
                met=cold <= 300 and slower <= 1.5,
            )
        ),
        bench.tell(
            Row("by the script against by migrations", "≥ 5 × faster", f"{faster:.1f} × faster", met=faster >= 5)
        ),
        bench.tell(
            Row(
                f"memory of a connection, after {VISITED} cities",
                "≤ 10 MB + 0.2 MB per city",
                f"{first:.1f} MB + {grown:.2f} MB per city",
                met=first <= 10 and grown <= 0.2,
            )
        ),
    ]


def _among(bench: Bench, number: int) -> dict[str, Any]:
    name = f"bench_{number}"
    if not bench.servers.has(name):
        bench.say(f"Making {number:,} cities, once …")
        bench.servers.begin_anew(name)
    with psycopg.connect(bench.servers.above(), autocommit=True) as connection:
        connection.execute(f"GRANT pg_read_all_stats TO {APPLICATION}")  # to see what a connection's memory holds
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.provisioning", str(number)],
        env={**os.environ, **bench.environment, "DATABASE_URL": bench.servers.database(name)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])
