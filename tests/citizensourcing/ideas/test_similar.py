"""Similar ideas: equal to scikit-learn's TF-IDF, stored compactly, chosen by rare words or area."""

import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from citizensourcing.ideas import similar
from citizensourcing.ideas.grams import character_grams
from citizensourcing.ideas.similar import Candidate

IDEAS = [
    ("A bench by the canal", "Older people need somewhere to sit along the canal, with a back to lean on."),
    ("Benches along the canal", "There is nowhere to sit between the two bridges. Please put benches there."),
    ("Safer crossing at the school", "Cars drive too fast in the morning. A raised crossing would slow them down."),
    ("Un passage piéton près de l'école", "Les voitures roulent trop vite, il faut un passage surélevé."),
    ("Swimming in the river", "Clean the water and open a place to swim in summer."),
    ("Zebra", "x"),
]
TEXTS = [similar.document(title, text) for title, text in IDEAS]


@pytest.fixture(scope="module")
def weights():
    return similar.learn(TEXTS)


def candidates(weights=None, area=None):
    return [
        Candidate(
            number, area, title, text, similar.vector(similar.document(title, text), weights) if weights else None
        )
        for number, (title, text) in enumerate(IDEAS)
    ]


def keys(ranked):
    return [scored.key for scored in ranked]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_the_4_grams_are_those_of_scikit_learn(text):
    analyse = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4)).build_analyzer()

    assert sorted(Counter(character_grams(text, 4).tolist()).values()) == sorted(Counter(analyse(text)).values())


@settings(deadline=None)
@given(st.text(alphabet="ab éß", max_size=40))
def test_3_to_5_grams_are_as_many_as_those_of_scikit_learn(text):
    analyse = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()

    assert sorted(Counter(character_grams(text, 3, 5).tolist()).values()) == sorted(Counter(analyse(text)).values())


def test_the_cosines_equal_those_of_scikit_learn(weights):
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True)
    theirs = vectoriser.fit_transform(TEXTS)
    unseen = ("Sit down by the water", "Benches for older people, and for those who wait by the canal.")
    expected = (vectoriser.transform([similar.document(*unseen)]) @ theirs.T).toarray()[0]

    ranked = similar.rank(*unseen, None, candidates(weights), weights)

    ours = np.zeros(len(IDEAS))
    ours[keys(ranked)] = [scored.cosine for scored in ranked]
    assert ours == pytest.approx(expected, abs=1e-6)


def test_vectors_that_were_stored_rank_as_texts_do(weights):
    fresh = similar.rank(*IDEAS[0], None, candidates(), weights)
    stored = [
        Candidate(one.key, vector=similar.Vector.from_bytes(one.vector.to_bytes())) for one in candidates(weights)
    ]

    ranked = similar.rank(*IDEAS[0], None, stored, weights)

    assert keys(ranked) == keys(fresh)
    assert [one.cosine for one in ranked] == pytest.approx([one.cosine for one in fresh], abs=1e-3)


def test_a_vector_made_with_other_weights_is_made_again_from_the_text(weights):
    others = similar.learn(TEXTS[:3])
    outdated = candidates(others)

    assert similar.rank(*IDEAS[0], None, outdated, weights) == similar.rank(*IDEAS[0], None, candidates(), weights)


def test_an_idea_finds_itself_first_and_its_like_second(weights):
    ranked = similar.rank(*IDEAS[0], None, candidates(weights), weights)

    assert keys(ranked)[:2] == [0, 1]
    assert ranked[0].cosine == pytest.approx(1, abs=1e-6)


def test_the_same_area_adds_a_tenth_and_is_told(weights):
    near = [Candidate("far", "north", *IDEAS[1]), Candidate("near", "south", *IDEAS[1])]

    first, second = similar.rank(*IDEAS[0], "south", near, weights)

    assert (first.key, first.is_same_area, second.is_same_area) == ("near", True, False)
    assert first.score - second.score == pytest.approx(0.1)
    assert first.cosine == second.cosine


