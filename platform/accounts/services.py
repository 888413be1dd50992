"""One door for everybody: a mailed code signs in who is known, and makes known who is not."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Self

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.addresses import mailbox, one_form
from accounts.models import User
from outbox import services as outbox


@transaction.atomic
def user_with_confirmed_address(email: str) -> User:
    """The user of an address that was just proved theirs, made if need be; the address stands as confirmed."""
    email = one_form(email)
    address = EmailAddress.objects.select_related("user").filter(email=email).first()
    user: User = address.user if address is not None else _user_of(email)
    if address is None:
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    elif not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    return user


def _user_of(email: str) -> User:
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:  # the same person, in two windows at once
        return User.objects.get(email=email)


class CodeSignIn(LoginCodeVerificationProcess):  # type: ignore[misc]  # allauth ships no types
    """allauth's sign-in by code, with a code for unknown addresses too.

    In a city an unknown address gets a code like any other and its account when the code comes back, so that no page,
    no answer time and no limit tells who has an account. On the platform's own host nobody makes themselves an
    operator: there an unknown address gets a mail without a code, and nothing it types is right.
    """

    @property
    def _lets_join(self) -> bool:
        return getattr(self.request, "city", None) is not None

    @classmethod
    def begin(cls, *, request: HttpRequest, user: User | None, email: str) -> Self:
        """Mail a code and remember, in the session, what was sent. allauth's ``initiate``, for this class."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email) | {"initiated_by_user": True})
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def pending(cls, request: HttpRequest) -> Self | None:
        """The sign-in this browser has begun; None when there is none or its code has run out."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        if stage is None or not stage.state:
            return None
        process: Self | None = cls(stage).abort_if_invalid()
        return process

    @property
    def email(self) -> str:
        """The address the code went to."""
        return str(self.state["email"])

    @property
    def masked_email(self) -> str:
        """Enough of it to notice a slip, never the address itself: no page's source holds one."""
        name, _at, host = self.email.rpartition("@")
        return f"{name[:1]}…\N{WORD JOINER}@{host}"

    def generate_code(self) -> str:
        """Six digits for whoever may come in; none for an unknown address on the platform's host."""
        self.state["code"] = get_adapter().generate_login_code() if self.user or self._lets_join else ""
        return str(self.state["code"])

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:  # noqa: FBT001, FBT002 -- allauth's signature
        """Mail what there is: the same steps whoever asks."""
        get_adapter().send_code_mail(email, code=self.generate_code(), is_new=self.user is None)

    def resend(self) -> None:
        """Mail new digits; the old ones are worth nothing from now on."""
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Sign in: the right code came back, so the address is theirs."""
        user = user_with_confirmed_address(self.email)
        self._user = self.stage.login.user = user
        self.state["user_id"] = user.pk
        response: HttpResponse = super().finish(redirect_url)
        return response


def allowance(request: HttpRequest, email: str) -> bool:
    """Count one more code to this address; False when it had enough for now."""
    from allauth.core import ratelimit

    counted: Any = ratelimit.consume(request, action="request_login_code", key=one_form(email))
    return bool(counted) and mailbox_allowance(request, email)


def mailbox_allowance(request: HttpRequest, email: str) -> bool:
    """Count one more code to a mailbox; False when it had enough for now.

    However many spellings an address has, one person reads what we mail to all of them.
    """
    from allauth.core import ratelimit

    counted: Any = ratelimit.consume(request, action="request_login_code_to_mailbox", key=mailbox(email))
    return bool(counted)


def sessions_of(user: User) -> Iterator[Session]:
    """Every session that is this user's or holds their address, such as a sign-in that was begun. Reads all sessions.

    A session says whose it is only inside, so there is no other way; some 30 µs each.
    """
    for session in Session.objects.iterator(chunk_size=2000):
        inside = session.get_decoded()
        if inside.get(SESSION_KEY) == str(user.pk) or user.email in json.dumps(inside, default=str):
            yield session


@transaction.atomic
def close_account(user: User) -> None:
    """Sign somebody out everywhere, and let nobody in any more. Safe to call again."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    keys = [session.session_key for session in sessions_of(user)]
    Session.objects.filter(pk__in=keys).delete()


@transaction.atomic
def forget_user(user: User) -> None:
    """Remove a user with their addresses, roles, sessions, and whatever waits in the outbox for them."""
    close_account(user)
    for email in {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}:
        outbox.forget(address=email)
    user.delete()


def signed_in_at(request: HttpRequest) -> datetime | None:
    """When this browser last proved who sits before it, by a code; None when it says nothing about that."""
    moments = [record["at"] for record in get_authentication_records(request, request.user) if "at" in record]
    return datetime.fromtimestamp(max(moments), tz=UTC) if moments else None


def code_for(secret: str) -> str:
    """A code as it is kept in a session: enough to recognise it, not to read it."""
    return salted_hmac("accounts.code", secret).hexdigest()
