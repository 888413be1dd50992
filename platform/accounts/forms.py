"""What people type to sign in."""

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """An e-mail address. allauth looks the person up and counts how often a code was asked for."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "autofocus": True}),
        error_messages={
            "required": _("Type your e-mail address, and we send you six digits."),
            "invalid": _("An e-mail address looks like name@example.org. Please look at yours once more."),
        },
    )


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # as above
    """The six digits. Spaces and dashes are forgiven."""

    code = forms.CharField(
        label=_("The six digits from the e-mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the six digits from the e-mail.")},
    )
