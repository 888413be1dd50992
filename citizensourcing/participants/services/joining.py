"""Becoming somebody in this city, and changing how one appears."""

import secrets
import unicodedata
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import Actor, record
from citizensourcing.participants.documents import Document, current
from citizensourcing.participants.models import Agreement, Participant, StaffRole
from citizensourcing.participants.permissions import StaffAction, require_staff
from citizensourcing.taxonomy.models import Neighbourhood
from common.exceptions import RuleViolation
from common.sanitise import plain

# Of what is typed as a name, this many characters are looked at: more than any name that fits needs.
_NAME_READ = 240
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def actor(person: Participant | None) -> Actor:
    """How this person stands in the audit trail: as a number. Their name, while they are here, ``names_of`` knows."""
    if person is None:
        return Actor(kind="system")
    return Actor(kind="person", ref=str(person.pk))


@transaction.atomic
def join(
    *,
    user: User,
    display_name: str,
    is_old_enough: bool,
    accepts_rules: bool,
    now: datetime,
    neighbourhood: Neighbourhood | None = None,
    language: str = "",
) -> Participant:
    """Make a signed-in user a resident of this wall. Asked twice, the first answer stands.

    Raises ``RuleViolation``: ``join.too_young``, ``join.rules``, ``join.name``.
    """
    known = Participant.objects.filter(user=user).first()
    if known is not None:
        return known
    if not is_old_enough:
        raise RuleViolation(
            "join.too_young",
            _("You need to be old enough to take part; reading is open to everyone."),
            field="is_old_enough",
        )
    if not accepts_rules:
        raise RuleViolation("join.rules", _("Say yes to the house rules to take part."), field="accepts_rules")
    person = Participant(
        user=user,
        display_name=_clean_name(display_name),
        neighbourhood=neighbourhood,
        language=language,
        languages=[language] if language else [],
        age_confirmed_at=now,
    )
    person.full_clean(exclude=["user"])
    person.save(force_insert=True)
    # The notice asks for no yes: what is kept is which wording they were shown.
    _write_agreement(person, Document.PRIVACY, language=language, now=now)
    _write_agreement(person, Document.RULES, language=language, now=now)
    record(action="participants.joined", actor=actor(person), target=person)
    return person


@transaction.atomic
def agree_to_rules(*, person: Participant, version: int, language: str, now: datetime) -> Participant:
    """Say yes to the house rules as they stand; said twice, the first yes stands.

    Raises ``RuleViolation`` (``rules.changed``) when ``version``, which they read, is no longer the current one.
    """
    if version != current(Document.RULES).number:
        raise RuleViolation("rules.changed", _("The house rules have just changed once more. Read them again, please."))
    if _write_agreement(person, Document.RULES, language=language, now=now):
        data = {"document": Document.RULES, "version": version}
        record(action="participants.agreed", actor=actor(person), target=person, data=data)
    return person


def _write_agreement(person: Participant, document: Document, *, language: str, now: datetime) -> bool:
    version = current(document).number
    _agreement, is_new = Agreement.objects.get_or_create(
        participant=person, document=document, version=version, defaults={"language": language, "accepted_at": now}
    )
    if document == Document.RULES and person.rules_version != version:
        person.rules_version = version
        person.save(update_fields=["rules_version", "updated_at"])
    return is_new


@transaction.atomic
def change_profile(
    *,
    person: Participant,
    display_name: str,
    neighbourhood: Neighbourhood | None,
    languages: list[str],
    language: str,
    is_public: bool,
) -> Participant:
    """Change how one appears. Raises ``RuleViolation`` (``join.name``) for an empty name or one that is an address."""
    person.display_name = _clean_name(display_name)
    person.neighbourhood = neighbourhood
    person.languages = languages
    person.language = language
    person.is_public = is_public
    person.full_clean(exclude=["user"])
    fields = ["display_name", "neighbourhood", "languages", "language", "is_public"]
    person.save(update_fields=[*fields, "updated_at"])
    record(action="participants.profile_changed", actor=actor(person), target=person, data={"fields": fields})
    return person


@transaction.atomic
def grant_role(*, user: User, role: str, by: Participant | None, department: str = "") -> StaffRole:
    """Give a user a role on the whole wall; a second grant changes the department. ``by=None`` is the platform."""
    if by is not None:
        require_staff(by, StaffAction.CONFIGURE)
    staff, _made = StaffRole.objects.update_or_create(
        user=user, role=role, scope="", defaults={"department": department}
    )
    record(action="participants.role_granted", actor=actor(by), target=staff, data={"role": role})
    return staff


def forget_person(person: Participant) -> None:
    """Remove the row of somebody who leaves, with what hangs on it alone. Their supports must have an heir by now."""
    person.delete()


def make_heir() -> Participant:
    """A row without a name for the supports of somebody who leaves: nothing here tells whose they were.

    Its number is drawn by lot below zero, because audit entries and the erasure list keep the old one; its moments say
    nothing, so that it cannot be found by when it was made.
    """
    heir = Participant.objects.create(pk=-(secrets.randbelow(2**62) + 1), display_name="")
    Participant.objects.filter(pk=heir.pk).update(created_at=_LONG_AGO, updated_at=_LONG_AGO)
    return heir


def _clean_name(display_name: str) -> str:
    name = " ".join(plain(display_name[:_NAME_READ]).split())
    if not name:
        raise RuleViolation("join.name", _("Choose a name that others will see."), field="display_name")
    if "@" in unicodedata.normalize("NFKC", name):
        raise RuleViolation(
            "join.name", _("Your name is shown to everybody, so it cannot be an e-mail address."), field="display_name"
        )
    return name