def test_an_area_that_nobody_gave_equals_nothing(weights):
    ranked = similar.rank(*IDEAS[0], None, candidates(weights, area=None), weights)

    assert not any(scored.is_same_area for scored in ranked)


def test_equals_keep_the_order_they_came_in(weights):
    same = [Candidate(number, None, *IDEAS[2]) for number in (9, 4, 7)]

    assert keys(similar.rank(*IDEAS[0], None, same, weights)) == [9, 4, 7]
    assert keys(similar.rank(*IDEAS[0], None, same, weights, count=2)) == [9, 4]


@pytest.mark.parametrize("title", ["", " ", "?", "ψψψψ"])
def test_a_title_that_says_nothing_is_like_nothing(weights, title):
    ranked = similar.rank(title, "", None, candidates(weights), weights)

    assert max(scored.cosine for scored in ranked) == 0


def test_no_candidates_and_a_city_without_ideas_are_no_trouble(weights):
    nothing = similar.learn([])

    assert similar.rank(*IDEAS[0], None, [], weights) == []
    assert keys(similar.rank(*IDEAS[0], "a", [Candidate(1, "b"), Candidate(2, "a")], nothing)) == [2, 1]
    assert similar.rarest_words("a bench", nothing) == ["bench"]


def test_weights_survive_storage(weights):
    again = similar.Weights.from_bytes(weights.to_bytes())

    assert again.version == weights.version
    assert again.documents == len(IDEAS)
    assert similar.vector(TEXTS[0], again).values.tolist() == similar.vector(TEXTS[0], weights).values.tolist()


def test_learning_in_batches_counts_the_same(weights, monkeypatch):
    monkeypatch.setattr(similar, "_BATCH", 2)

    assert similar.learn(TEXTS).version == weights.version


@pytest.mark.parametrize("stored", [b"", b"CWs0" + bytes(12), b"something else entirely"])
def test_bytes_of_another_format_are_refused(stored, weights):
    with pytest.raises(similar.OutdatedFormat):
        similar.Weights.from_bytes(stored)
    with pytest.raises(similar.OutdatedFormat):
        similar.Vector.from_bytes(stored)
    with pytest.raises(similar.OutdatedFormat):
        similar.Weights.from_bytes(weights.to_bytes()[:-1])
    with pytest.raises(similar.OutdatedFormat):
        similar.Vector.from_bytes(similar.vector(TEXTS[0], weights).to_bytes()[:-1])


def test_words_forgive_case_and_accents_and_come_once():
    assert similar.words("L'École, l'ECOLE et le vélo à 30 km/h — Straße") == [
        "ecole",
        "et",
        "le",
        "velo",
        "30",
        "km",
        "strasse",
    ]


def test_the_rarest_words_come_first_and_unknown_ones_last(weights):
    assert similar.rarest_words("The canal bench swimmingly there", weights, 5) == [
        "bench",
        "there",
        "canal",
        "the",
        "swimmingly",
    ]


def test_a_learned_idea_does_not_count_itself(weights):
    assert similar.rarest_words(TEXTS[0], weights, 3) == ["somewhere", "people", "bench"]
    assert similar.rarest_words(TEXTS[0], weights, 3, is_learned=True) == ["canal", "along", "sit"]


def test_candidates_share_a_rare_word_or_the_area_and_the_newest_are_kept():
    by_word = {"bench": {1, 5, 9}, "canal": {5, 12}}
    by_area = {"south": {3, 9, 20}}

    def choose(words, area, limit=similar.CANDIDATES):
        return similar.choose_candidates(words, area, by_word=by_word, by_area=by_area, limit=limit)

    assert choose(["bench", "unknown"], None) == [9, 5, 1]
    assert choose(["bench", "canal"], "south") == [20, 12, 9, 5, 3, 1]
    assert choose(["bench", "canal"], "south", limit=2) == [20, 12]
    assert choose([], "north") == []


def test_pages_load_neither_scikit_learn_nor_scipy():
    modules = "exposure, language, similar, suggestion, trending"
    code = (
        f"import sys\nfrom citizensourcing.ideas import {modules}\n"
        "language.identify('Un banc', interface='fr', languages=('fr', 'nl'))\n"
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
