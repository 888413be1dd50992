"""In production a log record is one JSON object with its city and without what tells who somebody is."""

import json
import logging
import sys

import pytest

from common.logs import CityFilter, JsonFormatter, LineFormatter


def written(formatter: logging.Formatter, words: str, *args: object, exc_info=None) -> str:
    record = logging.LogRecord("outbox", logging.WARNING, "services.py", 1, words, args, exc_info)
    CityFilter().filter(record)
    return formatter.format(record)


def test_a_record_is_an_object(lisbon):
    found = json.loads(written(JsonFormatter(), "entry %s waits in “%s”", 7, "é"))

    assert found.pop("at").endswith("Z")
    assert found == {
        "level": "warning",
        "logger": "outbox",
        "city": lisbon.schema_name,
        "event": "entry 7 waits in “é”",
    }


def test_outside_a_city_it_is_the_platforms():
    assert json.loads(written(JsonFormatter(), "up"))["city"] == "public"


def test_a_failure_is_one_line_and_names_nobody():
    try:
        int("ana@example.org")
    except ValueError:
        line = written(JsonFormatter(), "no mail to %s", "+32 470 12 34 56", exc_info=sys.exc_info())

    assert line.count("\n") == 0
    assert json.loads(line)["event"] == "no mail to [phone]"
    assert json.loads(line)["exception"].endswith("ValueError: invalid literal for int() with base 10: '[email]'")


@pytest.mark.parametrize("words", ["up", "down"])
def test_in_development_it_is_a_plain_line(words):
    assert written(LineFormatter(), words).endswith(f" WARNING [public] outbox: {words}")
