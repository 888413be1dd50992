"""Similar ideas: shown while someone types, and on the staff's merge screen.

TF-IDF of character 4-grams inside words (sublinear counts, smooth idf, length 1), cosine, plus a
tenth for the same area: on Helsinki's own merges it finds more than full text search or trigrams,
and needs no language tools. Equal to scikit-learn's
``TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True)``, but applied with numpy
alone: web workers import neither scikit-learn nor scipy.

A city's texts are learned in a task (``learn``) and kept as ``Weights``. A page then asks in two steps:
the database chooses candidates (``choose_candidates`` says how), and ``rank`` orders them here. People
merge, the machine suggests: nothing is ever grouped by itself.
"""

import struct
import zlib
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from citizensourcing.ideas.grams import Floats, Hashes, character_grams, hashed_words, words

__all__ = [
    "CANDIDATES",
    "RAREST",
    "SAME_AREA",
    "WORTH_SHOWING",
    "Candidate",
    "OutdatedFormat",
    "Scored",
    "Vector",
    "Weights",
    "choose_candidates",
    "document",
    "learn",
    "rank",
    "rarest_words",
    "vector",
    "words",
]

Key = TypeVar("Key", bound=Hashable)

GRAM: Final = 4
RAREST: Final = 14
CANDIDATES: Final = 400
SAME_AREA: Final = 0.1
# Below this score a page shows nothing. Of the three best in Helsinki 28 of 100 were merged by the city
# itself; this costs one to three such queries in a hundred, and spares a young wall what merely shares a language.
WORTH_SHOWING: Final = 0.2

_WEIGHTS_HEADER: Final = struct.Struct("<4sIII")
_WEIGHTS_MARK: Final = b"CWs1"
_VECTOR_HEADER: Final = struct.Struct("<4sII")
_VECTOR_MARK: Final = b"CWv1"
_BATCH: Final = 5_000


class OutdatedFormat(ValueError):  # noqa: N818 — it is a fact about stored bytes, not a fault
    """Stored bytes that this version does not read: learn again and store anew."""


@dataclass(frozen=True, eq=False)
class Weights:
    """How common the character 4-grams and the words of a city's ideas are.

    ``grams`` and ``words`` are sorted 32-bit hashes, ``idf`` and ``word_documents`` belong to them by
    position: about 8 bytes per different 4-gram and word (0.8 MB for 4,300 ideas).
    """

    documents: int
    grams: Hashes
    idf: Floats
    words: Hashes
    word_documents: Hashes

    @cached_property
    def version(self) -> int:
        """A 32-bit fingerprint: vectors made with other weights are recognised and made again."""
        return zlib.crc32(self.to_bytes())

    def to_bytes(self) -> bytes:
        """For a ``BinaryField``; read back by ``from_bytes``."""
        header = _WEIGHTS_HEADER.pack(_WEIGHTS_MARK, self.documents, self.grams.size, self.words.size)
        arrays = ((self.grams, "<u4"), (self.idf, "<f4"), (self.words, "<u4"), (self.word_documents, "<u4"))
        return header + b"".join(array.astype(kind, copy=False).tobytes() for array, kind in arrays)

    @classmethod
    def from_bytes(cls, stored: bytes | memoryview) -> "Weights":
        """Raises OutdatedFormat for anything that ``to_bytes`` of this version did not write."""
        data = bytes(stored)
        if len(data) < _WEIGHTS_HEADER.size or data[:4] != _WEIGHTS_MARK:
            raise OutdatedFormat("these weights were stored by another version; learn them again")
        _, documents, grams, known = _WEIGHTS_HEADER.unpack_from(data)
        if len(data) != _WEIGHTS_HEADER.size + 8 * (grams + known):
            raise OutdatedFormat("these weights are cut short; learn them again")
        start = _WEIGHTS_HEADER.size
        return cls(
            documents=documents,
            grams=np.frombuffer(data, "<u4", grams, start),
            idf=np.frombuffer(data, "<f4", grams, start + 4 * grams),
            words=np.frombuffer(data, "<u4", known, start + 8 * grams),
            word_documents=np.frombuffer(data, "<u4", known, start + 8 * grams + 4 * known),
        )


