"""Writing a plan: all of it in one transaction, in batches, or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit.services import SYSTEM, record
from citizensourcing.discussions.models import Comment, Discussion
from citizensourcing.ideas import similar
from citizensourcing.ideas.importing.rows import Author, EarlierIdea, EarlierProject
from citizensourcing.ideas.models import Idea, ImportBatch, StatusChange
from citizensourcing.ideas.services.importing.comments import write_comments
from citizensourcing.ideas.services.importing.places import topic_slug
from citizensourcing.ideas.services.importing.planning import Plan, Planned, differences
from citizensourcing.ideas.statuses import Status
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Action, Phase, Project
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Topic
from citizensourcing.taxonomy.services import add_topic
from common.exceptions import RuleViolation
from common.schema import current_schema, locked
from tenants.context import require_city

BATCH_SIZE = 500
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written; ``batch`` is None when there was nothing to write."""

    batch: ImportBatch | None
    created: int
    updated: int
    unchanged: int
    refused: int
    comments: int
    topics: int


def carry_out(plan: Plan, *, on_progress: Callable[[int, int], None] | None = None) -> Imported:
    """Write everything a plan says, in the city it was made in, as one batch; killed half-way, nothing is written.

    Runs in the city's default language: names and reasons that we word ourselves stand in it. Two imports into one city
    wait for each other; raises ``RuleViolation`` (``import.meanwhile``) when the other one brought the same ideas.
    ``on_progress`` hears how many ideas of how many are written.
    """
    if plan.is_empty:
        return Imported(None, 0, 0, len(plan.unchanged), len(plan.refused), 0, 0)
    with (
        translation.override(require_city().default_language),
        transaction.atomic(),
        locked(f"commonwall import {current_schema()}"),
    ):
        if (
            Idea.objects.filter(external_ref__in=[one.idea.ref for one in plan.new]).exists()
            or Comment.objects.filter(external_ref__in=[comment.ref for comment in plan.comments]).exists()
        ):
            raise RuleViolation("import.meanwhile", _("Another import ran meanwhile. Start this one again."))
        return _Writer(plan, on_progress or (lambda _done, _all: None)).write()


