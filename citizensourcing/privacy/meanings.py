"""What each value in a copy of somebody's data is: its type, read off the model, and what it means, said here.

In English, as JSON Schema: for programs and those who write them. The README says in one's own language what each file
holds.
"""

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.related import RelatedField

from citizensourcing.participants.models import Participant
from citizensourcing.privacy.computed import Computed
from citizensourcing.privacy.kinds import Kind

# By the name of the value, or by "file.value" where that means something else.
_MEANINGS: Final = {
    "number": "The idea's number, as people say it: 2026-00042. Null: not about an idea, or it is gone.",
    "address": "Where the idea stands on the wall. Null as the number.",
    "email": "An e-mail address.",
    "account.made_at": "When the account was made.",
    "account.last_signed_in_at": "When you last signed in.",
    "is_proved": "Whether a code that was mailed there came back.",
    "is_main": "Whether mails go there.",
    "profile.number": "Your number in this city; it stands in the audit trail in place of your name.",
    "profile.name": "The name others see.",
    "neighbourhood": "The short name of a neighbourhood, as it stands in addresses.",
    "profile.languages": "The languages you read, as codes (BCP 47).",
    "language": "A language, as a code (BCP 47).",
    "is_public": "Whether others may see your profile.",
    "old_enough_said_at": "When you said that you are old enough.",
    "joined_at": "When you joined.",
    "role": "What you may do as staff.",
    "department": "The department you sign for.",
    "since": "From when.",
    "document": "Which document.",
    "version": "Which version of it.",
    "agreements.at": "When you were shown it, or agreed to it.",
    "programs.name": "What you call the program.",
    "may": "What it may do for you, as scopes of the API.",
    "last_used_on": "The day on which it last asked for something.",
    "until": "Until when. Null: without an end.",
    "ended_at": "When you ended it.",
    "title": "The title.",
    "text": "The text, as you wrote it.",
    "topics": "Short names of its topics.",
    "neighbourhoods": "Short names of its neighbourhoods; none is the whole city.",
    "ideas.pictures": "Where its pictures lie in this archive.",
    "latitude": "The pin, in degrees north (WGS 84).",
    "longitude": "The pin, in degrees east (WGS 84).",
    "status": "What the city does with it.",
    "visibility": "Who can see it.",
    "hidden_because": "Why moderators hid it; empty when they did not.",
    "supports": "How many people support it.",
    "comments": "How many comments stand under it.",
    "published_at": "When it went on the wall.",
    "changed_at": "When it was last changed.",
    "replaced_at": "Until when it said this.",
    "typed_so_far": "What you typed, step by step: project, title, text, topics, where.",
    "begun_at": "When you began it.",
    "pictures.file": "Where the picture lies in this archive.",
    "description": "What can be seen on it, in your words.",
    "width": "Width, in pixels.",
    "height": "Height, in pixels.",
    "sent_at": "When you sent it.",
    "idea": "The idea's title; empty when its author has left with the words.",
    "stance": "For it, against it or neutral.",
    "likes": "How many people like it.",
    "said_at": "When you said it.",
    "supported_at": "When you began to support it.",
    "likes.comment": "The number of the comment, as it stands in the address of its place on the page.",
    "liked_at": "When you liked it.",
    "topic": "The short name of a topic.",
    "reports.kind": "What you reported: an idea, or a comment under the idea of this number.",
    "reports.reason": "Which reason you gave.",
    "reports.text": "What you wrote to the moderators; empty once its author left with the words.",
    "state": "Whether it is open, upheld, dismissed, or moot: its author left and took the words along.",
    "reported_at": "When you reported it.",
    "decided_at": "When the moderators decided.",
    "decision": "What they wrote in its place, for everybody to read; empty when it stays.",
    "because": "Why, as you were told.",
    "from": "From when.",
    "lifted_at": "When it was lifted before its end.",
    "answers_by_mail": "Whether you want the city's answers by mail.",
    "is_default": "True: you chose nothing, and this is what applies then.",
    "mail-preferences.changed_at": "When you chose it. Null: never.",
    "told-of.what": "About which answer, by its number.",
    "told-of.at": "When.",
    "signed_name": "The name under it.",
    "signed_department": "The department under it.",
    "official-answers.at": "When you answered.",
    "before": "The status before.",
    "after": "The status after.",
    "status-changes.reason": "The reason you gave.",
    "status-changes.at": "When you changed it.",
    "signed_in_at": "When you signed in there.",
    "ends_at": "When that ends by itself.",
    "for": "What the mail is for.",
    "written_at": "When it was written.",
    "audit.at": "When.",
    "audit.what": "What was done.",
    "audit.kind": "To what kind of thing.",
    "audit.number": "To which one, by its number.",
    "details": "More about it, as names and values.",
}
_STRING: Final = {"type": "string"}
_MOMENT: Final = {"type": "string", "format": "date-time"}
# Of what is no query.
_LISTED: Final[dict[str, dict[str, Any]]] = {
    "sessions.signed_in_at": {"type": ["string", "null"], "format": "date-time"},
    "sessions.ends_at": _MOMENT,
    "mail-preferences.answers_by_mail": {"type": "boolean"},
    "mail-preferences.is_default": {"type": "boolean"},
    "mail-preferences.changed_at": {"type": ["string", "null"], "format": "date-time"},
    "waiting-mails.for": _STRING,
    "waiting-mails.written_at": _MOMENT,
}


def value_of(kind: Kind, name: str) -> dict[str, Any]:
    """The JSON Schema of one value of a file. Raises ``KeyError`` for one that nobody has said the meaning of."""
    full = f"{kind.name}.{name}"
    meaning = _MEANINGS[full] if full in _MEANINGS else _MEANINGS[name]
    return _type_of(kind, name) | {"description": meaning}


def _type_of(kind: Kind, name: str) -> dict[str, Any]:
    path = kind.columns[name]
    if kind.query is None:
        return _LISTED[f"{kind.name}.{name}"]
    if isinstance(path, Computed):
        return dict(path.schema)
    model: type[models.Model] = kind.query(Participant(pk=0)).model
    *relations, last = path.split("__")
    may_be_null = False
    for relation in relations:
        step = model._meta.get_field(relation)
        # From the other side, or by a key that may be empty, there may be none.
        may_be_null |= not isinstance(step, RelatedField) or step.null
        assert isinstance(step.related_model, type)  # noqa: S101 -- a relation, to a model that is there
        model = step.related_model
    field = model._meta.get_field(last)
    assert isinstance(field, models.Field)  # noqa: S101 -- a column
    said = _schema_of(field)
    if (may_be_null or field.null) and "type" in said:
        said |= {"type": [said["type"], "null"]}
        if "enum" in said:
            said |= {"enum": [*said["enum"], None]}
    return said


# The first that fits: a moment is a date as well.
_BY_FIELD: Final["tuple[tuple[type[models.Field[Any, Any]], dict[str, Any]], ...]"] = (
    (models.ForeignKey, {"type": "integer"}),
    (models.DateTimeField, _MOMENT),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.BooleanField, {"type": "boolean"}),
    (models.FloatField, {"type": "number"}),
    (models.IntegerField, {"type": "integer"}),
    (models.JSONField, {"type": "object"}),
)


def _schema_of(field: Any) -> dict[str, Any]:
    if isinstance(field, ArrayField):
        return {"type": "array", "items": _schema_of(field.base_field)}
    for kind, said in _BY_FIELD:
        if isinstance(field, kind):
            return dict(said)
    values = [value for value, _label in field.choices or ()]
    if values and field.blank:
        values.append("")
    return _STRING | ({"enum": values} if values else {})
