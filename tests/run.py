"""Everything CI runs, in one go: ``python tests/run.py [all|static|unit|e2e]``.

Every step runs, whatever the others did; a table at the end says how each ended. Exit 0 only when all passed.
Static checks run two at a time; the tests have the machine to themselves.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(1, str(ROOT / "platform"))

from config.local.chromium import find_or_install  # noqa: E402
from config.local.ensure import stop_unused_servers  # noqa: E402
from config.local.process import CannotRunError  # noqa: E402

PYTHON = sys.executable
BIN = Path(sys.executable).parent
OURS = ("platform", "tenants", "citizensourcing", "billing")

STATIC = {
    "mypy --strict": (BIN / "mypy",),
    "ruff check": (BIN / "ruff", "check", "."),
    "ruff format": (BIN / "ruff", "format", "--check", "."),
    "import contracts": (BIN / "lint-imports",),
    "templates (djlint)": (BIN / "djlint", "--lint", *OURS),
    "missing migrations": (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),
    "missing translations": (PYTHON, "manage.py", "check_translations"),
}
UNIT = {"tests": (PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-m", "not e2e")}
BROWSER = {"tests in a browser": (PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-m", "e2e")}


@dataclass(frozen=True)
class Result:
    """How one step ended: ``passed``, its ``seconds``, and what it ``said`` (empty when it spoke for itself)."""

    name: str
    passed: bool
    seconds: float
    said: str = ""


def run_step(name: str, command: tuple, *, quietly: bool, more: dict[str, str] | None = None) -> Result:
    """Run one step to its end. pytest's "no tests collected" (5) is a failure: nothing is skipped silently."""
    begun = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quietly else None,
        stderr=subprocess.STDOUT if quietly else None,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", **(more or {})},
    )
    return Result(name, done.returncode == 0, time.monotonic() - begun, done.stdout or "")


def run_static() -> list[Result]:
    """Run the static checks, two at a time, and print what the failing ones say."""
    say("── static checks")
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda step: run_step(*step, quietly=True), STATIC.items()))
    for result in results:
        say(f"{mark(result)} {result.name}" + ("" if result.passed else f"\n{result.said.rstrip()}\n"))
    return results


def run_unit() -> list[Result]:
    """Run the tests that need no browser, showing them as they go."""
    say("── tests")
    return [run_step(name, command, quietly=False) for name, command in UNIT.items()]


def run_browser() -> list[Result]:
    """Run the tests in a real Chromium, installed here where this user may."""
    say("── tests in a browser")
    try:
        chromium = find_or_install()
    except CannotRunError as refusal:
        say(str(refusal))
        return [Result(name, passed=False, seconds=0, said=str(refusal)) for name in BROWSER]
    return [run_step(name, command, quietly=False, more={"CHROMIUM": chromium}) for name, command in BROWSER.items()]


def say(text: str) -> None:
    """Print at once, in order with what the steps print themselves."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def mark(result: Result) -> str:
    """Return how a step ended, in a word of fixed width."""
    return "passed" if result.passed else "FAILED"


def table(results: list[Result]) -> str:
    """Return one line per step, and the closing line."""
    lines = [f"{mark(result)}  {result.seconds:7.1f} s  {result.name}" for result in results]
    failed = sum(not result.passed for result in results)
    total = sum(result.seconds for result in results)
    return "\n".join(
        ["", *lines, f"        {total:7.1f} s  in all", f"Steps: {len(results) - failed} passed, {failed} failed"]
    )


WAYS = {
    "all": (run_static, run_unit, run_browser),
    "static": (run_static,),
    "unit": (run_unit,),
    "e2e": (run_browser,),
}


def main(words: list[str]) -> int:
    """Run what the first word names (all without one); return the exit code."""
    way = words[0] if words else "all"
    if way not in WAYS:
        say(f"Say one of: {', '.join(WAYS)}.")
        return 2
    results = [result for part in WAYS[way] for result in part()]
    for folder in (ROOT / ".local", ROOT / ".local" / "test"):
        stop_unused_servers(folder)  # mypy, for one, loads the settings and then ends too abruptly to tidy up
    say(table(results))
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
