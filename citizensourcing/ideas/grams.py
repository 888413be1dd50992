"""Texts as numbers: words and character n-grams, hashed the same way everywhere and for ever.

Shared by similar ideas and topic suggestion, so that learning and applying cannot drift apart. The
n-grams are those of scikit-learn's ``char_wb`` analyser (inside words, each padded by one space),
found with numpy on code points instead of a loop over Python strings. What is stored depends on
these hashes: changing one needs a new format number in ``similar`` and ``suggestion``.
"""

import re
import unicodedata
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]
Floats = NDArray[np.float32]

_WORD: Final = re.compile(r"\w{2,}")
_SPACE: Final = 32
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)
# Longer than any word of ours but the odd address that someone pasted.
LONGEST_WORD: Final = 40


def plain(text: str) -> str:
    """Lower case, without accents, in one Unicode form: "Élysée" and "ELYSEE" are the same."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """The different words of a text in ``plain`` form, in order, two characters or more, cut at 40."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(plain(text))))


def all_words(text: str) -> list[str]:
    """As ``words``, but each as often as it occurs."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain(text))]


def hashed_words(texts: list[str]) -> Hashes:
    """One stable 32-bit number per word, in the same order."""
    return np.fromiter((zlib.crc32(word.encode()) for word in texts), dtype=np.uint32, count=len(texts))


def character_grams(text: str, shortest: int, longest: int | None = None) -> Hashes:
    """The hashed n-grams inside the words of ``text``, with repeats, unordered.

    ``shortest`` to ``longest`` characters (or exactly ``shortest``), as
    ``TfidfVectorizer(analyzer="char_wb", ngram_range=(shortest, longest))`` finds them after its
    ``str.lower``: a word that even padded is shorter than ``shortest`` is one n-gram by itself.
    """
    padded = f" {' '.join(text.lower().split())} "
    letters = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_space = letters == _SPACE
    spaces = np.concatenate(([0], np.cumsum(is_space)))
    found = []
    for length in range(3, (longest or shortest) + 1):
        count = letters.size - length + 1
        if count <= 0:
            break
        is_inside = spaces[length - 1 :][:count] == spaces[1 : 1 + count]
        if length < shortest:
            is_inside &= is_space[:count] & is_space[length - 1 :]
        found.append(_hash(letters, length)[is_inside])
    return np.concatenate(found) if found else np.empty(0, dtype=np.uint32)


def _hash(letters: Hashes, length: int) -> Hashes:
    """One 32-bit number per window of ``length`` letters."""
    count = letters.size - length + 1
    mixed = np.full(count, length, dtype=np.uint64)
    for offset in range(length):
        mixed = mixed * _PRIME + letters[offset : offset + count]
    mixed ^= mixed >> np.uint64(32)
    return ((mixed * _MIX) >> np.uint64(32)).astype(np.uint32)
