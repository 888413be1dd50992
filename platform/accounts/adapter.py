"""How allauth behaves in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # ships no types
    """People sign in by a mailed code and have no password."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 -- allauth's signature
        """A new user never gets a password."""
        user = super().save_user(request, user, form, commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user
