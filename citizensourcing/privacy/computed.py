"""Values of a copy that no column holds as such: PostgreSQL makes them, in the query that reads the rows."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Greatest, Length, LPad
from django.urls import reverse

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.models import Report
from tenants.addresses import absolute
from tenants.context import require_city


@dataclass(frozen=True, slots=True)
class Computed:
    """``made`` gives the expression, when the city and the language are known; ``schema`` is its JSON Schema."""

    made: Callable[[], Any]
    schema: dict[str, Any]


_STRING: Final = {"type": "string"}
_STRINGS: Final = {"type": "array", "items": _STRING}
_PERHAPS_STRING: Final = {"type": ["string", "null"]}
_PERHAPS_ADDRESS: Final = {"type": ["string", "null"], "format": "uri"}
_FOLDER: Final = "pictures"


def path_in_copy(name: str) -> str:
    """Where in the ZIP a picture lies that is stored under this name."""
    return f"{_FOLDER}/{PurePosixPath(name).name}"


def _path_in_copy(field: str) -> Func:
    """The same, as PostgreSQL says it."""
    return Func(
        F(field),
        Value("^.*/"),
        Value(""),
        function="regexp_replace",
        template=f"'{_FOLDER}/' || %(function)s(%(expressions)s)",
        output_field=TextField(),
    )


def _joined(*parts: Any) -> Func:
    """Texts one behind the other; nothing (NULL) where one of them is."""
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def _number(idea: str) -> Func:
    sequence = Cast(F(f"{idea}sequence"), TextField())
    padded = LPad(sequence, Greatest(Value(5), Length(sequence)), Value("0"))
    return _joined(Cast(F(f"{idea}year"), TextField()), Value("-"), padded)


def _address(idea: str) -> Func:
    return _joined(Value(absolute(require_city(), reverse("ideas:list"))), _number(idea), Value("/"))


def number(idea: str) -> Computed:
    """The number of an idea as people say it; ``idea`` is the path from the row to it, such as ``idea__``."""
    return Computed(lambda: _number(idea), _PERHAPS_STRING)


def address(idea: str) -> Computed:
    """Where that idea stands on the wall, in the active language."""
    return Computed(lambda: _address(idea), _PERHAPS_ADDRESS)


def _of_reported(made: Callable[[str], Func]) -> Case:
    """The same of the idea that was reported, or under which the reported comment stands; null once it is gone."""
    this = OuterRef("object_id")
    ideas: QuerySet[Any] = Idea.objects.filter(pk=this).annotate(said=made("")).values("said")
    comments: QuerySet[Any] = Comment.objects.filter(pk=this).annotate(said=made("discussion__idea__")).values("said")
    return Case(
        When(content_type__model="idea", then=Subquery(ideas[:1])),
        When(content_type__model="comment", then=Subquery(comments[:1])),
        output_field=TextField(),
    )


REPORTED_NUMBER: Final = Computed(lambda: _of_reported(_number), _PERHAPS_STRING)
REPORTED_ADDRESS: Final = Computed(lambda: _of_reported(_address), _PERHAPS_ADDRESS)
# Why something was hidden everybody reads; why it stays, moderators write for each other.
PUBLIC_DECISION: Final = Computed(
    lambda: Case(When(state=Report.State.UPHELD, then=F("decision_note")), default=Value("")), _STRING
)
PICTURE_PATH: Final = Computed(lambda: _path_in_copy("file"), _STRING)


def _all_of(expression: str | Func, *, where: str) -> ArrayAgg:
    return ArrayAgg(expression, distinct=True, filter=Q(**{f"{where}__isnull": False}), default=[])


TOPICS: Final = Computed(lambda: _all_of("topics__slug", where="topics"), _STRINGS)
NEIGHBOURHOODS: Final = Computed(lambda: _all_of("neighbourhoods__slug", where="neighbourhoods"), _STRINGS)
PICTURES: Final = Computed(lambda: _all_of(_path_in_copy("attachments__file"), where="attachments"), _STRINGS)
