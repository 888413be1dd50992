"""What a person says about mails."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PreferenceForm(forms.Form):
    """One box per kind of mail."""

    answers_by_mail = forms.BooleanField(
        label=_("Answers from the city"),
        help_text=_("One mail when the city answers an idea that is yours or that you follow."),
        required=False,
    )
