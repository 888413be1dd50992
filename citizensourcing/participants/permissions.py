"""What a role may do: one table, asked by every service that staff use."""

from django.db import models
from django.utils.translation import gettext as _

from citizensourcing.participants.models import Participant, StaffRole
from common.exceptions import RuleViolation

Role = StaffRole.Role


class StaffAction(models.TextChoices):
    """What only staff do."""

    OPEN_DESK = "open_desk"
    CHANGE_STATUS = "change_status"
    ANSWER = "answer"
    HIDE = "hide"
    DECIDE_REPORT = "decide_report"
    BLOCK = "block"
    CONFIGURE = "configure"


ROLE_MAY: dict[StaffAction, frozenset[str]] = {
    StaffAction.OPEN_DESK: frozenset({Role.MODERATOR, Role.MANAGER, Role.CITY_ADMIN}),
    StaffAction.CHANGE_STATUS: frozenset({Role.MANAGER, Role.CITY_ADMIN}),
    StaffAction.ANSWER: frozenset({Role.MANAGER, Role.CITY_ADMIN}),
    StaffAction.HIDE: frozenset({Role.MODERATOR, Role.CITY_ADMIN}),
    StaffAction.DECIDE_REPORT: frozenset({Role.MODERATOR, Role.CITY_ADMIN}),
    StaffAction.BLOCK: frozenset({Role.MODERATOR, Role.CITY_ADMIN}),
    StaffAction.CONFIGURE: frozenset({Role.CITY_ADMIN}),
}


def roles_of(person: Participant | None) -> frozenset[str]:
    """The roles a person has on the whole wall. One query for somebody who signs in, none for anybody else."""
    if person is None or person.user_id is None:
        return frozenset()
    return frozenset(StaffRole.objects.filter(user_id=person.user_id, scope="").values_list("role", flat=True))


def may(roles: frozenset[str], action: StaffAction) -> bool:
    """Whether one of these roles may do this."""
    return bool(roles & ROLE_MAY[action])


def require_staff(person: Participant | None, action: StaffAction) -> None:
    """Raise ``RuleViolation`` (``staff.not_allowed``) unless the person's role may do this."""
    if not may(roles_of(person), action):
        raise RuleViolation("staff.not_allowed", _("Your role does not cover this. A city admin can change your role."))


def speaks_as(person: Participant | None) -> str:
    """The role whose badge a person's words carry: their highest one, empty for a resident."""
    roles = roles_of(person)
    return next((role.value for role in (Role.CITY_ADMIN, Role.MANAGER, Role.MODERATOR) if role in roles), "")
