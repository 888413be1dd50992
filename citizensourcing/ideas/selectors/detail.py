"""One idea with everything its page says."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizensourcing.discussions.models import Follow
from citizensourcing.ideas.clock import AnswerClock
from citizensourcing.ideas.models import Attachment, Idea, IdeaRevision, OfficialFeedback, StatusChange
from citizensourcing.ideas.permissions import why_nothing_new
from citizensourcing.ideas.selectors.cards import clock_of, votes_among
from citizensourcing.ideas.selectors.status_words import StatusWords, status_words
from citizensourcing.ideas.statuses import ENDED, Status
from citizensourcing.participants.models import Participant
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action
from citizensourcing.projects.participation import Refusal
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from tenants.context import require_city


@dataclass(frozen=True, slots=True)
class Support:
    """What the support button needs. ``state``: visitor, open, yours or closed (``why`` says why)."""

    state: str
    is_yours: bool
    supports: int
    earlier: int
    sentence: str
    why: str


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the line of what became of an idea."""

    state: str
    when: str
    title: str
    who: str = ""
    text: str = ""
    href: str = ""
    # A promise whose day has passed: still hollow on the line, but no longer "still to come".
    late: bool = False


@dataclass(frozen=True, slots=True)
class Dial:
    """What ``<c-answer-clock>`` shows."""

    state: str
    percent: int
    number: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class IdeaPage:
    """Everything on the page of one idea but its discussion."""

    idea: Idea
    topics: list[Topic]
    neighbourhoods: list[Neighbourhood]
    attachments: list[Attachment]
    feedback: list[OfficialFeedback]
    stations: list[Station]
    revisions: list[IdeaRevision]
    status: StatusWords
    words: dict[str, StatusWords]
    support: Support
    dial: Dial
    is_followed: bool


def idea_page(idea: Idea, *, person: Participant | None, now: datetime) -> IdeaPage:
    """What the page of an idea shows, for an idea that came from ``permissions.idea_for``.

    Queries: topics, neighbourhoods, pictures, feedback, history, revisions, statuses, phases; for somebody signed
    in also their vote, their block and whether they follow.
    """
    words = status_words()
    history = list(idea.status_changes.select_related("changed_by"))
    feedback = list(idea.feedback.all())
    return IdeaPage(
        idea=idea,
        topics=list(idea.topics.all()),
        neighbourhoods=list(idea.neighbourhoods.defer("geometry")),
        attachments=list(idea.attachments.all()),
        feedback=feedback,
        stations=_stations(idea, history, feedback, words, now),
        revisions=list(idea.revisions.all()) if idea.edited_at else [],
        status=words[idea.status],
        words=words,
        support=my_support(idea, person=person, now=now),
        dial=dial_of(idea, now),
        is_followed=person is not None
        and Follow.objects.filter(participant=person, discussion_id=idea.discussion_id).exists(),
    )


def my_support(idea: Idea, *, person: Participant | None, now: datetime) -> Support:
    """The state of the support button for this person."""
    refusal: Refusal | None = participation.why_not(person, Action.VOTE, idea.project, now)
    is_yours = bool(votes_among(person, [idea.pk]))
    if closed := why_nothing_new(idea):
        # Somebody's support stays theirs to take back.
        state, why = ("yours" if is_yours else "closed"), str(closed.sentence)
    elif idea.visibility != Idea.Visibility.PUBLISHED:
        state, why = "closed", _("This idea is not on the wall now.")
    elif is_yours and participation.why_not_take_back(person, Action.VOTE, idea.project, now) is None:
        # Neither a block nor new house rules keep anybody from taking it back.
        state, why = "yours", ""
    elif refusal is not None and refusal.is_about_signing_in:
        state, why = "visitor", ""
    elif refusal is not None:
        state, why = "closed", str(refusal.sentence)
    else:
        state, why = "open", ""
    return Support(
        state=state,
        is_yours=is_yours,
        supports=idea.support_count,
        earlier=idea.earlier_supports,
        sentence=support_sentence(idea, is_yours=is_yours),
        why=why,
    )


def support_sentence(idea: Idea, *, is_yours: bool) -> str:
    """What the supports mean: how many, and how far it is to an answer."""
    count = idea.support_count
    if count == 0 and not idea.has_words:
        said = ""
    elif count == 0:
        said = _("Nobody has supported this yet. You could be the first.")
    elif is_yours:
        others = count - 1
        said = (
            ngettext("You and %(n)d other person support this.", "You and %(n)d other people support this.", others)
            % {"n": others}
            if others
            else _("You are the first to support this.")
        )
    else:
        said = ngettext("%(n)d person supports this.", "%(n)d people support this.", count) % {"n": count}
    missing = require_city().rules.answer_threshold - count
    is_open = (
        idea.has_words and idea.answered_at is None and idea.answer_owed_since is None and idea.status not in ENDED
    )
    if is_open and missing > 0:
        further = ngettext(
            "%(n)d more and the city owes an answer.", "%(n)d more and the city owes an answer.", missing
        ) % {"n": missing}
        said = f"{said} {further}"
    return said


