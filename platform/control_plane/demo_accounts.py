"""Accounts to try a wall with: one per role in a city, and an operator on the platform. Development only."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import user_with_confirmed_address
from citizensourcing.participants.models import Participant, StaffRole
from citizensourcing.participants.services import grant_role, join
from common.schema import leave_to_public
from tenants.context import for_city
from tenants.models import City

OPERATOR = "operator"
_OPERATOR_EMAIL = "operator@commonwall.example"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to sign in as: the word in addresses and buttons, the name on the wall, the role at the desk."""

    key: str
    display_name: str
    role: str = ""
    department: str = ""

    def email(self, city: City) -> str:
        """Their address; ``.example`` is nobody's and never gets mail."""
        return f"{self.key.replace('_', '-')}@{city.slug}.example"


DEMO_ACCOUNTS = (
    DemoAccount("resident", "Robin"),
    DemoAccount("moderator", "Mira", StaffRole.Role.MODERATOR),
    DemoAccount("manager", "Noor", StaffRole.Role.MANAGER, "Participation"),
    DemoAccount("city_admin", "Alex", StaffRole.Role.CITY_ADMIN),
)


def ensure_demo_accounts(city: City) -> dict[str, Participant]:
    """The demo accounts of a city, made where they are missing, by their key. Asked again, they are found."""
    with for_city(city), transaction.atomic():
        return {account.key: _ensure(account, city) for account in DEMO_ACCOUNTS}


def _ensure(account: DemoAccount, city: City) -> Participant:
    user = user_with_confirmed_address(account.email(city))
    person = join(
        user=user,
        display_name=account.display_name,
        is_old_enough=True,
        accepts_rules=True,
        language=city.default_language,
        now=timezone.now(),
    )
    if account.role and not StaffRole.objects.filter(user=user, role=account.role, scope="").exists():
        grant_role(user=user, role=account.role, by=None, department=account.department)
    return person


def ensure_operator() -> User:
    """The operator of the demo, in ``public``."""
    leave_to_public()
    with transaction.atomic():
        operator = user_with_confirmed_address(_OPERATOR_EMAIL)
        if not operator.is_staff:
            operator.is_staff = True
            operator.save(update_fields=["is_staff"])
        return operator
