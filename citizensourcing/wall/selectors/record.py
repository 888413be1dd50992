"""What the city did with the ideas, and how well it keeps its promise."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from citizensourcing.ideas.clock import read_clock
from citizensourcing.ideas.models import Idea, OfficialFeedback, StatusChange
from citizensourcing.ideas.selectors.cards import excerpt_of
from citizensourcing.ideas.selectors.detail import day
from citizensourcing.ideas.selectors.status_words import StatusWords
from tenants.context import require_city

ANSWERS_SHOWN = 2
STEPS_SHOWN = 6
# The promise is judged by what fell due lately; a city may get better.
RECORD_DAYS = 365
_OF_THE_IDEA = ("idea__year", "idea__sequence", "idea__title", "idea__language", "idea__status")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the city said about an idea."""

    key: str
    pk: int
    title: str
    title_lang: str
    href: str
    text: str
    text_lang: str
    name: str
    department: str
    when: str
    datetime: str
    status: str
    status_label: str


@dataclass(frozen=True, slots=True)
class Step:
    """An idea that moved on."""

    pk: int
    title: str
    title_lang: str
    href: str
    status: str
    status_label: str
    when: str
    datetime: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The wall in figures. ``kept`` of ``due`` answers came in time; ``due`` counts answers and broken promises."""

    ideas: int
    supports: int
    comments: int
    answered: int
    implemented: int
    kept: int
    due: int

    @property
    def kept_percent(self) -> int:
        """Whole percent, rounded down: 100 only when every single answer came in time."""
        return 100 * self.kept // self.due if self.due else 0


def latest_answers(words: dict[str, StatusWords]) -> list[Answer]:
    """The newest official feedback on ideas everybody may read. One query."""
    found = (
        OfficialFeedback.objects.filter(idea__visibility=Idea.Visibility.PUBLISHED)
        .select_related("idea")
        .only("text", "language", "signed_name", "signed_department", "created_at", *_OF_THE_IDEA)
        .order_by("-created_at", "-pk")[:ANSWERS_SHOWN]
    )
    return [
        Answer(
            key=f"lately-{answer.pk}",
            pk=answer.idea_id,
            title=answer.idea.title,
            title_lang=answer.idea.language,
            href=f"{reverse('ideas:detail', args=[answer.idea.number])}#answer-{answer.pk}",
            text=excerpt_of(answer.text, at_most=320),
            text_lang=answer.language,
            name=answer.signed_name,
            department=answer.signed_department,
            when=day(answer.created_at),
            datetime=answer.created_at.isoformat(),
            status=answer.idea.status,
            status_label=words[answer.idea.status].name,
        )
        for answer in found
    ]


def latest_steps(words: dict[str, StatusWords], *, without: Collection[int] = ()) -> list[Step]:
    """The newest changes of status that still hold, one per idea, but none of ``without``. One query."""
    found = (
        StatusChange.objects.filter(idea__visibility=Idea.Visibility.PUBLISHED, after=F("idea__status"))
        .exclude(after__in=["proposed", "merged"])
        .exclude(idea__in=list(without))
        .select_related("idea")
        .only("after", "changed_at", *_OF_THE_IDEA)
        .order_by("-changed_at", "-pk")[: 3 * STEPS_SHOWN]
    )
    steps: dict[int, Step] = {}
    for change in found:
        steps.setdefault(
            change.idea_id,
            Step(
                pk=change.idea_id,
                title=change.idea.title,
                title_lang=change.idea.language,
                href=reverse("ideas:detail", args=[change.idea.number]),
                status=change.after,
                status_label=words[change.after].name,
                when=day(change.changed_at),
                datetime=change.changed_at.isoformat(),
            ),
        )
    return list(steps.values())[:STEPS_SHOWN]


def numbers(now: datetime) -> Numbers:
    """The figures of the whole wall, the same in every language. Two queries."""
    ideas = Idea.objects.published()
    sums = ideas.aggregate(
        ideas=Count("pk"),
        supports=Sum("support_total", default=0),
        comments=Sum("comment_total", default=0),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        implemented=Count("pk", filter=Q(status="implemented")),
    )
    city = require_city()
    owed = ideas.filter(answer_owed_since__gte=now - timedelta(days=RECORD_DAYS))
    kept = broken = 0
    for owed_since, answered_at in owed.values_list("answer_owed_since", "answered_at"):
        clock = read_clock(
            owed_since=owed_since,
            answered_at=answered_at,
            working_days=city.rules.answer_working_days,
            time_zone=city.time_zone,
            now=now,
        )
        if clock is not None and clock.is_late:
            broken += 1
        elif answered_at is not None:
            kept += 1
    return Numbers(**sums, kept=kept, due=kept + broken)
