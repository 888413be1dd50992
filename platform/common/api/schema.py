"""What endpoints say of themselves, beside their code; ``common.api.describing`` makes the API's document of it."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

Method = TypeVar("Method", bound=Callable[..., Any])

# What was said of each method, for whoever makes the document.
said_of_methods: Final[list[tuple[Callable[..., Any], dict[str, Any]]]] = []

# Status: name of the component, when it comes, an example.
REFUSALS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "400": (
        "Invalid",
        "What was sent cannot be used: a field, a parameter, or the JSON itself. `fields` says why, field by field.",
        {
            "code": "invalid",
            "message": "Something in there needs another look.",
            "fields": {"title": ["Write something here."]},
        },
    ),
    "401": (
        "SignIn",
        "Nobody is known to ask, or the key is unknown here, ended or run out.",
        {"code": "token.unknown", "message": "This key opens nothing here. Make one on the page “Programs”."},
    ),
    "403": (
        "NotYours",
        "Known, but not allowed: the key lacks a scope, or the thing is somebody else's.",
        {"code": "token.scope", "message": "This key lacks the scope ideas:write. Make one that has it."},
    ),
    "404": (
        "NotFound",
        "Nothing stands at this address, or not for whoever asks.",
        {
            "code": "not_found",
            "message": "There is nothing at this address, or not for you. Addresses end with a slash.",
        },
    ),
    "406": (
        "OtherType",
        "`Accept` asks for something else than JSON.",
        {"code": "type.not_offered", "message": "Answers here are application/json. Ask for that."},
    ),
    "409": (
        "NotNow",
        "The state of things does not allow it now; the sentence says what would make it possible.",
        {"code": "participation.over", "message": "This ended on 3 May 2026."},
    ),
    "410": (
        "Hidden",
        "Moderators took it out of sight; the message is their reason.",
        {"code": "idea.hidden", "message": "It names a neighbour with their address."},
    ),
    "413": (
        "TooLarge",
        "More than fits in one request.",
        {"code": "body.too_large", "message": "That is more than fits in one request. Send less."},
    ),
    "414": (
        "AddressTooLong",
        "The address is longer than 16,000 bytes. Beyond 64 KiB the answer has no body.",
        {
            "code": "address.too_long",
            "message": "That address is too long. Send what is long in the body of a POST.",
        },
    ),
    "415": (
        "NotRead",
        "The body is of a type that is not read here; the message names those that are.",
        {"code": "type.unsupported", "message": "Send JSON here, as application/json."},
    ),
    "429": (
        "TooMany",
        "Too often in a short time; `Retry-After` says in how many seconds it goes on, the message in words.",
        {"code": "too_many", "message": "That was a lot in a short time. Wait 40 seconds and go on."},
    ),
}


def operation(
    name: str,
    summary: str,
    *,
    tag: str,
    answer: Any = None,
    status: int = 200,
    body: Any = None,
    said: str = "",
    parameters: Sequence[OpenApiParameter] = (),
    gone: bool = False,
    shown: Any = None,
) -> Callable[[Method], Method]:
    """Describe one method of an endpoint. ``name`` is its ``verb_noun`` for ever; ``answer`` and ``body`` are
    serializers that carry their example (``extend_schema_serializer``), or for a body ``{media type: schema}``.
    ``shown`` is the answer's example where the serializer's own is not what this operation answers.
    """
    whole: dict[str, Any] = {
        "operation_id": name,
        "summary": summary,
        "description": said or summary,
        "tags": [tag],
        "request": body,
        "responses": {status: OpenApiResponse(answer, description=summary)},
        "parameters": list(parameters),
        "extensions": ({"x-gone": True} if gone else {}) | ({"x-shown": shown} if shown else {}) or None,
    }

    def note(method: Method) -> Method:
        said_of_methods.append((method, whole))
        return method

    return note


def query(
    name: str, said: str, *, kind: Any = str, choices: Sequence[str] | None = None, example: Any = None, **kwargs: Any
) -> OpenApiParameter:
    """A query parameter; ``kind`` is a Python type, or a schema."""
    examples = [OpenApiExample("example", value=example)] if example is not None else None
    return OpenApiParameter(name, kind, description=said, enum=choices, examples=examples, **kwargs)


def example(value: Any) -> list[OpenApiExample]:
    """One example, for ``extend_schema_serializer(examples=example({…}))``."""
    return [OpenApiExample("example", value=value)]
