"""What people type about themselves."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from citizensourcing.participants.models import SCOPE_SENTENCES, Participant
from citizensourcing.taxonomy.models import Neighbourhood
from common.i18n import LANGUAGE_NAMES


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your name here"),
        help_text=_("Others see it beside what you write. Your own name or another one, as you like."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": _("Choose a name that others will see."),
            "max_length": _("Sixty characters are enough for a name. Please shorten it."),
        },
    )


def _neighbourhood_field() -> "forms.ModelChoiceField[Neighbourhood]":
    return forms.ModelChoiceField(
        label=_("Your neighbourhood"),
        help_text=_("So that you find what happens near you. Leave it open if you prefer."),
        queryset=Neighbourhood.objects.defer("geometry"),
        required=False,
        empty_label=_("I’d rather not say"),
        error_messages={"invalid_choice": _("Choose one of the neighbourhoods, or leave it open.")},
    )


class WelcomeForm(forms.Form):
    """Who somebody is to the others here, asked once."""

    display_name = _name_field()
    neighbourhood = _neighbourhood_field()
    is_old_enough = forms.BooleanField(
        error_messages={"required": _("You need to be old enough to take part; reading is open to everyone.")}
    )
    accepts_rules = forms.BooleanField(error_messages={"required": _("Say yes to the house rules to take part.")})

    def __init__(self, *args: Any, minimum_age: int, **kwargs: Any) -> None:
        """``minimum_age`` in years, from the city's rules: a box to tick, never a birth date."""
        super().__init__(*args, **kwargs)
        self.fields["is_old_enough"].label = _("I am %(age)d or older") % {"age": minimum_age}
        self.fields["accepts_rules"].label = _("I keep to the house rules")
        self.fields["accepts_rules"].help_text = _("Be kind, be honest, speak about the matter and not the person.")


class ProfileForm(forms.Form):
    """How somebody appears here, and in which languages."""

    display_name = _name_field()
    neighbourhood = _neighbourhood_field()
    languages = forms.MultipleChoiceField(
        label=_("Languages you read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Pages and mails speak to you in"), widget=forms.RadioSelect, required=True)
    is_public = forms.BooleanField(
        label=_("Show my profile to everybody"),
        help_text=_("It lists your public ideas and comments, never what you support."),
        required=False,
    )

    def __init__(self, *args: Any, city_languages: list[str], interface: list[str], **kwargs: Any) -> None:
        """The choices: the languages of the city, and those its pages are offered in."""
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = _named(city_languages)  # type: ignore[attr-defined]  # a choice field
        self.fields["language"].choices = _named(interface)  # type: ignore[attr-defined]  # as above

    @classmethod
    def about(cls, person: Participant, **kwargs: Any) -> "ProfileForm":
        """The form as the person's profile stands."""
        fields = ("display_name", "neighbourhood", "languages", "language", "is_public")
        return cls(initial={name: getattr(person, name) for name in fields}, **kwargs)


class ProgramForm(forms.Form):
    """A program that shall act for somebody: its name, what it may do, and for how long."""

    name = forms.CharField(
        label=_("What is the program called?"),
        help_text=_("Any name by which you will know it again."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Give the program a name, so that you know it again."),
            "max_length": _("Sixty characters are enough for a name. Please shorten it."),
        },
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do for you?"),
        help_text=_("It can read the wall in any case, as everybody can. Tick no more than it needs."),
        choices=list(SCOPE_SENTENCES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list what it may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        initial=90,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long."), "invalid_choice": _("Choose for how long.")},
    )
    # Marks this very form, so that sending it twice makes one key.
    once = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)


def _named(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in codes]
