"""What the parsers hand on: ideas and comments of an earlier platform, and the rows that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from citizensourcing.ideas.statuses import Status


class FileProblem(Exception):  # noqa: N818 -- a fact about what was given
    """The file as a whole cannot be read; ``sentence`` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadRow(ValueError):  # noqa: N818 -- as above
    """One row cannot be read; ``reason`` is a sentence. The other rows are none of its business."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is left out, by its number (the header is row 1) and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody on the earlier platform. ``name`` is empty where it only gave a number, ``number``."""

    ref: str
    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class EarlierProject:
    """A round of an earlier platform. ``posting`` is when ideas could be shared: from, until."""

    slug: str
    titles: Mapping[str, str]
    posting: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierIdea:
    """One idea as it was, cleaned and fitted to what this wall holds.

    ``ref`` finds it again when the file is imported again. ``topics`` and ``places`` are names as the file has them.
    ``supports`` and ``comments`` are totals. ``published_at`` None means that the file does not say.
    """

    row: int
    ref: str
    title: str
    text: str = ""
    language: str = ""
    published_at: datetime | None = None
    status: str = Status.PROPOSED
    reason: str | Promise = ""
    status_at: datetime | None = None
    is_withdrawn: bool = False
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    # The file says that it concerns the whole city: its pin, if any, stands for no neighbourhood.
    is_citywide: bool = False
    latitude: float | None = None
    longitude: float | None = None
    supports: int = 0
    comments: int = 0
    author: Author | None = None
    url: str = ""
    project: EarlierProject | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierComment:
    """One comment as it was. An empty text is one that was taken away there: its answers keep their place."""

    row: int
    ref: str
    idea_ref: str
    parent_ref: str = ""
    text: str = ""
    language: str = ""
    stance: str = "neutral"
    created_at: datetime
    author: Author | None = None
    likes: int = 0
    dislikes: int = 0


@dataclass(slots=True)
class ParsedIdeas:
    """All of a file. ``same`` maps the number of a row to that of the row it repeats; ``topic_names`` a topic's name
    to its names by language, where the file has them."""

    ideas: list[EarlierIdea] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    same: dict[int, int] = field(default_factory=dict)
    topic_names: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ParsedComments:
    """All comments of a file, in its order."""

    comments: list[EarlierComment] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a parser needs to know: ``zone`` of times that name none, the city's ``languages`` (the likeliest first),
    ``source`` before every reference, ``site`` before addresses that begin with a slash."""

    zone: ZoneInfo
    languages: tuple[str, ...]
    source: str
    site: str = ""
    now: datetime
