"""What an import would do, row by row, before anything is written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.importing.formats import FORMATS
from citizensourcing.ideas.importing.rows import EarlierComment, EarlierIdea, FileProblem, Reading, Refused
from citizensourcing.ideas.language import identify
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.services.importing.places import PlaceBook, TopicBook, place_book, topic_book
from citizensourcing.projects.models import Project
from tenants.context import require_city

_TOPICS_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked for. ``file`` is read as ``format`` says; the rest may stay as it is.

    ``project`` is the slug of the project that all ideas go to (else the format's own, else the open wall).
    ``language`` is that of all texts (else it is detected). ``topics`` and ``districts`` map a name in the file to a
    slug of the city. ``creates_topics`` None leaves it to the format. ``source`` stands before every reference (the
    format's name unless two platforms of one kind are imported), ``site`` before addresses without a host.
    """

    file: Path
    format: str
    comments: Path | None = None
    project: str = ""
    language: str = ""
    topics: Mapping[str, str] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)
    creates_topics: bool | None = None
    source: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A new idea with all that the city makes of it. ``topics`` are folded names of the plan's book."""

    idea: EarlierIdea
    language: str
    topics: tuple[str, ...]
    places: tuple[int, ...]
    pin: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Line:
    """What happens to one row: ``kind`` is new, changed, unchanged, same or refused."""

    row: int
    kind: str
    what: str


@dataclass(slots=True)
class Plan:
    """Everything an import would do. ``carry_out`` does it; who only wants to look reads ``lines``."""

    wishes: Wishes
    source: str
    sha256: str
    now: datetime
    project: Project | None
    topics: TopicBook
    places: PlaceBook
    topic_names: dict[str, dict[str, str]]
    new: list[Planned] = field(default_factory=list)
    changed: list[tuple[Idea, EarlierIdea]] = field(default_factory=list)
    unchanged: list[EarlierIdea] = field(default_factory=list)
    same: dict[int, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    comments: list[EarlierComment] = field(default_factory=list)
    known_comments: int = 0
    refused_comments: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing would be written."""
        return not (self.new or self.changed or self.comments)

    def lines(self) -> Iterator[Line]:
        """One line per row of the ideas' file, in its order."""
        lines = [Line(refused.row, "refused", refused.reason) for refused in self.refused]
        lines += [Line(row, "same", _("It repeats row %(row)d.") % {"row": first}) for row, first in self.same.items()]
        lines += [Line(one.idea.row, "new", " ".join((one.idea.title, *one.idea.notes))) for one in self.new]
        lines += [Line(earlier.row, "changed", f"{idea.number} {earlier.title}") for idea, earlier in self.changed]
        lines += [Line(earlier.row, "unchanged", earlier.title) for earlier in self.unchanged]
        return iter(sorted(lines, key=lambda line: line.row))


def prepare(wishes: Wishes, *, now: datetime, on_progress: Callable[[int, int], None] | None = None) -> Plan:
    """Read the files and find out what to do with each row in the city we are in; writes nothing.

    ``on_progress`` hears how many ideas of how many were looked at. Raises ``FileProblem`` for a file, a mapping or a
    project that cannot be used as a whole.
    """
    city = require_city()
    form = FORMATS[wishes.format]
    if wishes.language and wishes.language not in city.languages:
        raise FileProblem(
            _("This city does not write in “%(language)s”. Its languages: %(known)s.")
            % {"language": wishes.language, "known": ", ".join(city.languages)}
        )
    likely = wishes.language or (form.language if form.language in city.languages else city.default_language)
    reading = Reading(
        zone=ZoneInfo(city.time_zone),
        languages=(likely, *(code for code in city.languages if code != likely)),
        source=wishes.source or wishes.format,
        site=wishes.site,
        now=now,
    )
    parsed = form.read_ideas(wishes.file, reading)
    plan = Plan(
        wishes=wishes,
        source=reading.source,
        sha256=sha256(wishes.file.read_bytes()).hexdigest(),
        now=now,
        project=_project(wishes.project),
        topics=topic_book(
            wishes.topics, is_open=form.creates_topics if wishes.creates_topics is None else wishes.creates_topics
        ),
        places=place_book(wishes.districts),
        topic_names=parsed.topic_names,
        same=parsed.same,
        refused=parsed.refused,
        notes=parsed.notes,
    )
    ideas = _each_once(parsed.ideas, plan)
    known = {
        str(idea.external_ref): idea
        for idea in Idea.objects.filter(external_ref__startswith=f"{plan.source}:")
        .annotate(
            brought=Count("discussion__comments", filter=Q(discussion__comments__external_ref__isnull=False)),
        )
        .defer("search", "words")
    }
    for at, earlier in enumerate(ideas, 1):
        idea = known.get(earlier.ref)
        if idea is None:
            plan.new.append(_planned(earlier, plan, wishes.language, reading.languages))
        elif differences(idea, earlier, plan.places):
            plan.changed.append((idea, earlier))
        else:
            plan.unchanged.append(earlier)
        if on_progress is not None:
            on_progress(at, len(ideas))
    if wishes.comments is not None:
        _plan_comments(plan, wishes.comments, reading, {earlier.ref for earlier in ideas} | set(known))
    return plan


def differences(idea: Idea, earlier: EarlierIdea, places: PlaceBook) -> dict[str, object]:
    """The fields in which a stored idea is behind the file. What this city changed since is the city's: a text that
    was edited, topics, neighbourhoods and visibility are left alone, and a status once anybody here has set one."""
    if not idea.has_words:
        # Its author has left with them: the file must not bring them back.
        return {}
    pin = places.pin(earlier) or (None, None)
    brought = getattr(idea, "brought", 0)
    wanted: dict[str, object] = {
        "latitude": pin[0],
        "longitude": pin[1],
        "earlier_supports": earlier.supports,
        "earlier_comments": max(0, earlier.comments - brought),
        "external_url": earlier.url[:500],
    }
    if idea.edited_at is None:
        wanted |= {"title": earlier.title, "text": earlier.text}
    return {name: value for name, value in wanted.items() if getattr(idea, name) != value}


def _project(slug: str) -> Project | None:
    if not slug:
        return None
    found = Project.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True))
        raise FileProblem(_("There is no project “%(slug)s”. There is: %(known)s.") % {"slug": slug, "known": known})
    return found


