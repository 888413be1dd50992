"""Topic suggestion: which topics an idea probably belongs to. The resident picks; nothing is filed by itself.

TF-IDF of words and of character 3- to 5-grams, then logistic regression. A task learns a city's model
(``learning.learn_topics``, the only place that needs scikit-learn); a page applies it here with numpy
alone. Features are hashed into two fixed ranges of columns, so that a model is nothing but arrays.
"""

import io
import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from citizensourcing.ideas.grams import Floats, all_words, character_grams, hashed_words, plain

FORMAT: Final = 1
# A city's ideas say little below this; until then the page offers all topics without a guess.
MINIMUM_LABELLED: Final = 150
LONGEST_TEXT: Final = 5_000
# A stored model stays below this: with many topics the hashed ranges are smaller.
LARGEST_MODEL: Final = 4_000_000
_WORD_SHARE: Final = 3  # one column in so many is a word's, the others are n-grams'


class OutdatedModel(ValueError):  # noqa: N818 — it is a fact about stored bytes, not a fault
    """Stored bytes that this version does not read: learn again."""


@dataclass(frozen=True, eq=False)
class TopicModel:
    """What was learned. Columns 0 to ``word_columns`` are words, the rest n-grams.

    ``topics`` are the caller's own names (a key as text); ``idf`` (columns), ``weights`` (columns ×
    topics) and ``bias`` (topics) are half precision, which changes no suggestion worth having.
    """

    topics: tuple[str, ...]
    word_columns: int
    idf: NDArray[np.float16]
    weights: NDArray[np.float16]
    bias: Floats

    def to_bytes(self) -> bytes:
        """For a ``BinaryField``; read back by ``from_bytes``. Compressed: columns nobody used cost nothing."""
        stored = io.BytesIO()
        np.savez_compressed(
            stored,
            format=np.array(FORMAT),
            topics=np.array(self.topics),
            word_columns=np.array(self.word_columns),
            idf=self.idf,
            weights=self.weights,
            bias=self.bias,
        )
        return stored.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes | memoryview) -> "TopicModel":
        """Raises OutdatedModel for anything that ``to_bytes`` of this version did not write.

        Some 10 ms: keep the model, by city and version, instead of reading it per request.
        """
        try:
            with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
                version = int(arrays["format"])
                model = cls(
                    topics=tuple(arrays["topics"].tolist()),
                    word_columns=int(arrays["word_columns"]),
                    idf=arrays["idf"],
                    weights=arrays["weights"],
                    bias=arrays["bias"],
                )
        except (zipfile.BadZipFile, ValueError, TypeError, KeyError, EOFError, OSError) as broken:
            raise OutdatedModel("this is no stored model; learn it again") from broken
        if version != FORMAT:
            raise OutdatedModel("this model was stored by another version; learn it again")
        return model


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A topic with the model's share of belief in it (all topics together make 1)."""

    topic: str
    share: float


def suggest(text: str, model: TopicModel, count: int = 3) -> list[Suggestion]:
    """The ``count`` most probable topics of a text (title, a full stop, text), best first.

    An empty text, or one of nothing but unknown words, gets what the model believes of any idea.
    """
    columns, values = weighted(text, model.idf, model.word_columns)
    belief = values @ model.weights[columns].astype(np.float32) + model.bias
    shares = np.exp(belief - belief.max())
    shares /= shares.sum()
    return [Suggestion(model.topics[at], float(shares[at])) for at in np.argsort(-shares, kind="stable")[:count]]


def widths(topics: int) -> tuple[int, int]:
    """(columns for words, columns for n-grams) of a model with so many topics, within ``LARGEST_MODEL``."""
    columns = min(3 << 15, LARGEST_MODEL // (2 * (topics + 1)))
    return columns // _WORD_SHARE, columns - columns // _WORD_SHARE


def features(text: str, word_columns: int, gram_columns: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The columns that a text touches, ascending, and how often: words first, then n-grams.

    Text beyond ``LONGEST_TEXT`` characters is not looked at.
    """
    text = plain(text[:LONGEST_TEXT])
    word_hashes = hashed_words(all_words(text)).astype(np.int64) % word_columns
    gram_hashes = character_grams(text, 3, 5).astype(np.int64) % gram_columns + word_columns
    return np.unique(np.concatenate((word_hashes, gram_hashes)), return_counts=True)


def weighted(text: str, idf: NDArray[np.float16], word_columns: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The text's columns and their TF-IDF: sublinear counts, words and n-grams each of length 1.

    Columns that no learned idea touched (idf 0) are left out.
    """
    columns, counts = features(text, word_columns, idf.size - word_columns)
    is_known = idf[columns] > 0
    columns, counts = columns[is_known], counts[is_known]
    values = ((1 + np.log(counts)) * idf[columns]).astype(np.float32)
    first_gram = int(np.searchsorted(columns, word_columns))
    values[:first_gram] /= _length(values[:first_gram])
    values[first_gram:] /= _length(values[first_gram:])
    return columns, values


def _length(block: NDArray[np.float32]) -> float:
    return math.sqrt(float(np.dot(block, block))) or 1.0


def choices(suggestions: Sequence[Suggestion]) -> list[str]:
    """The topics alone, best first."""
    return [suggestion.topic for suggestion in suggestions]
