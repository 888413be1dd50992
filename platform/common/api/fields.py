"""Fields and serializers that turn nothing into something else: ``"1"`` is no number, ``1`` is no text."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from common.exceptions import RuleViolation
from common.sanitise import plain

_COMMON: dict[str, Any] = {"required": _("This is needed."), "null": _("Say something here, or leave the field out.")}


class Text(serializers.CharField):
    """A text, cleaned as the pages' forms clean it: what nobody sees is no text.

    ``is_line``: line breaks and runs of spaces become one space.
    """

    default_error_messages: ClassVar[dict[str, Any]] = _COMMON | {
        "invalid": _("Write a text between quotes."),
        "blank": _("Write something here."),
        "max_length": _("At most {max_length} characters fit here."),
        "min_length": _("At least {min_length} characters are needed here."),
    }

    def __init__(self, *, is_line: bool = False, **kwargs: Any) -> None:
        self.is_line = is_line
        super().__init__(**kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Refuse what is no text, or too long as it was sent, before any work on it."""
        if isinstance(data, str):
            if self.max_length is not None and len(data) > self.max_length:
                self.fail("max_length", max_length=self.max_length)
            data = plain(data)
            data = " ".join(data.split()) if self.is_line else data
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """A string and nothing else."""
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Whole(serializers.IntegerField):
    """A whole number, written without quotes and without a decimal point."""

    default_error_messages: ClassVar[dict[str, Any]] = _COMMON | {
        "invalid": _("Write a whole number, without quotes."),
        "max_value": _("At most {max_value}."),
        "min_value": _("At least {min_value}."),
    }

    def to_internal_value(self, data: Any) -> int:
        """An integer; true and false are none."""
        if type(data) is not int:
            self.fail("invalid")
        return data


class Number(serializers.FloatField):
    """A number, written without quotes."""

    default_error_messages: ClassVar[dict[str, Any]] = _COMMON | {
        "invalid": _("Write a number, without quotes."),
        "max_value": _("At most {max_value}."),
        "min_value": _("At least {min_value}."),
    }

    def to_internal_value(self, data: Any) -> float:
        """An integer or a float; true and false are neither."""
        if type(data) not in {int, float}:
            self.fail("invalid")
        return float(data)


class Flag(serializers.BooleanField):
    """``true`` or ``false``."""

    default_error_messages: ClassVar[dict[str, Any]] = _COMMON | {"invalid": _("Write true or false, without quotes.")}

    def to_internal_value(self, data: Any) -> bool:
        """A boolean; no word or number stands for one."""
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Choice(serializers.ChoiceField):
    """One of some words."""

    default_error_messages: ClassVar[dict[str, Any]] = _COMMON

    def to_internal_value(self, data: Any) -> Any:
        """One of the choices, as a string; else the sentence names them all."""
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(one_of(self.choices))
        return data


class Several(serializers.ListField):
    """A list; nothing in it twice."""

    default_error_messages: ClassVar[dict[str, Any]] = _COMMON | {
        "not_a_list": _("Write a list between [ and ]."),
        "empty": _("Name at least one."),
        "min_length": _("Name at least {min_length}."),
        "max_length": _("At most {max_length} fit here."),
        "twice": _("One of them stands there twice."),
    }

    def to_internal_value(self, data: Any) -> list[Any]:
        """A list, checked one by one once it is known to be short enough."""
        if isinstance(data, list) and self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        found: list[Any] = super().to_internal_value(data)
        if any(one in found[:at] for at, one in enumerate(found)):
            self.fail("twice")
        return found


class Body(serializers.Serializer[Any]):
    """What a request may say: these fields and no others."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write an object with its fields."),
        "null": _COMMON["null"],
        "required": _COMMON["required"],
    }

    def get_fields(self) -> dict[str, Any]:
        """A field that is needed must not be left out: ``null`` is told what a missing one is."""
        found: dict[str, Any] = super().get_fields()
        for field in found.values():
            if field.required:
                field.error_messages["null"] = field.error_messages["required"]
        return found

    def to_internal_value(self, data: Any) -> Any:
        """The cleaned values; unknown fields are refused by name, beside whatever else is wrong."""
        if not isinstance(data, Mapping):
            self.fail("invalid")
        errors: dict[str, Any] = {
            str(name)[:80]: [_("There is no field of this name here.")] for name in data if name not in self.fields
        }
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as problem:
            detail = problem.detail
            assert isinstance(detail, dict)  # noqa: S101 -- a serializer's own errors are by field
            errors = {**detail, **errors}
        if errors:
            raise serializers.ValidationError(errors)
        return values


@extend_schema_serializer(component_name="Nothing", examples=[OpenApiExample("example", value={})])
class NoBody(Body):
    """For requests that say all in their address: nothing, or an empty object."""


def read(body: type[Body], data: Any, **kwargs: Any) -> dict[str, Any]:
    """The cleaned values of a request. Raises ``ValidationError`` with a sentence per field."""
    serializer = body(data=data, **kwargs)
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def one_of(names: Iterable[Any]) -> str:
    """The sentence for a wrong choice: it names the right ones."""
    return gettext("Choose one of: %(names)s.") % {"names": ", ".join(str(name) for name in names)}


@contextmanager
def fields_called(names: Mapping[str, str | None]) -> Iterator[None]:
    """Let a refusal of a rule name the field that a program sent: services call some as the pages' forms do.

    ``names``: what the rule says, and the API's name for it (None: no field of the API's).
    """
    try:
        yield
    except RuleViolation as refusal:
        if refusal.field is None or refusal.field not in names:
            raise
        raise RuleViolation(refusal.code, refusal.sentence, field=names[refusal.field]) from refusal
