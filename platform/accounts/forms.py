"""What people type to sign in."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.addresses import one_form
from accounts.services import mailbox_allowance


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

    def clean_email(self) -> str:
        """The address in its one form, before anything is looked up or counted by it."""
        email = one_form(self.cleaned_data["email"])
        try:
            validate_email(email)
        except forms.ValidationError as none:
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"], code="invalid") from none
        self.cleaned_data["email"] = email
        email = str(super().clean_email())
        if not mailbox_allowance(context.request, email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


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
