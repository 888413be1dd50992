"""Fields that several forms of ideas share."""

from typing import Any

from django import forms

from common.sanitise import is_far_too_long, plain


class WordsField(forms.CharField):
    """What people write, without characters that nobody sees: a field of nothing else counts as left empty."""

    def to_python(self, value: Any) -> str:
        """The text as it is stored. What is far too long is refused as it came, before any work on it."""
        typed = super().to_python(value) or ""
        if self.max_length is not None and is_far_too_long(typed, self.max_length):
            self.run_validators(typed)
        return plain(typed)