@dataclass(frozen=True, eq=False)
class Vector:
    """One text: hashed 4-grams in ascending order with their weights, of length 1 (or empty).

    ``weights_version`` names the weights it was made with. Stored with half precision: 6 bytes per
    different 4-gram (1.3 KB for an average idea), a cosine is then right to about .0005.
    """

    weights_version: int
    grams: Hashes
    values: Floats

    def to_bytes(self) -> bytes:
        """For a ``BinaryField``; read back by ``from_bytes``."""
        header = _VECTOR_HEADER.pack(_VECTOR_MARK, self.weights_version, self.grams.size)
        return header + self.grams.astype("<u4", copy=False).tobytes() + self.values.astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes | memoryview) -> "Vector":
        """Raises OutdatedFormat for anything that ``to_bytes`` of this version did not write."""
        size = _VECTOR_HEADER.size
        if len(stored) < size or bytes(stored[:4]) != _VECTOR_MARK:
            raise OutdatedFormat("this vector was stored by another version; make it again")
        _, version, count = _VECTOR_HEADER.unpack_from(stored)
        if len(stored) != size + 6 * count:
            raise OutdatedFormat("this vector is cut short; make it again")
        grams = np.frombuffer(stored, "<u4", count, size)
        return cls(version, grams, np.frombuffer(stored, "<f2", count, size + 4 * count).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """An idea that may be similar.

    ``area`` is anything comparable, such as a neighbourhood's id or a frozenset of them (None: unknown,
    equal to nothing; the whole city is an area too, not None).

    With a ``vector`` of the current weights the texts are not looked at; without one, or with one made
    with other weights, it is made from title and text on the spot (some .1 ms).
    """

    key: Key
    area: Hashable | None = None
    title: str = ""
    text: str = ""
    vector: Vector | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Scored(Generic[Key]):
    """A candidate with its place: ``score`` = ``cosine`` (0 to 1) + .1 for the same area."""

    key: Key
    score: float
    cosine: float
    is_same_area: bool


def document(title: str, text: str) -> str:
    """The one text of an idea that is learned and compared."""
    return f"{title}. {text}"


def learn(texts: Iterable[str]) -> Weights:
    """Count in how many of ``texts`` (see ``document``) each 4-gram and word occurs.

    Takes a stream and works in batches: some .15 ms a text, memory for the different ones only. No
    texts give weights with which every vector is empty and every word unknown.
    """
    documents = 0
    gram_counts = (np.empty(0, np.uint32), np.empty(0, np.int64))
    word_counts = gram_counts
    stream = iter(texts)
    while batch := list(islice(stream, _BATCH)):
        documents += len(batch)
        gram_counts = _add(gram_counts, [np.unique(character_grams(text, GRAM)) for text in batch])
        word_counts = _add(word_counts, [np.unique(hashed_words(words(text))) for text in batch])
    idf = np.log((1 + documents) / (1 + gram_counts[1])) + 1
    return Weights(documents, gram_counts[0], idf.astype(np.float32), word_counts[0], word_counts[1].astype(np.uint32))


def vector(text: str, weights: Weights) -> Vector:
    """The text as a vector; 4-grams that no learned text had are left out, as in scikit-learn."""
    grams, counts = np.unique(character_grams(text, GRAM), return_counts=True)
    places, is_known = _find(weights.grams, grams)
    values = (1 + np.log(counts[is_known])) * weights.idf[places[is_known]]
    length = float(np.sqrt(np.dot(values, values)))
    values = (values / length if length else values).astype(np.float32)
    return Vector(weights.version, grams[is_known], values)


def rarest_words(text: str, weights: Weights, count: int = RAREST, *, is_learned: bool = False) -> list[str]:
    """The up to ``count`` words of ``text`` that the fewest learned ideas have, rarest first.

    Words that no learned idea has come last, longest first: they may be in an idea posted since (and
    in a young city every word is such). ``is_learned`` says that the text is itself among the learned
    ones, so that its own count is taken off.
    """
    own = words(text)
    places, is_known = _find(weights.words, hashed_words(own))
    others = np.zeros(len(own), dtype=np.int64)
    others[is_known] = weights.word_documents[places[is_known]]
    others -= is_known & is_learned
    order = sorted(range(len(own)), key=lambda at: (others[at] == 0, others[at], -len(own[at])))
    return [own[at] for at in order[:count]]


def choose_candidates(
    rare_words: Iterable[str],
    area: Hashable | None,
    *,
    by_word: Mapping[str, Collection[int]],
    by_area: Mapping[Hashable, Collection[int]],
    limit: int = CANDIDATES,
) -> list[int]:
    """Which ideas are compared: those with any of the rare words, or of the same area; the newest.

    ``by_word`` and ``by_area`` hold ids of one project, higher is newer; the answer is newest first.
    The page's selector does the same in PostgreSQL, each half through its own index, and since the
    newest 400 of both are among the newest 400 of each, every half may stop there::

        (SELECT id FROM idea WHERE project_id = … AND words && ARRAY[rarest_words(…)]
          ORDER BY id DESC LIMIT 400)                                 -- GIN (words)
        UNION
        (SELECT id FROM idea WHERE project_id = … AND area = …
          ORDER BY id DESC LIMIT 400)                                 -- B-tree (project_id, area, id)
        ORDER BY id DESC LIMIT 400

    with the idea itself and what the person may not see left out in both halves.
    """
    chosen: set[int] = set()
    for word in rare_words:
        chosen.update(by_word.get(word, ()))
    if area is not None:
        chosen.update(by_area.get(area, ()))
    return sorted(chosen, reverse=True)[:limit]


def rank(
    title: str,
    text: str,
    area: Hashable | None,
    candidates: Sequence[Candidate[Key]],
    weights: Weights,
    *,
    count: int | None = None,
) -> list[Scored[Key]]:
    """The (``count`` best) candidates, most similar first; equals keep the order they came in.

    ``text`` may be empty, as while the title is being typed. The caller leaves out the idea itself.
    400 candidates with vectors take some 3 ms, without them some 45 ms.
    """
    if not candidates:
        return []
    vectors = [
        one.vector
        if one.vector is not None and one.vector.weights_version == weights.version
        else vector(document(one.title, one.text), weights)
        for one in candidates
    ]
    cosines = _cosines(vector(document(title, text), weights), vectors)
    is_same_area = np.array([area is not None and one.area == area for one in candidates])
    scores = cosines + SAME_AREA * is_same_area
    return [
        Scored(candidates[at].key, float(scores[at]), float(cosines[at]), bool(is_same_area[at]))
        for at in np.argsort(-scores, kind="stable")[:count].tolist()
    ]


def _cosines(query: Vector, vectors: Sequence[Vector]) -> NDArray[np.float64]:
    """The cosine of the query with each vector, all at once."""
    cosines = np.zeros(len(vectors))
    if not query.grams.size:
        return cosines
    grams = np.concatenate([one.grams for one in vectors])
    values = np.concatenate([one.values for one in vectors])
    ends = np.cumsum([one.grams.size for one in vectors])
    # A table over the low 16 bits drops nearly all that the query does not have, at a read each;
    # only the rest is searched for.
    has = np.zeros(1 << 16, dtype=bool)
    has[query.grams & 0xFFFF] = True
    maybe = np.flatnonzero(has[grams & 0xFFFF])
    places, is_shared = _find(query.grams, grams[maybe])
    shared = maybe[is_shared]
    products = query.values[places[is_shared]] * values[shared]
    owners = np.searchsorted(ends, shared, side="right")
    return np.bincount(owners, weights=products, minlength=len(vectors)).astype(np.float64, copy=False)


def _find(known: Hashes, wanted: Hashes) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each wanted number stands in the sorted known ones, and whether it does."""
    if not known.size:
        return np.zeros(wanted.size, dtype=np.intp), np.zeros(wanted.size, dtype=bool)
    places = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    return places, known[places] == wanted


def _add(counts: tuple[Hashes, NDArray[np.int64]], found: Sequence[Hashes]) -> tuple[Hashes, NDArray[np.int64]]:
    """Counts by number, with one more for each number of each text in ``found``."""
    new, times = np.unique(np.concatenate(found), return_counts=True)
    both = np.concatenate((counts[0], new))
    numbers, places = np.unique(both, return_inverse=True)
    sums = np.bincount(places, weights=np.concatenate((counts[1], times)), minlength=numbers.size)
    return numbers, sums.astype(np.int64)
