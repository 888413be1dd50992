"""Learning, with scikit-learn: called by tasks only.

scikit-learn and scipy cost 100 MB of memory, so they are imported inside the function, and no page
imports this module. What is learned is handed on as plain arrays, applied by ``suggestion``.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from citizensourcing.ideas.suggestion import (
    MINIMUM_LABELLED,
    TopicModel,
    features,
    weighted,
    widths,
)


class TooFewLabelled(ValueError):  # noqa: N818 — a young city is no fault
    """There are not yet enough ideas with a topic to learn from."""


# Time goes with texts × topics. No task may last over 50 s: 4,000 long texts in 8 topics take 8 s, and
# the product below keeps 35 topics under 30 s. Older ideas beyond that add next to nothing.
MOST_LABELLED = 4_000
MOST_WORK = 60_000


def most_labelled(topics: int) -> int:
    """How many texts are used with so many topics."""
    return max(MINIMUM_LABELLED, min(MOST_LABELLED, MOST_WORK // max(topics, 1)))


def learn_topics(texts: Sequence[str], topics: Sequence[str]) -> TopicModel:
    """Learn which texts belong to which topic: one topic per text, by position.

    ``texts`` are ``similar.document(title, text)``, newest first (an idea with two topics is given
    twice); only the first ``most_labelled`` are used. Logistic regression, C = 10, classes balanced,
    so that a small topic is suggested too. Deterministic. Raises TooFewLabelled below
    ``MINIMUM_LABELLED`` texts or two topics, and ValueError when the two differ in length.
    """
    from scipy.sparse import csr_array
    from sklearn.linear_model import LogisticRegression

    if len(texts) != len(topics):
        raise ValueError("every text needs exactly one topic")
    most = most_labelled(len(set(topics)))
    texts, topics = texts[:most], topics[:most]
    if len(texts) < MINIMUM_LABELLED or len(set(topics)) < 2:
        raise TooFewLabelled(f"{len(texts)} ideas in {len(set(topics))} topics; {MINIMUM_LABELLED} in 2 are needed")

    word_columns, gram_columns = widths(len(set(topics)))
    seen: Counter[int] = Counter()
    for text in texts:
        seen.update(features(text, word_columns, gram_columns)[0].tolist())
    idf = np.zeros(word_columns + gram_columns, dtype=np.float16)
    touched = np.fromiter(sorted(seen), dtype=np.int64, count=len(seen))
    documents = np.array([seen[column] for column in touched.tolist()])
    idf[touched] = np.log((1 + len(texts)) / (1 + documents)) + 1

    rows = [weighted(text, idf, word_columns) for text in texts]
    places = np.concatenate([columns for columns, _ in rows])
    # Only the columns that occur: the regression's time goes with their number.
    matrix = csr_array(
        (
            np.concatenate([values for _, values in rows]),
            np.searchsorted(touched, places),
            np.concatenate(([0], np.cumsum([columns.size for columns, _ in rows]))),
        ),
        shape=(len(rows), touched.size),
    )
    regression = LogisticRegression(C=10, class_weight="balanced", max_iter=1_000).fit(matrix, np.array(topics))
    coefficients, bias = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:
        # With two classes scikit-learn keeps one row, the second class against the first.
        coefficients = np.vstack((np.zeros_like(coefficients), coefficients))
        bias = np.concatenate(([0.0], bias))
    weights = np.zeros((idf.size, len(regression.classes_)), dtype=np.float16)
    weights[touched] = coefficients.T
    return TopicModel(
        topics=tuple(regression.classes_.tolist()),
        word_columns=word_columns,
        idf=idf,
        weights=weights,
        bias=bias.astype(np.float32),
    )
