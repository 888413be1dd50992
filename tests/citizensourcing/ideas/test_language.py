"""Which language an idea is written in."""

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from citizensourcing.ideas import language
from citizensourcing.ideas.language import identify, probabilities

BRUSSELS = ("fr", "nl", "en")
SENTENCES = {
    "fr": "Il faudrait davantage de bancs à l'ombre pour les personnes âgées du quartier.",
    "nl": "Er zouden meer banken in de schaduw moeten staan voor oudere mensen in de wijk.",
    "en": "There should be more benches in the shade for older people in the neighbourhood.",
    "es": "Debería haber más bancos a la sombra para las personas mayores del barrio.",
    "fi": "Puiston varjoon pitäisi saada lisää penkkejä alueen iäkkäille asukkaille.",
    "de": "Im Schatten sollten mehr Bänke für ältere Menschen aus dem Viertel stehen.",
}


@pytest.mark.parametrize("written", ["fr", "nl", "en"])
@pytest.mark.parametrize("interface", ["fr", "nl", "en"])
def test_a_whole_sentence_outweighs_the_language_of_the_pages(written, interface):
    assert identify(SENTENCES[written], interface=interface, languages=BRUSSELS) == written


@pytest.mark.parametrize("interface", ["fr", "nl", "en"])
@pytest.mark.parametrize("title", ["Park", "Skatepark!", "", "  ", "2026", "?!", "🌳🌳"])
def test_a_title_that_could_be_any_is_in_the_language_of_the_pages(title, interface):
    assert identify(title, interface=interface, languages=BRUSSELS) == interface


def test_a_language_that_the_city_does_not_speak_is_never_answered():
    assert identify(SENTENCES["de"], interface="fr", languages=("fr", "nl")) == "nl"
    assert set(probabilities(SENTENCES["es"], interface="en", languages=BRUSSELS)) == set(BRUSSELS)


def test_pages_in_another_language_are_no_help_and_no_harm():
    assert identify(SENTENCES["fi"], interface="de", languages=("fi", "sv", "en")) == "fi"


def test_a_city_with_one_language_needs_no_model():
    assert identify(SENTENCES["fr"], interface="en", languages=["xx"]) == "xx"


def test_a_language_that_the_model_does_not_know_is_only_answered_when_nothing_speaks_against_it():
    assert identify(SENTENCES["fr"], interface="xx", languages=("xx", "fr")) == "fr"
    assert identify("", interface="xx", languages=("xx", "fr")) == "xx"
    assert identify(SENTENCES["fr"], interface="yy", languages=("xx", "yy")) == "yy"


def test_a_city_without_languages_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        identify("Park", interface="fr", languages=())


def test_probabilities_make_one():
    told = probabilities("Plus de bancs", interface="fr", languages=BRUSSELS)

    assert sum(told.values()) == pytest.approx(1)
    assert max(told, key=told.get) == "fr"


@pytest.fixture(scope="module")
def original():
    return LanguageIdentifier.from_model_file(MODEL_FILE)


@pytest.mark.parametrize("text", [*SENTENCES.values(), "Skatepark", "ЗЕЛЕНИЙ ДВІР", "Ägget", "a" * 300])
def test_the_repacked_model_scores_as_py3langid_does(text, original):
    theirs = dict(original.rank(text))

    ours = language._model().scores(text)

    assert ours == pytest.approx({known: theirs[known] for known in language.KNOWN}, rel=1e-4, abs=1e-3)
