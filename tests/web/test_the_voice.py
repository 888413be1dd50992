"""What every translation keeps to: the voice, and each language's typography."""

import re

import pytest

from web.translations import read_catalogue

LANGUAGES = ("fr", "nl", "es")


def said_in(language: str) -> list[str]:
    """Every translated sentence and plural form of a language."""
    return [
        form
        for message in read_catalogue(language)
        if message.id
        for form in (message.string if isinstance(message.string, (list, tuple)) else [message.string])
    ]


def those_with(pattern: str, sentences: list[str]) -> list[str]:
    return [sentence for sentence in sentences if re.search(pattern, sentence, re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_of_an_error(language):
    sentences = said_in(language)

    words = r"erreur|invalide|oups|fout|foutief|ongeldig\w*|oeps|error|inválid\w+|ups|vaya"
    blamed = those_with(rf"\b({words})\b", sentences)

    assert blamed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_are_curly(language):
    sentences = said_in(language)

    straight = those_with("'", sentences)

    assert straight == []


def test_french_marks_keep_their_no_break_space():
    sentences = said_in("fr")

    breakable = those_with(r" [?!;:»]| %%|« |\w[?!;](?!\w)|“", sentences)

    assert breakable == []


def test_french_says_vous():
    sentences = said_in("fr")

    familiar = those_with(r"\b(tu|toi|ton|tes)\b", sentences)

    assert familiar == []


def test_dutch_says_je():
    sentences = said_in("nl")

    formal = those_with(r"\b(u|uw)\b", sentences)

    assert formal == []


def test_spanish_says_tu():
    sentences = said_in("es")

    formal = those_with(r"\b(usted|ustedes|vosotros|vuestr\w+)\b", sentences)

    assert formal == []


def test_spanish_questions_and_calls_open_with_their_mark():
    sentences = said_in("es")

    unopened = [s for s in sentences if s.count("?") != s.count("¿") or s.count("!") != s.count("¡")]

    assert unopened == []
