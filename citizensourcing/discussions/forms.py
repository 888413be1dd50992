"""What people type into a discussion, made clean; the rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.services.commenting import LONGEST


class CommentForm(forms.Form):
    """A comment or an answer: its words, its stance, and the comment it answers."""

    longest = LONGEST
    # True when an address or number in it was pointed out: then there is a second button, ``anyway``.
    holds_contacts = False

    text = forms.CharField(
        label=_("Your comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )
    stance = forms.CharField(required=False, empty_value=Comment.Stance.NEUTRAL)
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


class HideForm(forms.Form):
    """Why a moderator takes something out of sight."""

    reason = forms.CharField(
        label=_("Why do you hide it?"),
        help_text=_("Everybody who reads on will see this in its place. Name the house rule."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "hide_%s")
        super().__init__(*args, **kwargs)