def _each_once(ideas: list[EarlierIdea], plan: Plan) -> list[EarlierIdea]:
    """A reference that comes twice is two ideas under one number: the first stands."""
    first: dict[str, EarlierIdea] = {}
    for idea in ideas:
        if idea.ref in first:
            reason = _("Row %(row)d has the same number.") % {"row": first[idea.ref].row}
            plan.refused.append(Refused(idea.row, reason))
        else:
            first[idea.ref] = idea
    return list(first.values())


def _planned(earlier: EarlierIdea, plan: Plan, given: str, languages: tuple[str, ...]) -> Planned:
    language = given or (earlier.language if earlier.language in languages else "")
    topics = [key for name in dict.fromkeys(earlier.topics) if (key := plan.topics.find(name)) is not None]
    return Planned(
        idea=earlier,
        language=language or identify(f"{earlier.title}. {earlier.text}", interface=languages[0], languages=languages),
        topics=tuple(dict.fromkeys(topics))[:_TOPICS_AT_MOST],
        places=plan.places.of(earlier),
        pin=plan.places.pin(earlier),
    )


def _plan_comments(plan: Plan, path: Path, reading: Reading, idea_refs: set[str]) -> None:
    read = FORMATS[plan.wishes.format].read_comments
    if read is None:
        raise FileProblem(_("This format has no comments."))
    parsed = read(path, reading)
    plan.notes += parsed.notes
    plan.refused_comments = parsed.refused
    known = set(
        Comment.objects.filter(external_ref__startswith=f"{plan.source}:comment:").values_list(
            "external_ref", flat=True
        )
    )
    seen: set[str] = set()
    for comment in parsed.comments:
        if comment.idea_ref not in idea_refs:
            plan.refused_comments.append(Refused(comment.row, _("Its idea is not in the file.")))
        elif comment.ref in seen:
            plan.refused_comments.append(Refused(comment.row, _("An earlier row has the same number.")))
        elif comment.ref in known:
            plan.known_comments += 1
        else:
            plan.comments.append(comment)
        seen.add(comment.ref)
