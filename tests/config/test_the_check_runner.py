"""``make test`` runs every step, says how each ended, and forgives nothing silently."""

import sys

from tests.run import STATIC, Result, run_step, table


def test_a_step_that_ran_no_test_has_failed():
    result = run_step("tests", (sys.executable, "-c", "raise SystemExit(5)"), quietly=True)

    assert (result.name, result.passed) == ("tests", False)


def test_what_a_quiet_step_says_is_kept():
    result = run_step("check", (sys.executable, "-c", "print('fine')"), quietly=True)

    assert (result.passed, result.said) == (True, "fine\n")


def test_the_table_has_a_line_per_step_and_a_closing_line():
    results = [Result("ruff", passed=True, seconds=0.25), Result("mypy", passed=False, seconds=21)]

    assert table(results).splitlines() == [
        "",
        "passed      0.2 s  ruff",
        "FAILED     21.0 s  mypy",
        "           21.2 s  in all",
        "Steps: 1 passed, 1 failed",
    ]


def test_every_static_check_that_the_house_wants_is_run():
    assert set(STATIC) == {
        "mypy --strict",
        "ruff check",
        "ruff format",
        "import contracts",
        "templates (djlint)",
        "missing migrations",
        "missing translations",
    }
