"""How the API's document is made: what drf-spectacular reads off the endpoints, and what all of them share.

Refusals stand once among the components and every operation refers to them; so do the headers and parameters that
several operations have. Loaded when the document is asked for: most web workers never make it, and drf-spectacular
brings Django's test client with it.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema

from common.api.fields import Body
from common.api.schema import REFUSALS, said_of_methods
from common.instants import PATTERN

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ALWAYS: Final = ("400", "401", "406", "414", "429")
_WRITING: Final = ("403", "409", "413", "415")
_REFUSAL: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A no. `code` is stable and for programs, `message` is for people, in their language.",
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "field": {"type": "string", "description": "The field it is about, where it is about one."},
        "fields": {
            "type": "object",
            "additionalProperties": {},
            "description": "Sentences by field, nested where fields are.",
        },
    },
    "required": ["code", "message"],
    "additionalProperties": False,
}
_SCALAR_HEADERS: Final[dict[str, Any]] = {
    "ETag": {
        "description": "For visitors: send it as `If-None-Match` and get 304 while nothing has changed.",
        "schema": {"type": "string"},
    },
    "IdempotentReplay": {
        "description": "`true` when this answer was given before, to the same `Idempotency-Key`.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "RetryAfter": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}},
}
_PARAMETERS: Final[dict[str, Any]] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "With a write: 1 to 128 printable ASCII characters of your choice. Sent again within 24 hours "
        "with the same body and by the same key or session, the write is not done again: the first answer comes once "
        "more.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$"},
        "example": "7f0c2c9e-5b8e-4b43-9f1a-0d5f8f3f2a11",
    },
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of sentences, among the city's languages.",
        "schema": {"type": "string"},
        "example": "fr",
    },
}

# What stands in addresses, with an example.
_IN_ADDRESSES: Final[dict[str, tuple[str, Any]]] = {
    "number": ("The number of the idea, as people say it.", "2026-00042"),
    "id": ("Its id, as lists tell it.", 117),
}


class Schema(AutoSchema):
    """What an endpoint says of itself, with what all of them share."""

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:  # noqa: FBT001, FBT002 -- as there
        """A body holds these fields and no others."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]  # untyped
        if isinstance(serializer, Body):
            schema["additionalProperties"] = False
        return schema

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Add refusals, shared headers, and for what writes the scope and the idempotency key."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        writes = self.method not in SAFE
        scope = getattr(getattr(self.view, self.method.lower(), None), "scope", None)
        codes = [
            *_ALWAYS,
            *(("404",) if "{" in self.path else ()),
            *(_WRITING if writes else ("403",) if scope else ()),
        ]
        for code in codes:
            operation["responses"].setdefault(code, {"$ref": f"#/components/responses/{REFUSALS[code][0]}"})
        if scope is not None:
            if writes:
                _refer(operation, "IdempotencyKey")
            by_session: dict[str, list[str]] = {"session": [], "csrf": []} if writes else {"session": []}
            operation["security"] = [by_session]
            if scope != "session":
                operation["description"] += f"\n\nA key needs the scope `{scope}`."
                operation["security"] = [{"token": [scope]}, by_session]
        for parameter in operation.get("parameters", []):
            if parameter.get("in") == "path":
                said, value = _IN_ADDRESSES.get(parameter["name"], _IN_ADDRESSES["id"])
                parameter |= {"description": said, "example": value}
        _refer(operation, "AcceptLanguage")
        for code, response in operation["responses"].items():
            if code.startswith("2") and "$ref" not in response and (writes or scope is None):
                name, component = ("Idempotent-Replay", "IdempotentReplay") if writes else ("ETag", "ETag")
                response.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{component}"}
        if not writes and scope is None:
            operation["responses"]["304"] = {"description": "Nothing has changed since that `ETag`."}
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation


class ByTokenOrSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped hook
    """How whoever asks is known."""

    target_class = "citizensourcing.participants.api.authentication.ByTokenOrSession"
    name = ["token", "session", "csrf"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> Any:
        """Reading needs nobody; a token or a session is looked at when it is there."""
        return [{}, {"token": []}, {"session": []}]

    def get_security_definition(self, auto_schema: AutoSchema) -> Any:
        """The three schemes."""
        return [
            {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "cw_<8>_<43>",
                "description": "A key that a resident makes on the page “Programs” of their wall. It works in that "
                "city alone, as far as its scopes go.",
            },
            {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "The session of somebody who signed in on the wall (`__Host-session` in production).",
            },
            {
                "type": "apiKey",
                "in": "header",
                "name": "X-CSRFToken",
                "description": "With a session, for everything that writes.",
            },
        ]


@lru_cache(maxsize=1)
def tell_drf_spectacular() -> None:
    """Hand on what was said of each method (``schema.operation``), once per process."""
    for method, said in said_of_methods:
        extend_schema(**said)(method)


def add_shared(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001 -- drf-spectacular's hook
    """Put what operations refer to among the components."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Refusal"] = _REFUSAL
    components["responses"] = {name: _response(said, value, code) for code, (name, said, value) in REFUSALS.items()}
    components["headers"] = _SCALAR_HEADERS
    components["parameters"] = _PARAMETERS
    for name in components["schemas"]:
        _say_instants(components["schemas"][name])
    for methods in result["paths"].values():
        for operation in methods.values():
            shown = operation.pop("x-shown", None)
            if shown is not None:
                answer = next(one for code, one in operation["responses"].items() if code.startswith("2"))
                answer["content"]["application/json"]["examples"]["Example"]["value"] = shown
            if operation.pop("x-gone", False):
                operation["responses"]["410"] = {"$ref": "#/components/responses/Hidden"}
                operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _say_instants(schema: Any) -> None:
    """One spelling of instants, wherever they stand."""
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _say_instants(inner)
    if isinstance(schema, dict) and schema.get("format") == "date-time":
        schema["pattern"] = PATTERN


def _response(said: str, value: Mapping[str, Any], code: str) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": said,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}, "example": value}},
    }
    if code == "429":
        response["headers"] = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
    return response


def _refer(operation: dict[str, Any], name: str) -> None:
    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{name}"})
