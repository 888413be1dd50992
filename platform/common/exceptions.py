"""The one way to say no."""

from django.utils.functional import Promise


class RuleViolation(Exception):  # noqa: N818 -- it is a refusal, not a malfunction
    """A rule of the house refuses what was asked.

    ``code`` is stable and for programs (``vote.phase_over``); ``sentence`` is for people, translated when it is
    shown, and says what would make the no a yes. ``field`` names the form field it belongs to, where there is one.
    """

    def __init__(self, code: str, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class TooManyViolation(RuleViolation):
    """Somebody did something too often. ``retry_after`` seconds from now they may again."""

    def __init__(self, sentence: str | Promise, *, retry_after: int) -> None:
        super().__init__("too_many", sentence)
        self.retry_after = retry_after
