"""The four steps of sharing an idea, as forms. They know no rule: services refuse, forms only read."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizensourcing.ideas.forms.fields import WordsField
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from common.i18n import LANGUAGE_NAMES


class WordsForm(forms.Form):
    """Step 1: what. Long words are refused, not cut."""

    title = WordsField(
        label=gettext_lazy("What is your idea?"),
        help_text=gettext_lazy("One line that says it, as you would to a neighbour."),
        max_length=120,
        error_messages={"required": gettext_lazy("Give your idea a title: one line that says it.")},
        # Two lines, so that a phone shows all of it; a line break in it becomes a space.
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "enterkeyhint": "next"}),
    )
    text = WordsField(
        label=gettext_lazy("Tell us more"),
        help_text=gettext_lazy("What would change, and for whom? A few sentences are plenty."),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Tell us more: what would change, and for whom?")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    # Which similar ideas were shown while typing ("3,5,8"); comes from the aside.
    seen = forms.RegexField(r"^[\d,]*$", max_length=200, required=False, widget=forms.HiddenInput)

    def seen_ids(self) -> list[int]:
        """The ids as numbers."""
        return [int(part) for part in self.cleaned_data.get("seen", "").split(",") if part]


class TopicsForm(forms.Form):
    """Step 2: about what. ``topics`` are all that may be chosen, in the order they are shown."""

    topics = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("One to three topics. People who follow a topic will find your idea there."),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose one to three topics.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topics"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 -- for the type checker
        field.choices = [(topic.pk, topic.name.text) for topic in topics]
        field.required = bool(topics)  # a city that has none yet takes ideas without


class PlaceForm(forms.Form):
    """Step 3: where. A pin is put on a map, its numbers are never typed."""

    where = forms.ChoiceField(
        label=gettext_lazy("Where is it?"),
        choices=[
            ("city", gettext_lazy("The whole city")),
            ("neighbourhoods", gettext_lazy("One or several neighbourhoods")),
            ("pin", gettext_lazy("One place on the map")),
        ],
        error_messages={"required": gettext_lazy("Say where: the whole city, or a part of it.")},
        widget=forms.RadioSelect,
    )
    neighbourhoods = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which neighbourhoods?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, neighbourhoods: list[Neighbourhood], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["neighbourhoods"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 -- for the type checker
        field.choices = [(place.pk, place.name.text) for place in neighbourhoods]

    def pin(self) -> list[float] | None:
        """The pin as [latitude, longitude], when both halves are there."""
        latitude, longitude = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        return None if latitude is None or longitude is None else [latitude, longitude]


class LastForm(forms.Form):
    """Step 4: in which language it is written. Its pictures come beside it."""

    language = forms.ChoiceField(label=gettext_lazy("Which language is it written in?"))

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
        field.choices = [(code, LANGUAGE_NAMES.get(code, code)) for code in languages]
        field.help_text = _("Our guess from your words. Change it if we are wrong.")
