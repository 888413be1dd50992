"""The civic figures: our own modules measured on what the world recorded, as `make civic` prints them.

Nothing here is needed to serve a page. It reads real files (CSV) from a folder that is not part of the
project, and scikit-learn with them.
"""

from collections.abc import Iterator
from pathlib import Path

from citizensourcing.ideas.figures import ranking, similarity, texts
from citizensourcing.ideas.figures.figure import Figure, FilesMissing, table

__all__ = ["Figure", "FilesMissing", "all_figures", "table"]


def all_figures(folder: Path) -> Iterator[Figure]:
    """Every figure, in the order of the table; some 40 s on one core.

    ``folder`` holds `ideas/` and `votes/` with the files that the modules name. Raises FilesMissing,
    with the sentence to show, when one of them is not there.
    """
    yield from ranking.figures(folder)
    yield from similarity.figures(folder)
    yield from texts.topic_figures(folder)
    yield from texts.language_figures(folder)
