"""What city staff type on the page of an idea."""

from django import forms
from django.utils.translation import gettext_lazy as _

from citizensourcing.ideas.models import OfficialFeedback
from citizensourcing.ideas.statuses import SET_BY_HAND


class StatusForm(forms.Form):
    """What the city does with the idea, and why."""

    status = forms.ChoiceField(label=_("Status"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Residents read it. A “no” needs one."),
    )

    def __init__(self, *args: object, names: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(code, names[code]) for code in SET_BY_HAND]


class FeedbackForm(forms.Form):
    """The city's answer, signed."""

    text = forms.CharField(
        label=_("The city's answer"), max_length=10000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("The author and everybody who follows gets it by mail, once."),
    )  # fmt: skip
    signed_name = forms.CharField(label=_("Your name"), max_length=80)
    signed_department = forms.CharField(label=_("Department"), max_length=120, required=False)
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        required=False,
        choices=[("", _("Nothing to report yet")), *OfficialFeedback.Outcome.choices],
    )


class HideForm(forms.Form):
    """Why an idea is taken out of sight."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author reads it, and so does everybody who has the link."),
    )
