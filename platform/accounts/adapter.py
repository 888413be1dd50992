"""How allauth behaves in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.i18n import pick
from common.ratelimit import source_of
from common.redirects import is_safe_next
from outbox.mail import sender

CODE_MAIL = "account/email/login_code"


def place_name(request: HttpRequest) -> str:
    """Where somebody signs in: the city's name in the language of the page, or the platform's."""
    city = getattr(request, "city", None)
    if city is None:
        return "Commonwall"
    return pick(city.names, default=city.default_language).text or str(city.name)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # ships no types
    """People sign in by a mailed code and have no password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _(
            "These are not the six digits from the latest e-mail. Look once more, or ask for new ones."
        ),
        "too_many_login_attempts": _("That was a lot of codes in a short time. Wait a few minutes, then ask again."),
        "rate_limited": _("That was a lot of codes in a short time. Wait a few minutes, then ask again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 -- allauth's signature
        """A new user never gets a password."""
        user = super().save_user(request, user, form, commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user

    def is_safe_url(self, url: str | None) -> bool:
        """Only this host: allauth would also take every host that Django's settings name."""
        return bool(url) and is_safe_next(context.request, str(url))

    def get_client_ip(self, request: HttpRequest) -> str:
        """A name of the network for counting; allauth would keep the whole address in the cache."""
        return source_of(request)

    def get_from_email(self) -> str:
        """Mails come from the city by name."""
        return sender(place_name(context.request))

    def format_email_subject(self, subject: str) -> str:
        """As the template says it, without a prefix."""
        return subject

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Say what the mail is for, so that the outbox can be read without opening it."""
        purpose = template_prefix.rsplit("/", 1)[-1]
        message: EmailMessage = super().render_mail(
            template_prefix,
            email,
            context,
            (headers or {}) | {"X-Purpose": purpose, "Auto-Submitted": "auto-generated"},
        )
        return message

    def send_code_mail(self, email: str, *, code: str, is_new: bool) -> None:
        """Mail the six digits; without any, say kindly that this address opens nothing here."""
        self.send_mail(
            CODE_MAIL,
            email,
            {
                "code": code,
                "is_new": is_new,
                "place": place_name(context.request),
                "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
            },
        )

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Keep quiet: our pages say what happened, and allauth's sentences name the address."""
