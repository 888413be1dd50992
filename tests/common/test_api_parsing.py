"""What programs send can mean one thing only, or it is refused by code."""

import json
import time

import pytest

from common.api.parsing import LARGEST_BODY, read_object
from common.exceptions import RuleViolation


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"title": "a", "title": "b"}', "json.duplicate"),
        (b'{"pin": {"latitude": 1, "latitude": 2}}', "json.duplicate"),
        (b'{"title": NaN}', "json.number"),
        (b'{"title": -Infinity}', "json.number"),
        (b'{"title": 1e999}', "json.number"),
        (b'{"title": ' + b"9" * 5000 + b"}", "json.number"),
        (b'{"title": ' + b"[" * 21 + b"]" * 21 + b"}", "json.deep"),
        (b"[" * 200_000, "json.deep"),
        (b'{"a":' * 40_000, "json.deep"),
        (rb'{"title": "a\u0000b"}', "json.nul"),
        (rb'{"topics": ["a", ["\u0000"]]}', "json.nul"),
        (rb'{"\u0000": "a"}', "json.nul"),
        (rb'{"title": "\ud800"}', "json.surrogate"),
        (rb'{"title": "\udc00\ud800"}', "json.surrogate"),
        (b'["title"]', "json.object"),
        (b'"title"', "json.object"),
        (b"null", "json.object"),
        (b"17", "json.object"),
        (b'{"title": "\xff"}', "json.encoding"),
        (b'\xef\xbb\xbf{"title": "a"}', "json.unreadable"),
        (b'{"title": "a"', "json.unreadable"),
        (b'{"title": "a"} {}', "json.unreadable"),
        (b'{"title": "a\x00b"}', "json.unreadable"),
        (b"title=a", "json.unreadable"),
        (b'{"title": "' + b"a" * LARGEST_BODY + b'"}', "body.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:24].decode("latin-1"),
)
def test_what_could_be_misread_is_refused_by_code(raw, code):
    with pytest.raises(RuleViolation) as refused:
        read_object(raw)

    assert refused.value.code == code
    assert str(refused.value.sentence)[-1] in ".}"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"title": '[[[[ {{{{ \\" ]'},
        {"pin": {"latitude": 38.7, "longitude": -9}},
        {"title": "Árvores 🌳"},
        {"a": None},
    ],
)
def test_an_honest_object_comes_out_as_it_went_in(value):
    assert read_object(json.dumps(value).encode()) == value
    assert read_object(json.dumps(value, ensure_ascii=False).encode()) == value


def test_twenty_levels_pass_and_no_bytes_are_an_empty_object():
    deep = b'{"a": ' + b"[" * 19 + b"]" * 19 + b"}"

    assert list(read_object(deep)) == ["a"]
    assert read_object(b"") == read_object(b" \n") == {}


def test_a_text_that_never_ends_is_read_once_and_not_for_ever():
    short, long = b'"' + rb"\"" * 2_000, b'"' + rb"\"" * 100_000

    def seconds(raw: bytes) -> float:
        began = time.process_time()
        with pytest.raises(RuleViolation):
            read_object(raw)
        return time.process_time() - began

    # Fifty times as long: fifty times the work, where trying each quote anew would make it 2,500 times.
    assert seconds(long) < 400 * max(seconds(short), 0.0005)
