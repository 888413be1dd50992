"""What people type when they report something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from citizensourcing.moderation.models import Report


class ReportForm(forms.Form):
    """What is wrong, and anything that helps to see it."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    text = forms.CharField(
        label=_("Anything that helps us to see it"),
        help_text=_("Only the moderators read this."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
    )
