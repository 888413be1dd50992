"""One module per platform; each reads its own files and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from citizensourcing.ideas.importing.formats import consul, decidim, omastadi, own
from citizensourcing.ideas.importing.rows import ParsedComments, ParsedIdeas, Reading


@dataclass(frozen=True, slots=True)
class Format:
    """How one platform's exports are read.

    ``creates_topics``: whether its categories are few and chosen by the city, so that unknown ones become topics; the
    free words that residents tag with do not. ``language`` is what its residents write, where that is known.
    """

    read_ideas: Callable[[Path, Reading], ParsedIdeas]
    read_comments: Callable[[Path, Reading], ParsedComments] | None = None
    creates_topics: bool = True
    language: str = ""


FORMATS = {
    "omastadi": Format(omastadi.read_ideas, language="fi"),
    "decidim": Format(decidim.read_ideas, decidim.read_comments),
    "consul": Format(consul.read_ideas, consul.read_comments, creates_topics=False),
    "csv": Format(own.read_ideas),
}
