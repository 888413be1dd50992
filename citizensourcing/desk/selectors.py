"""What the desk shows: the queue of reports, each with what it is about."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.models import Report
from citizensourcing.moderation.selectors import open_reports
from citizensourcing.participants.models import Participant
from common.sanitise import paragraphs

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An open report as a moderator sees it. ``others`` counts further open reports of the same thing."""

    report: Report
    kind: str
    thing: Idea | Comment | None
    idea: Idea | None
    others: int

    @property
    def title(self) -> str:
        """The idea's title; for a comment, that of the idea it stands under."""
        return self.idea.shown_title if self.idea is not None else ""

    @property
    def text(self) -> str:
        """What was reported, in full."""
        return "" if self.thing is None else self.thing.text

    @property
    def html(self) -> SafeString:
        """The same as safe markup."""
        return paragraphs(self.text)

    @property
    def author(self) -> Participant | None:
        """Who wrote it; None when nobody is known any more."""
        return None if self.thing is None else self.thing.author

    @property
    def is_visible(self) -> bool:
        """True while everybody can read it."""
        return self.thing is not None and self.thing.visibility in {"published", "emptied"}

    @property
    def reported_at(self) -> datetime:
        """When it was reported."""
        return self.report.created_at


@dataclass(frozen=True, slots=True)
class Queue:
    """The oldest open reports, and how many there are in all."""

    lines: tuple[ReportLine, ...]
    total: int

    def find(self, pk: int) -> ReportLine | None:
        """The line of one report."""
        return next((line for line in self.lines if line.report.pk == pk), None)


def report_queue() -> Queue:
    """The queue, oldest first. Four queries, however long it is: a count, reports, ideas, comments."""
    waiting = open_reports()
    total = waiting.count()
    reports = list(waiting[:SHOWN])
    by_kind: dict[str, set[int]] = {"idea": set(), "comment": set()}
    for report in reports:
        by_kind.setdefault(report.content_type.model, set()).add(report.object_id)
    ideas = Idea.objects.select_related("author").in_bulk(by_kind["idea"])
    comments = Comment.objects.select_related("author", "discussion__idea").in_bulk(by_kind["comment"])
    often = Counter((report.content_type_id, report.object_id) for report in reports)
    return Queue(
        lines=tuple(
            _line(report, ideas, comments, often[report.content_type_id, report.object_id]) for report in reports
        ),
        total=total,
    )


def _line(report: Report, ideas: dict[int, Idea], comments: dict[int, Comment], often: int) -> ReportLine:
    kind = report.content_type.model
    comment = comments.get(report.object_id) if kind == "comment" else None
    idea = ideas.get(report.object_id) if kind == "idea" else getattr(comment and comment.discussion, "idea", None)
    return ReportLine(
        report=report, kind=kind, thing=comment if kind == "comment" else idea, idea=idea, others=often - 1
    )
