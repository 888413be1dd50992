"""Fields that several forms of ideas share."""

from typing import Any

from django import forms

from common.sanitise import plain


class WordsField(forms.CharField):
    """What people write, without characters that nobody sees: a field of nothing else counts as left empty."""

    def to_python(self, value: Any) -> str:
        """The text as it is stored."""
        return plain(super().to_python(value) or "")
