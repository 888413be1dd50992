"""What somebody says who leaves."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class LeaveForm(forms.Form):
    """What becomes of the texts, when, and the word or code that says it is meant."""

    texts = forms.ChoiceField(
        label=gettext_lazy("Your ideas and comments"),
        choices=[("stay", ""), ("go", "")],
        widget=forms.RadioSelect,
        initial="stay",
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[
            ("later", gettext_lazy("In seven days; until then you can change your mind")),
            ("now", gettext_lazy("Now, and for good")),
        ],
        widget=forms.RadioSelect,
        initial="later",
    )
    confirmation = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"})
    )

    def __init__(self, *args: Any, word: str, is_leaving: bool = False, **kwargs: Any) -> None:
        """``word`` is what is to be typed; empty when a mailed code is asked for instead.

        Somebody who ``is_leaving`` already is not asked when: what they can still say is "now".
        """
        super().__init__(*args, **kwargs)
        texts = self.fields["texts"]
        assert isinstance(texts, forms.ChoiceField)  # noqa: S101 -- declared above
        texts.choices = [
            (
                "stay",
                _choice(
                    _("They stay, as those of “a former resident”"),
                    _("Without your name, and without your pictures."),
                ),
            ),
            (
                "go",
                _choice(
                    _("They go too"),
                    _(
                        "Where others support, answer or discuss what you wrote, a sentence takes the place of your "
                        "words, and what the others said stays."
                    ),
                ),
            ),
        ]
        if is_leaving:
            self.fields["when"].widget = forms.HiddenInput()
            self.fields["when"].initial = "now"
        field = self.fields["confirmation"]
        if word:
            field.label = _("Type “%(word)s” to say that you mean it") % {"word": word}
            field.error_messages["required"] = _("Type the word, so that nobody leaves by accident.")
        else:
            field.label = _("The six digits from our mail")
            field.error_messages["required"] = _("Type the six digits that we mailed you.")
            field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


def _choice(said: str, explained: str) -> SafeString:
    """What can be chosen, and under it what that means."""
    return format_html('{}<span class="hint">{}</span>', said, explained)