def day(at: datetime) -> str:
    """A day in the reader's language, in the city's time zone."""
    return date_format(localtime(at), "DATE_FORMAT")


def _stations(
    idea: Idea,
    history: list[StatusChange],
    feedback: list[OfficialFeedback],
    words: dict[str, StatusWords],
    now: datetime,
) -> list[Station]:
    """From the day it was posted to where it is now, and what is promised next."""
    stops = [
        (
            change.changed_at,
            Station(
                # The line stops where the city said no, not at what it wrote about it afterwards.
                "stop" if idea.status == change.after == Status.DECLINED and change is history[-1] else "past",
                day(change.changed_at),
                words[change.after].name,
                text=change.reason,
            ),
        )
        for change in history
    ]
    for answer in feedback:
        who = ", ".join(part for part in (answer.signed_name, answer.signed_department) if part)
        stops.append(
            (
                answer.created_at,
                Station("past", day(answer.created_at), _("The city answered"), who=who, href=f"#answer-{answer.pk}"),
            )
        )
    if idea.answer_owed_since is not None:
        owed = Station("past", day(idea.answer_owed_since), _("Enough supports: the city owes an answer"))
        stops.append((idea.answer_owed_since, owed))
    is_public = idea.visibility in Idea.READABLE
    line = [Station("past", day(idea.published_at), _("Posted on the wall") if is_public else _("Posted"))]
    line += [station for _at, station in sorted(stops, key=lambda stop: stop[0])]
    if not is_public:
        # It is nowhere on the way, and nothing is promised.
        return line
    if idea.status not in ENDED:
        line[-1] = replace(line[-1], state="now")
    if not idea.has_words and idea.answered_at is None:
        # Nothing is promised any more; why, the notice at the top says.
        line[-1] = replace(line[-1], state="past")
    elif idea.answered_at is None and idea.answer_owed_since is not None:
        clock = clock_of(idea, now)
        assert clock is not None  # noqa: S101 -- owed since is set
        due = date_format(clock.due_on, "DATE_FORMAT")
        line.append(Station("future", due, _("The city's answer is due"), late=clock.is_late))
    elif idea.status not in ENDED and idea.answered_at is None:
        line.append(Station("future", _("next"), _("The city's answer")))
    return line


def dial_of(idea: Idea, now: datetime) -> Dial:
    """The answer clock of an idea as its page shows it. No query."""
    return _dial(idea, clock_of(idea, now))


def _dial(idea: Idea, clock: AnswerClock | None) -> Dial:
    if clock is None:
        return _dial_before(idea)
    due = date_format(clock.due_on, "DATE_FORMAT")
    if clock.answered_on is not None:
        answered = date_format(clock.answered_on, "DATE_FORMAT")
        if clock.is_late:
            said = _("Promised for %(due)s, answered on %(day)s.") % {"due": due, "day": answered}
            return Dial("broken", 100, "", _("Answered late"), said)
        said = _("The city answered on %(day)s.") % {"day": answered}
        return Dial("answered", 100, "", _("Answered in time"), said)
    if clock.days_left < 0:
        late = -clock.days_left
        title = ngettext("%(n)d working day late", "%(n)d working days late", late) % {"n": late}
        said = _("The city promised an answer by %(due)s and has not given one.") % {"due": due}
        return Dial("late", 100, str(late), title, said)
    left = clock.days_left
    title = (
        _("Due today")
        if left == 0
        else ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    )
    said = _("The city owes an answer by %(due)s.") % {"due": due}
    return Dial("running", round(100 * clock.share_gone), str(left), title, said)


def _dial_before(idea: Idea) -> Dial:
    """Nothing is owed (yet): answered of the city's own accord, or on the way to the threshold."""
    if idea.answered_at is not None:
        said = _("The city answered on %(day)s.") % {"day": day(idea.answered_at)}
        return Dial("answered", 100, "", _("Answered"), said)
    rules = require_city().rules
    if idea.status in ENDED or not idea.has_words:
        title = ngettext("%(n)d person supports this.", "%(n)d people support this.", idea.support_count)
        return Dial("before", 100, str(idea.support_count), title % {"n": idea.support_count}, "")
    title = ngettext("%(n)d of %(all)d supports", "%(n)d of %(all)d supports", idea.support_count) % {
        "n": idea.support_count,
        "all": rules.answer_threshold,
    }
    said = _("At %(n)d supports the city owes an answer within %(days)d working days.") % {
        "n": rules.answer_threshold,
        "days": rules.answer_working_days,
    }
    share = min(100, round(100 * idea.support_count / rules.answer_threshold))
    return Dial("before", share, str(idea.support_count), title, said)
