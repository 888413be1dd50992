"""What people type is shown as text, with links, and as nothing else."""

import re
import time

import pytest

from common.sanitise import paragraphs, plain


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  One\r\n\r\n\r\n\r\nTwo \r\nThree\t", "One\n\nTwo\nThree"),
        ("a\x00b\x1bc\u202ed\u2066e\ufefff", "abcdef"),
        ("Cafe\u0301", "Café"),
        ("<b>bold</b> & 1 < 2", "<b>bold</b> & 1 < 2"),
        (" \u202e\n\t ", ""),
    ],
)
def test_text_is_kept_as_it_reads(typed, kept):
    assert plain(typed) == kept


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One\nline\n\nTwo", "<p>One<br>line</p><p>Two</p>"),
        ("1 < 2 & <b>not bold</b>", "<p>1 &lt; 2 &amp; &lt;b&gt;not bold&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("javascript:alert(1) data:text/html,x", "<p>javascript:alert(1) data:text/html,x</p>"),
        ("ana@example.org", "<p>ana@example.org</p>"),
        ("", ""),
    ],
)
def test_text_becomes_paragraphs_and_nothing_else(typed, shown):
    assert paragraphs(typed) == shown


@pytest.mark.parametrize(
    ("typed", "target", "words", "rest"),
    [
        (
            "See https://example.org/a?b=1&c=2.",
            "https://example.org/a?b=1&amp;c=2",
            "example.org/a?b=1&amp;c=2",
            ".</p>",
        ),
        ("(www.example.org)", "https://www.example.org", "www.example.org", ")</p>"),
        ("https://example.org/a_(b), yes", "https://example.org/a_(b)", "example.org/a_(b)", ", yes</p>"),
        ("https://example.org/" + "a" * 80, "https://example.org/" + "a" * 80, "example.org/" + "a" * 47 + "…", "</p>"),
    ],
)
def test_web_addresses_become_links_that_promise_nothing(typed, target, words, rest):
    html = paragraphs(typed)

    assert f'<a href="{target}" rel="nofollow ugc noopener">{words}</a>{rest}' in html


def test_an_address_cannot_break_out_of_its_link():
    html = paragraphs("https://example.org/\"onmouseover='x' https://a.b/'><img/src=x>")

    assert set(re.findall(r"<(\w+)", html)) == {"p", "a"}
    assert "onmouseover" not in re.sub(r'"[^"]*"|>[^<]*<', "", html)


def test_a_hostile_text_costs_no_time():
    began = time.perf_counter()

    for nasty in ("https://" + "(" * 5000, "www." * 2500, "a\n" * 5000, "https://a" + ")" * 5000, " \n" * 5000):
        paragraphs(nasty)

    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "nasty", [" " * 400_000 + "x", "a" + "\u0301\u0323" * 200_000, "a" + "\u0f73" * 200_000, "x \n" * 100_000]
)
def test_cleaning_takes_time_with_the_length_and_not_with_its_square(nasty):
    began = time.perf_counter()

    plain(nasty)

    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one" + " " * 40 + "two", "one two"),
        ("one\n \n\t\n\u00a0\ntwo", "one\n\ntwo"),
        ("x" + "\u0338" * 30, "x" + "\u0338" * 8),
        ("a\u200bb\u2060c\u200fd\u061ce", "abcde"),
        ("\u200b\u2060\ufeff\u200e", ""),
        ("\u200d\u3164\u2800\u00ad", ""),
        ("👩\u200d🌾 می\u200cخواهم", "👩\u200d🌾 می\u200cخواهم"),
    ],
)
def test_what_nobody_sees_is_not_kept(typed, kept):
    assert plain(typed) == kept
