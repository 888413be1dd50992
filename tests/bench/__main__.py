"""``make bench``: every figure that has a target, measured in one run, in one table.

``ONLY=list,vote`` measures these parts, ``SECONDS=`` says how long each page is asked (4), ``REPEATS=`` how often (3),
``WORKERS=`` with how many web workers on both sides (2). ``--write`` puts the table into docs/performance.md,
``--anew`` makes the city anew.
"""

import os
import sys
import time

from config import env
from config.local.process import CannotRunError
from tests.bench.load import require_wrk
from tests.bench.servers import Servers


def main(words: list[str]) -> int:
    """Measure; return the exit code: 1 when a target was missed."""
    try:
        require_wrk()
        with Servers() as servers:
            servers.settle()
            import django

            django.setup()
            return _run(servers, words)
    except CannotRunError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _run(servers: Servers, words: list[str]) -> int:
    from django.db import connection

    from tests.bench import parts, table
    from tests.bench.context import Bench
    from tests.bench.prepare import prepare

    began = time.monotonic()
    prepare(servers, say, anew="--anew" in words)
    bench = Bench(
        servers,
        say,
        only=frozenset(word for word in os.environ.get("ONLY", "").replace(",", " ").split() if word),
        seconds=env.integer("SECONDS", 4),
        repeats=env.integer("REPEATS", 3),
        workers=env.integer("WORKERS", 2),
    )
    rows = []
    try:
        for part in parts.ALL:
            rows += part(bench)
        with connection.cursor() as cursor:
            cursor.execute("SELECT split_part(version(), ' on ', 1)")
            server = str(cursor.fetchone()[0])
    finally:
        bench.close()
    say(f"\n{table.text(rows)}\n\n{os.cpu_count()} cores, {server}, {time.monotonic() - began:.0f} s in all.")
    if "--write" in words:
        table.write(rows, server=server)
    return 1 if any(row.met is False for row in rows) else 0


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
