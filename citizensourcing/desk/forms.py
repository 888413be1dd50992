"""What moderators type at the desk."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _


class UpholdForm(forms.Form):
    """Why it goes."""

    prefix = "uphold"
    reason = forms.CharField(
        label=_("Why is it hidden?"),
        help_text=_("Everybody reads this in its place. Name the house rule, in a friendly sentence."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )


class DismissForm(forms.Form):
    """Why it stays."""

    prefix = "dismiss"
    note = forms.CharField(
        label=_("Why does it stay?"),
        help_text=_("Only the desk reads this."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
    )


class BlockForm(forms.Form):
    """Why somebody may not write for a while, and how long."""

    prefix = "block"
    reason = forms.CharField(
        label=_("Why may they not write for a while?"),
        help_text=_("They read this whenever they try to write."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=[(7, _("a week")), (30, _("a month")), (90, _("three months")), (0, _("until it is lifted"))],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )

    def until(self, now: datetime) -> datetime | None:
        """The end that was chosen; None for no end."""
        days = self.cleaned_data["days"]
        return now + timedelta(days=days) if days else None
