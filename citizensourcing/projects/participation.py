"""One question, one answer: may this person do this, here, now, and if not, why."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from citizensourcing.moderation import selectors as moderation
from citizensourcing.moderation.models import Block
from citizensourcing.participants.models import Participant
from citizensourcing.participants.selectors import has_agreed_to_rules
from citizensourcing.projects.models import Action, Phase, Project
from common.exceptions import RuleViolation
from tenants.context import require_city
from tenants.models import City

RULES_CHANGED = "participation.rules_changed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no, with its code for programs and its sentence for people; the sentence says what would make it a yes."""

    code: str
    sentence: str | Promise

    @property
    def is_about_signing_in(self) -> bool:
        """True when signing in, introducing oneself or a yes to new house rules is all that is missing."""
        return self.code in {"participation.sign_in", RULES_CHANGED}


_WRITABLE = frozenset({City.State.PILOT, City.State.ACTIVE, City.State.PAST_DUE})


def why_not(person: Participant | None, action: Action, project: Project, now: datetime) -> Refusal | None:
    """Why this person may not do this in this project now; None when they may.

    What concerns everybody (the city, the project, its phase) comes before what concerns the person, so that nobody
    signs in only to read "too late". At most two queries: the project's phases (none when prefetched) and the
    person's block.
    """
    return _about_the_place(action, project, now) or _about_the_person(person, now)


def require(person: Participant | None, action: Action, project: Project, now: datetime) -> Participant:
    """The person, when they may; else raise ``RuleViolation`` with the refusal's code and sentence."""
    return _or_raise(person, why_not(person, action, project, now))


def require_person(person: Participant | None, now: datetime) -> Participant:
    """The person, when nothing about them keeps them from writing here; else raise ``RuleViolation``.

    For what no phase governs: editing one's own, reporting, following.
    """
    return _or_raise(person, _about_the_city() or _about_the_person(person, now))


def why_not_take_back(person: Participant | None, action: Action, project: Project, now: datetime) -> Refusal | None:
    """Why this person may not take back what ``action`` gave; None when they may.

    The city and the phase say no, because what was counted when it ended stays so. Neither a block nor new house
    rules do: they stop writing, never letting go. At most one query.
    """
    return _about_the_place(action, project, now) or (_nobody() if person is None else None)


def require_to_take_back(person: Participant | None, action: Action, project: Project, now: datetime) -> Participant:
    """The person, when ``why_not_take_back`` has nothing to say; else raise ``RuleViolation``."""
    return _or_raise(person, why_not_take_back(person, action, project, now))


def require_somebody(person: Participant | None) -> Participant:
    """The person; else raise ``RuleViolation`` (``participation.sign_in``).

    For taking back one's own words and pictures, at any time: no block, no closed wall, no new house rules keep
    anybody from it. No query.
    """
    return _or_raise(person, _nobody() if person is None else None)


def is_writable() -> bool:
    """Whether this wall takes anything from anybody at all. No query."""
    return _about_the_city() is None


def _or_raise(person: Participant | None, refusal: Refusal | None) -> Participant:
    if refusal is not None:
        raise RuleViolation(refusal.code, refusal.sentence)
    assert person is not None  # noqa: S101 -- every refusal above covers visitors
    return person


def _nobody() -> Refusal:
    return Refusal("participation.sign_in", _("Sign in to take part. It takes a minute: we mail you a code."))


def _about_the_city() -> Refusal | None:
    if require_city().state not in _WRITABLE:
        return Refusal(
            "participation.read_only", _("This wall is closed for writing. Everything on it can still be read.")
        )
    return None


def _about_the_place(action: Action, project: Project, now: datetime) -> Refusal | None:
    closed = _about_the_city()
    if closed is not None:
        return closed
    if project.visibility != Project.Visibility.PUBLISHED:
        return Refusal("participation.project_closed", _("This project is not open."))
    phases = list(project.phases.all())
    running = next((p for p in phases if _runs_at(p, now)), None)
    if running is not None and action in running.actions:
        return None
    coming = min(
        (p for p in phases if action in p.actions and p.starts_at is not None and p.starts_at > now),
        key=lambda p: p.starts_at or now,
        default=None,
    )
    if coming is not None and coming.starts_at is not None:
        day = date_format(localtime(coming.starts_at), "DATE_FORMAT")
        return Refusal("participation.not_yet", _("This opens on %(day)s.") % {"day": day})
    past = [p.ends_at for p in phases if action in p.actions and p.ends_at is not None and p.ends_at <= now]
    if past:
        day = date_format(localtime(max(past)), "DATE_FORMAT")
        return Refusal("participation.over", _("This ended on %(day)s.") % {"day": day})
    return Refusal("participation.not_in_this_phase", _("This is not part of the project's current phase."))


def _runs_at(phase: Phase, now: datetime) -> bool:
    return (phase.starts_at is None or phase.starts_at <= now) and (phase.ends_at is None or phase.ends_at > now)


def _about_the_person(person: Participant | None, now: datetime) -> Refusal | None:
    if person is None:
        return _nobody()
    found = moderation.block_of(person, now)
    if found is None:
        return None if has_agreed_to_rules(person) else _about_the_rules()
    until, objecting, why = _about_the_block(found)
    return Refusal(
        "participation.blocked",
        _("%(until)s %(objecting)s %(why)s") % {"until": until, "objecting": objecting, "why": why},
    )


def _about_the_block(found: Block) -> tuple[str, str, str]:
    """Until when, how to object, and why: a sentence each."""
    if found.until is None:
        said = _("You may read but not write here until a moderator lifts it.")
    else:
        day = date_format(localtime(found.until), "DATE_FORMAT")
        said = _("You may read but not write here until %(day)s.") % {"day": day}
    city = require_city()
    if contact := city.rules.privacy_contact:
        objecting = _("To object, write to %(contact)s.") % {"contact": contact}
    else:
        objecting = _("To object, ask at the town hall of %(place)s.") % {"place": city.local_name}
    if found.reason:
        why = _("The moderators say: %(reason)s") % {"reason": found.reason}
    else:
        why = _("This block is from before you left the wall.")
    return said, objecting, why


def _about_the_rules() -> Refusal:
    return Refusal(RULES_CHANGED, _("The house rules have changed. Read them once and say yes, then go on."))
