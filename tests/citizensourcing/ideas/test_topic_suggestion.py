"""Topic suggestion: learned by scikit-learn, applied without it."""

import random

import numpy as np
import pytest

from citizensourcing.ideas.learning import TooFewLabelled, learn_topics, most_labelled
from citizensourcing.ideas.suggestion import LARGEST_MODEL, OutdatedModel, TopicModel, choices, suggest, widths

WORDS = {
    "mobility": ["bicycle", "lane", "crossing", "tram", "cars", "parking", "street", "traffic", "pavement", "bus"],
    "nature": ["trees", "park", "flowers", "shade", "garden", "birds", "pond", "lawn", "hedge", "compost"],
    "culture": ["music", "theatre", "library", "concert", "painting", "stage", "festival", "museum", "choir", "film"],
}


def labelled(count, topics=tuple(WORDS)):
    """Made-up ideas of five words of one topic each."""
    chance = random.Random(7)
    labels = [topics[number % len(topics)] for number in range(count)]
    return [" ".join(chance.choices(WORDS[label], k=5)) for label in labels], labels


@pytest.fixture(scope="module")
def model():
    return learn_topics(*labelled(180))


def test_the_topic_that_an_idea_speaks_of_comes_first(model):
    assert choices(suggest("More trees and shade in the park", model))[0] == "nature"
    assert choices(suggest("Une piste: bicycle lanes along the tram", model))[0] == "mobility"


def test_three_different_topics_are_suggested_with_shares_that_make_one(model):
    suggestions = suggest("A concert in the garden", model)

    assert sorted(choices(suggestions)) == ["culture", "mobility", "nature"]
    assert sum(one.share for one in suggestions) == pytest.approx(1, abs=1e-5)
    assert [one.share for one in suggestions] == sorted((one.share for one in suggestions), reverse=True)


def test_as_many_as_asked_for_are_suggested(model):
    assert len(suggest("A concert in the garden", model, count=1)) == 1


@pytest.mark.parametrize("text", ["", "  ", "ψψψ", "!?"])
def test_a_text_that_says_nothing_still_gets_suggestions(model, text):
    suggestions = suggest(text, model)

    assert len(suggestions) == 3
    assert all(np.isfinite(one.share) for one in suggestions)


def test_accents_and_case_make_no_difference(model):
    assert suggest("CÔNCERT DANS LE PÀRK", model) == suggest("concert dans le park", model)


def test_a_model_survives_storage(model):
    again = TopicModel.from_bytes(model.to_bytes())

    assert suggest("A concert in the garden", again) == suggest("A concert in the garden", model)
    assert again.topics == ("culture", "mobility", "nature")


def test_learning_twice_gives_the_same_model(model):
    assert learn_topics(*labelled(180)).to_bytes() == model.to_bytes()


def test_two_topics_are_enough():
    model = learn_topics(*labelled(150, topics=("nature", "culture")))

    assert choices(suggest("birds in the hedge", model)) == ["nature", "culture"]
    assert choices(suggest("film in the museum", model)) == ["culture", "nature"]


@pytest.mark.parametrize(("count", "topics"), [(149, tuple(WORDS)), (300, ("nature",))])
def test_too_little_to_learn_from_is_said(count, topics):
    with pytest.raises(TooFewLabelled):
        learn_topics(*labelled(count, topics))


def test_learning_ends_within_a_task_however_many_ideas_and_topics_there_are():
    assert [most_labelled(topics) for topics in (2, 9, 15, 35, 1_000)] == [4_000, 4_000, 4_000, 1_714, 150]


def test_every_text_needs_a_topic():
    with pytest.raises(ValueError, match="exactly one topic"):
        learn_topics(["one", "two"], ["nature"])


def test_a_model_of_many_topics_stays_small():
    assert all(sum(widths(topics)) * 2 * (topics + 1) <= LARGEST_MODEL for topics in (2, 11, 30, 100))


@pytest.mark.parametrize("stored", [b"", b"not a model", b"PK\x03\x04 cut short"])
def test_bytes_of_another_format_are_refused(stored):
    with pytest.raises(OutdatedModel):
        TopicModel.from_bytes(stored)


def test_a_model_of_another_version_is_refused(model, monkeypatch):
    stored = model.to_bytes()
    monkeypatch.setattr("citizensourcing.ideas.suggestion.FORMAT", 2)

    with pytest.raises(OutdatedModel, match="another version"):
        TopicModel.from_bytes(stored)