class _Writer:
    """One plan on its way into the database."""

    def __init__(self, plan: Plan, on_progress: Callable[[int, int], None]) -> None:
        self.plan = plan
        self.on_progress = on_progress
        self.batch = ImportBatch(
            format=plan.wishes.format,
            file_name=plan.wishes.file.name[:200],
            file_sha256=plan.sha256,
            started_at=plan.now,
        )

    def write(self) -> Imported:
        plan, batch = self.plan, self.batch
        batch.save(force_insert=True)
        topics_made = self._topics()
        projects, projects_made = self._projects()
        authors = ensure_authors(
            [one.idea.author for one in plan.new] + [comment.author for comment in plan.comments], BATCH_SIZE
        )
        self._ideas(projects, authors)
        for idea, earlier in plan.changed:
            self._update(idea, earlier)
        comments = write_comments(plan.comments, authors, batch_size=BATCH_SIZE)
        if comments.threads:
            self._settle_totals(comments.threads)
        batch.counts = {
            "source": plan.source,
            "created": len(plan.new),
            "updated": len(plan.changed),
            "unchanged": len(plan.unchanged),
            "refused": len(plan.refused),
            "comments": comments.written,
            "topics": topics_made,
            "projects": projects_made,
        }
        batch.finished_at = plan.now
        batch.save(update_fields=["counts", "finished_at"])
        record(action="ideas.imported", actor=SYSTEM, target=batch, data=batch.counts)
        return Imported(
            batch,
            len(plan.new),
            len(plan.changed),
            len(plan.unchanged),
            len(plan.refused),
            comments.written,
            len(topics_made),
        )

    def _topics(self) -> list[int]:
        """Make the topics that the city does not have; their ids."""
        book, language = self.plan.topics, require_city().default_language
        taken = set(Topic.objects.values_list("slug", flat=True))
        position = Topic.objects.count()
        made = []
        for key, name in book.wanted.items():
            names = {code or language: text[:100] for code, text in self.plan.topic_names.get(name, {"": name}).items()}
            position += 1
            topic = add_topic(slug=topic_slug(name, taken), names=names, position=position)
            taken.add(topic.slug)
            book.by_name[key] = topic.pk
            made.append(topic.pk)
        return made

    def _projects(self) -> tuple[dict[str, Project], list[int]]:
        """The project of each slug that ideas name, "" for all others; and the ids of new ones."""
        found = {"": self.plan.project or open_wall()}
        made = []
        for project in {one.idea.project.slug: one.idea.project for one in self.plan.new if one.idea.project}.values():
            if self.plan.project is not None:
                found[project.slug] = self.plan.project
                continue
            stored, is_new = _ensure_project(project)
            found[project.slug] = stored
            if is_new:
                made.append(stored.pk)
        return found, made

    def _ideas(self, projects: Mapping[str, Project], authors: Mapping[str, Participant]) -> None:
        """In the order they were shared in, so that their numbers tell it."""
        zone = ZoneInfo(require_city().time_zone)
        planned = sorted(self.plan.new, key=lambda one: (one.idea.published_at or self.plan.now, one.idea.row))
        by_year: dict[int, int] = defaultdict(int)
        for one in planned:
            by_year[_moment(one, self.plan.now).astimezone(zone).year] += 1
        following = {year: _take_numbers(year, count) for year, count in by_year.items()}
        for start in range(0, len(planned), BATCH_SIZE):
            part = planned[start : start + BATCH_SIZE]
            threads = Discussion.objects.bulk_create(
                Discussion(earlier_comment_count=one.idea.comments) for one in part
            )
            ideas = []
            for one, thread in zip(part, threads, strict=True):
                year = _moment(one, self.plan.now).astimezone(zone).year
                ideas.append(self._idea(one, thread, projects, authors, number=(year, following[year])))
                following[year] += 1
            Idea.objects.bulk_create(ideas)
            self._relate(part, ideas)
            self.on_progress(min(start + BATCH_SIZE, len(planned)), len(planned))

    def _idea(
        self,
        one: Planned,
        thread: Discussion,
        projects: Mapping[str, Project],
        authors: Mapping[str, Participant],
        *,
        number: tuple[int, int],
    ) -> Idea:
        earlier = one.idea
        return Idea(
            year=number[0],
            sequence=number[1],
            project=projects[earlier.project.slug if earlier.project else ""],
            author=authors.get(earlier.author.ref) if earlier.author else None,
            title=earlier.title,
            text=earlier.text,
            language=one.language,
            latitude=one.pin[0] if one.pin else None,
            longitude=one.pin[1] if one.pin else None,
            status=earlier.status,
            status_changed_at=_decided_at(earlier, self.plan.now) if earlier.status != Status.PROPOSED else None,
            visibility=Idea.Visibility.WITHDRAWN if earlier.is_withdrawn else Idea.Visibility.PUBLISHED,
            discussion=thread,
            earlier_supports=earlier.supports,
            earlier_comments=earlier.comments,
            published_at=_moment(one, self.plan.now),
            external_ref=earlier.ref,
            external_url=earlier.url[:500],
            batch=self.batch,
            words=similar.words(f"{earlier.title} {earlier.text}"),
        )

    def _relate(self, part: Iterable[Planned], ideas: Iterable[Idea]) -> None:
        """Topics, neighbourhoods and histories of the ideas just written."""
        topics, places, changes = [], [], []
        by_name = self.plan.topics.by_name
        for one, idea in zip(part, ideas, strict=True):
            found = dict.fromkeys(by_name[key] for key in one.topics)
            topics += [Idea.topics.through(idea_id=idea.pk, topic_id=topic) for topic in found]
            places += [Idea.neighbourhoods.through(idea_id=idea.pk, neighbourhood_id=place) for place in one.places]
            if idea.status != Status.PROPOSED:
                changes.append(
                    StatusChange(
                        idea=idea,
                        before=Status.PROPOSED,
                        after=idea.status,
                        reason=str(one.idea.reason)[:2000],
                        changed_at=_decided_at(one.idea, self.plan.now),
                    )
                )
        Idea.topics.through.objects.bulk_create(topics)
        Idea.neighbourhoods.through.objects.bulk_create(places)
        StatusChange.objects.bulk_create(changes)

    def _update(self, idea: Idea, earlier: EarlierIdea) -> None:
        """Bring one idea up to the file."""
        wanted = differences(idea, earlier, self.plan.places)
        for name, value in wanted.items():
            setattr(idea, name, value)
        fields = [*wanted, "updated_at"]
        if {"title", "text"} & set(wanted):
            idea.words = similar.words(f"{idea.title} {idea.text}")
            fields.append("words")
        idea.save(update_fields=fields)
        if "earlier_comments" in wanted:
            Discussion.objects.filter(pk=idea.discussion_id).update(earlier_comment_count=idea.earlier_comments)

    def _settle_totals(self, threads: Iterable[int]) -> None:
        """What came as comments is no longer only a total: the total keeps what is left of it."""
        totals = {one.idea.ref: one.idea.comments for one in self.plan.new}
        totals |= {earlier.ref: earlier.comments for _idea, earlier in self.plan.changed}
        totals |= {earlier.ref: earlier.comments for earlier in self.plan.unchanged}
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE ideas_idea AS idea
                SET comment_count = thread.comment_count,
                    earlier_comments = greatest(0, coalesce(given.total, 0) - brought.comments)
                FROM discussions_discussion AS thread
                CROSS JOIN LATERAL (
                    SELECT count(*) AS comments FROM discussions_comment AS comment
                    WHERE comment.discussion_id = thread.id AND comment.external_ref IS NOT NULL
                ) AS brought
                CROSS JOIN unnest(%(refs)s::text[], %(totals)s::int[]) AS given (ref, total)
                WHERE thread.id = idea.discussion_id AND thread.id = ANY(%(threads)s)
                    AND given.ref = idea.external_ref
                """,
                {"refs": list(totals), "totals": list(totals.values()), "threads": list(threads)},
            )
            cursor.execute(
                """
                UPDATE discussions_discussion AS thread SET earlier_comment_count = idea.earlier_comments
                FROM ideas_idea AS idea WHERE idea.discussion_id = thread.id AND thread.id = ANY(%s)
                """,
                [list(threads)],
            )


def ensure_authors(authors: Iterable[Author | None], batch_size: int) -> dict[str, Participant]:
    """The participants of an earlier platform, by reference; new ones are made, without an account."""
    wanted = {author.ref: author for author in authors if author is not None}
    known = Participant.objects.in_bulk(list(wanted), field_name="external_ref")
    missing = [
        Participant(external_ref=ref, display_name=_display_name(author))
        for ref, author in wanted.items()
        if ref not in known
    ]
    made = Participant.objects.bulk_create(missing, batch_size=batch_size)
    return {str(ref): person for ref, person in known.items()} | {str(one.external_ref): one for one in made}


def _display_name(author: Author) -> str:
    name = author.name or _("Resident %(number)s") % {"number": author.number}
    return name[:_LONGEST_NAME]


def _ensure_project(wanted: EarlierProject) -> tuple[Project, bool]:
    """A round as a project: sharing is over, supporting and discussing stay open."""
    project, is_new = Project.objects.get_or_create(
        slug=wanted.slug,
        defaults={"titles": dict(wanted.titles), "visibility": Project.Visibility.PUBLISHED},
    )
    if is_new and wanted.posting is not None:
        starts_at, ends_at = wanted.posting
        Phase.objects.create(
            project=project,
            names={"en": "Sharing ideas", "fr": "Partage des idées", "nl": "Ideeën delen", "es": "Compartir ideas"},
            starts_at=starts_at,
            ends_at=ends_at,
            actions=Action.values,
        )
        Phase.objects.create(
            project=project,
            names={"en": "Discussion", "fr": "Discussion", "nl": "Discussie", "es": "Debate"},
            starts_at=ends_at,
            actions=[Action.VOTE, Action.COMMENT],
        )
    return project, is_new


def _moment(one: Planned, now: datetime) -> datetime:
    return one.idea.published_at or now


def _decided_at(earlier: EarlierIdea, now: datetime) -> datetime:
    return earlier.status_at or earlier.published_at or now


def _take_numbers(year: int, count: int) -> int:
    """The first of ``count`` idea numbers of a year, taken as a block in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ideas_numberseries AS series (year, last) VALUES (%(year)s, %(count)s)
            ON CONFLICT (year) DO UPDATE SET last = series.last + %(count)s RETURNING last
            """,
            {"year": year, "count": count},
        )
        return int(cursor.fetchone()[0]) - count + 1
