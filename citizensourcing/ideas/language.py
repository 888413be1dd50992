"""Which language an idea is written in: py3langid's model, with the person's interface language as a prior.

Only the city's languages are in question, and people mostly write in the language they read the pages
in: that decides short titles, where letters alone say little, and a longer text outweighs it.

py3langid as it comes keeps 75 MB per process, more than a web worker has to spare. So its model is
read once, on first use, and repacked: of the 142 languages those of ``KNOWN``, and of the finished
automaton (256 ways on from each of 104,583 states) only the trie and failure links it was made from
(Aho, Corasick: "Efficient string matching", CACM 1975). The scores are the same; a test compares them.
"""

import ctypes
import math
import unicodedata
from array import array
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

# What cities of Europe, the Americas and their neighbours write in; each costs .2 MB per process.
KNOWN: Final = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "is",
    "it", "lb", "lt", "lv", "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sv", "tr", "uk",
)  # fmt: skip

# How sure we are, before reading a word, that someone writes in the language of their pages. With .9
# a title alone is right 96 to 100 times of 100, and 92 to 97 when the pages speak another language.
PRIOR: Final = 0.9
# More says nothing new: the answer is settled long before.
LONGEST_TEXT: Final = 1_000

_PART: Final = 1_024


def identify(text: str, *, interface: str, languages: Collection[str]) -> str:
    """The language of ``text``, one of ``languages`` (the city's, as two-letter codes).

    ``interface`` is the language in which the person reads the pages; it need not be one of
    ``languages``, and is then no help. A language that the model does not know (see ``KNOWN``) is
    only answered when nothing speaks against it: there is no other, or it is the interface's and
    the text has nothing to go by. Raises ValueError when ``languages`` is empty.
    """
    shares = probabilities(text, interface=interface, languages=languages)
    return max(shares, key=lambda language: (shares[language], language == interface))


def probabilities(text: str, *, interface: str, languages: Collection[str]) -> dict[str, float]:
    """How probable each of ``languages`` is; together 1. Arguments and errors as for ``identify``."""
    possible = list(dict.fromkeys(languages))
    if not possible:
        raise ValueError("a city has at least one language")
    if len(possible) == 1:
        return {possible[0]: 1.0}
    likely = dict.fromkeys(possible, 1.0)
    if interface in likely:
        likely = {language: (1 - PRIOR) / (len(possible) - 1) for language in possible}
        likely[interface] = PRIOR
    scores = _model().scores(text[:LONGEST_TEXT])
    if scores:
        # Temperature √bytes, as py3langid itself does: neighbouring n-grams are no independent witnesses.
        temperature = math.sqrt(len(_encoded(text[:LONGEST_TEXT])))
        best = max((scores[language] for language in possible if language in scores), default=0.0)
        for language in possible:
            score = scores.get(language)
            likely[language] *= math.exp((score - best) / temperature) if score is not None else 0.0
    total = sum(likely.values())
    if not total:
        return {language: 1 / len(possible) for language in possible}
    return {language: share / total for language, share in likely.items()}


def _encoded(text: str) -> bytes:
    """The bytes that the model reads, prepared as in its training."""
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, eq=False)
class _Model:
    """A naive Bayes classifier over byte n-grams, found by an Aho-Corasick automaton.

    A state's edges are ``labels[firsts[state]:firsts[state + 1]]`` (bytes), and ``children`` the states
    they lead to; ``failures`` where a state continues without an edge; ``features`` the n-gram that a
    state completes, or -1.
    ``weights`` is n-grams × languages, half precision.
    """

    languages: tuple[str, ...]
    labels: bytes
    firsts: "array[int]"
    children: "array[int]"
    failures: "array[int]"
    features: "array[int]"
    weights: NDArray[np.float16]
    priors: NDArray[np.float32]

    def scores(self, text: str) -> dict[str, float]:
        """Log-likelihood by language, up to a constant; empty when the text has nothing to go by."""
        labels, firsts, children = self.labels, self.firsts, self.children
        failures, features = self.failures, self.features
        found = []
        state = 0
        for byte in _encoded(text):
            at = labels.find(byte, firsts[state], firsts[state + 1])
            while at < 0 and state:
                state = failures[state]
                at = labels.find(byte, firsts[state], firsts[state + 1])
            if at >= 0:
                state = children[at]
            if features[state] >= 0:
                found.append(features[state])
        if not found:
            return {}
        counts = Counter(found)
        times = np.log1p(np.fromiter(counts.values(), np.float32, len(counts)))
        sums = times @ self.weights[list(counts)].astype(np.float32) + self.priors
        return dict(zip(self.languages, sums.tolist(), strict=True))


@cache
def _model() -> _Model:
    """py3langid's own model, repacked: .7 s once per process, 110 MB for that moment, 10 MB after."""
    model = _repacked()
    # glibc keeps what was freed for later use, 14 MB here; other systems have no such function.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    return model


def _repacked() -> _Model:
    """Read py3langid's model, and keep what ``_Model`` needs."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    original = LanguageIdentifier.from_model_file(MODEL_FILE)
    rows = np.frombuffer(original.tk_nextmove, dtype=f"u{original.tk_nextmove.itemsize}").reshape(-1, 256)
    row_of = np.frombuffer(original.tk_row, dtype=f"u{original.tk_row.itemsize}")
    labels, firsts, children, failures = _trie(rows, row_of)
    columns = [original.nb_classes.index(language) for language in KNOWN]
    return _Model(
        languages=KNOWN,
        labels=labels,
        firsts=firsts,
        children=children,
        failures=failures,
        features=array("i", original.tk_output),
        weights=np.ascontiguousarray(original.nb_ptc[:, columns]),
        priors=np.asarray(original.nb_pc[columns], dtype=np.float32),
    )


def _trie(
    rows: NDArray[np.unsignedinteger], row_of: NDArray[np.unsignedinteger]
) -> tuple[bytes, "array[int]", "array[int]", "array[int]"]:
    """The labels, firsts, children and failure links from which a full automaton was made.

    Level by level from the root: where a state's way on differs from that of its failure state, it is
    an edge of the trie; and the failure state of the child is where the failure state goes.
    """
    failures = np.zeros(row_of.size, dtype=np.uint32)
    edges: list[NDArray[np.int64]] = []
    children: list[NDArray[np.int64]] = []
    level = np.array([0])
    while level.size:
        found = []
        # In parts, so that the moment of repacking stays small.
        for start in range(0, level.size, _PART):
            part = level[start : start + _PART]
            own = rows[row_of[part]]
            others = rows[row_of[failures[part]]] if part[0] else np.zeros_like(own)
            at, byte = np.nonzero(own != others)
            child = own[at, byte].astype(np.int64)
            failures[child] = others[at, byte]
            edges.append(part[at] << 8 | byte)
            found.append(child)
        level = np.concatenate(found)
        children.append(level)
    sources = np.concatenate(edges)
    order = np.argsort(sources)
    sources = sources[order]
    firsts = np.searchsorted(sources >> 8, np.arange(row_of.size + 1))
    return (
        (sources & 0xFF).astype(np.uint8).tobytes(),
        _array(firsts),
        _array(np.concatenate(children)[order]),
        _array(failures),
    )


def _array(numbers: NDArray[np.integer]) -> "array[int]":
    """Plain Python reads single numbers from an ``array`` several times faster than from numpy."""
    return array("I", numbers.astype(np.uint32).tobytes())
