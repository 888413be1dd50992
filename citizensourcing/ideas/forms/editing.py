"""What authors type when they change their idea."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizensourcing.ideas.forms.fields import WordsField
from common.i18n import LANGUAGE_NAMES


class EditForm(forms.Form):
    """The title, the text and the language they are written in."""

    # True when an address or number in it was pointed out: then there is a second button, ``anyway``.
    holds_contacts = False

    title = WordsField(label=_("Title"), max_length=120)
    text = WordsField(label=_("Your idea"), max_length=10000, widget=forms.Textarea(attrs={"rows": 10}))
    language = forms.ChoiceField(label=_("Language of this idea"))

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        """``languages`` are codes: those of the city, and the one the idea is in."""
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(code, LANGUAGE_NAMES.get(code, code)) for code in dict.fromkeys(languages)]
