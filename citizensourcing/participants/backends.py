"""Signing in, where a user comes with their participant and roles."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from citizensourcing.participants import known
from common.schema import rows_by_name
from tenants.context import current_city


class ResidentBackend(AuthenticationBackend):  # type: ignore[misc]  # ships no types
    """allauth's own, but every page of a resident asks for the account, the participant and the roles at once."""

    def get_user(self, user_id: Any) -> User | None:
        """The active user of this id. In a city with ``participant`` (perhaps None) and ``city_roles``.

        One query, or none when they came with the session.
        """
        user: User | None
        if current_city() is None:
            user = super().get_user(user_id)
            return user
        user = known.take(int(user_id))
        if user is None:
            rows = rows_by_name(
                f"SELECT {known.columns()} FROM {known.tables()} WHERE account.id = %s",  # noqa: S608 -- models' names
                [int(user_id)],
            )
            user = known.user_of(rows[0]) if rows else None
        return user if user is not None and self.user_can_authenticate(user) else None
