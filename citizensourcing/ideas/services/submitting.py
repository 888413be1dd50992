"""Putting an idea on the wall, changing it, taking it off again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.discussions.models import Discussion
from citizensourcing.discussions.services import follow_discussion
from citizensourcing.ideas import permissions, similar
from citizensourcing.ideas.models import Idea, IdeaRevision
from citizensourcing.ideas.services.contacts import require_no_contacts
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import actor
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action, Project
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from citizensourcing.taxonomy.selectors import is_right_number_of_topics
from common.exceptions import RuleViolation
from common.sanitise import plain
from tenants.context import require_city

TOPICS_AT_MOST = 3
NEIGHBOURHOODS_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Pin:
    """A point in the city, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@transaction.atomic
def submit_idea(
    *,
    author: Participant | None,
    project: Project,
    title: str,
    text: str,
    language: str,
    now: datetime,
    topics: Sequence[Topic] = (),
    neighbourhoods: Sequence[Neighbourhood] = (),
    pin: Pin | None = None,
) -> Idea:
    """Put an idea on the wall under the next number; its author follows it.

    No neighbourhood and no pin mean the whole city. Raises ``RuleViolation``: a reason of
    ``participation.why_not``, ``idea.topics``, ``idea.where``; ``ValidationError`` for fields that are empty or too
    long.
    """
    author = participation.require(author, Action.POST, project, now)
    if not is_right_number_of_topics(len(topics), at_most=TOPICS_AT_MOST):
        raise RuleViolation("idea.topics", _("Choose one to three topics."), field="topics")
    if len(neighbourhoods) > NEIGHBOURHOODS_AT_MOST:
        raise RuleViolation("idea.where", _("Choose at most eight neighbourhoods, or the whole city."), field="where")
    year, sequence = next_number(now)
    idea = Idea(
        year=year,
        sequence=sequence,
        project=project,
        author=author,
        title=" ".join(plain(title).split()),
        text=plain(text),
        language=language,
        latitude=pin.latitude if pin else None,
        longitude=pin.longitude if pin else None,
        discussion=Discussion.objects.create(),
        published_at=now,
    )
    idea.words = similar.words(f"{idea.title} {idea.text}")
    idea.full_clean(exclude=["search", "support_total", "comment_total", "words"])
    idea.save(force_insert=True)
    idea.topics.set(topics)
    idea.neighbourhoods.set(neighbourhoods)
    follow_discussion(discussion=idea.discussion, participant=author)
    record(action="ideas.submitted", actor=actor(author), target=idea, data={"number": idea.number})
    return idea


def next_number(now: datetime) -> tuple[int, int]:
    """The next idea number of the city's year: taken once, in the caller's transaction, without a gap on success."""
    year = now.astimezone(ZoneInfo(require_city().time_zone)).year
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ideas_numberseries AS series (year, last) VALUES (%s, 1)
            ON CONFLICT (year) DO UPDATE SET last = series.last + 1 RETURNING last
            """,
            [year],
        )
        return year, int(cursor.fetchone()[0])


@transaction.atomic
def edit_idea(
    *,
    idea: Idea,
    by: Participant | None,
    title: str,
    text: str,
    language: str,
    now: datetime,
    with_contacts: bool = False,
) -> Idea:
    """Change what an idea says. In the first minutes silently, later keeping what it said as a visible revision.

    ``with_contacts`` as in ``publish_draft``; what stood there before is not asked about again. Raises
    ``RuleViolation``: a reason of ``participation``, or of ``permissions.why_not_edit``, ``text.contacts``.
    """
    by = participation.require_person(by, now)
    idea = Idea.objects.select_for_update(of=("self",)).select_related("project", "discussion").get(pk=idea.pk)
    if refusal := permissions.why_not_edit(by, idea):
        raise RuleViolation(refusal.code, refusal.sentence)
    title, text = " ".join(plain(title).split()), plain(text)
    if (title, text, language) == (idea.title, idea.text, idea.language):
        return idea
    if not with_contacts:
        require_no_contacts({"title": title, "text": text}, before=(idea.title, idea.text))
    is_free = permissions.may_edit_freely(idea, edit_minutes=require_city().rules.edit_minutes, now=now)
    if not is_free:
        IdeaRevision.objects.create(
            idea=idea, title=idea.title, text=idea.text, language=idea.language, replaced_at=now
        )
        idea.edited_at = now
    idea.title, idea.text, idea.language = title, text, language
    idea.words = similar.words(f"{title} {text}")
    idea.full_clean(exclude=["search", "support_total", "comment_total", "words"])
    idea.save(update_fields=["title", "text", "language", "words", "edited_at", "updated_at"])
    record(action="ideas.edited", actor=actor(by), target=idea, data={"is_revision": not is_free})
    return idea


@transaction.atomic
def withdraw_idea(*, idea: Idea, by: Participant | None) -> Idea:
    """Take one's own idea off the wall. Votes and comments stay stored; nobody but the author sees it any more.

    Nobody is ever kept from it by a block, new house rules or a closed wall. Raises ``RuleViolation``:
    ``participation.sign_in``, or a reason of ``permissions.why_not_withdraw``.
    """
    by = participation.require_somebody(by)
    # A moderator may be hiding it meanwhile: what was withdrawn must stay so.
    idea.visibility = Idea.objects.select_for_update().values_list("visibility", flat=True).get(pk=idea.pk)
    if refusal := permissions.why_not_withdraw(by, idea):
        raise RuleViolation(refusal.code, refusal.sentence)
    idea.visibility = Idea.Visibility.WITHDRAWN
    idea.save(update_fields=["visibility", "updated_at"])
    record(action="ideas.withdrawn", actor=actor(by), target=idea)
    return idea
