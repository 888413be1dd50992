"""The API's description as a page to read: the same document, our own look, readable without script."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from common.api import errors
from common.api.schema import REFUSALS
from common.i18n import LANGUAGE_NAMES
from config import api_examples
from config.api_codes import CODES
from config.api_schema import document
from tenants.middleware import interface_languages

# What the parts of the document are called on the page.
TITLES: Final = {
    "City": _("The city"),
    "Ideas": _("Ideas"),
    "Supports": _("Supports"),
    "Discussions": _("Discussions"),
    "People": _("People"),
    "You": _("You"),
}
# Stand for what is in an address, in the examples.
_IN_ADDRESSES: Final = {"number": "2026-00042", "id": "117", "pk": "117"}
# Of the statuses that no operation names.
_OTHERWISE: Final = {
    405: "Any address, with a method that it does not take; `Allow` names those that it does.",
    500: "Something broke on our side; the next try may go well.",
}
_READING: Final = ("GET", "HEAD")
_MARK: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one field of a body."""

    name: str
    kind: str
    is_required: bool
    said: SafeString


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    key: str
    method: str
    path: str
    title: str
    said: list[SafeString]
    who: str
    scope: str
    parameters: list[Field]
    body_said: SafeString
    fields: list[Field]
    # The example: its path, question, body (of which type), and answer.
    at: str
    asked: list[tuple[str, str]]
    kind: str
    sent: Any
    status: str
    given: Any
    refusals: list[str]


@dataclass(frozen=True, slots=True)
class Part:
    """All operations of one tag."""

    key: str
    title: Any
    said: SafeString
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class Refused:
    """One status of a no. ``codes`` are code, when, what to do, and the sentence."""

    status: str
    said: SafeString
    example: str
    codes: list[tuple[str, SafeString, SafeString, str]]


@csrf_exempt
def docs(request: HttpRequest) -> HttpResponse:
    """The page, in the language of the reader or the one that ``?language=`` names. Three queries."""
    if request.method not in _READING:
        response = errors.refusal(405, "method.not_allowed", gettext("This address does not take that method."))
        response.headers["Allow"] = ", ".join(_READING)
        return response
    offered = interface_languages(getattr(request, "city", None))
    wanted = request.GET.get("language", "")
    language = wanted if wanted in offered else translation.get_language() or offered[0]
    root = f"{request.scheme}://{request.get_host()}"
    words = api_examples.words_of(request.city)  # type: ignore[attr-defined]  # set by CityMiddleware
    with translation.override(language):
        context = {
            "parts": [(part, [_shown(one, words, root) for one in part.operations]) for part in parts()],
            "refusals": refusals(),
            "headers": headers(),
            "about": [_marked(text) for text in document()["info"]["description"].split("\n\n")[1:]],
            "languages": [(code, LANGUAGE_NAMES.get(code, code), f"?language={code}") for code in offered],
            "here": "api",
        }
        response = render(request, "web/api_docs.html", context)
    response.headers["Content-Language"] = language
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@lru_cache(maxsize=1)
def parts() -> list[Part]:
    """Everything that can be asked, by tag, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    said = {tag["name"]: tag["description"] for tag in document()["tags"]}
    return [Part(tag.lower(), TITLES[tag], _marked(said[tag]), found[tag]) for tag in said if tag in found]


@lru_cache(maxsize=1)
def refusals() -> list[Refused]:
    """Every kind of no, by status: when it comes, an example, its codes with what makes each a yes."""
    named = {int(status): document()["components"]["responses"][name] for status, (name, *_rest) in REFUSALS.items()}
    rows = []
    for status, codes in groupby(CODES, key=lambda one: one.status):
        listed = [(one.code, _marked(one.when), _marked(one.remedy), one.message) for one in codes]
        said, example = _OTHERWISE.get(status, ""), ""
        if status in named:
            said = named[status]["description"].partition("\n\n")[0]
            example = _json(named[status]["content"]["application/json"]["example"])
        rows.append(Refused(str(status), _marked(said), example, listed))
    return rows


@lru_cache(maxsize=1)
def headers() -> list[Field]:
    """What may go with every request, so that no operation says it again."""
    return [_parameter(one) for one in document()["components"]["parameters"].values()]


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    told = operation["description"].split("\n\n")
    scopes = [scope for way in operation["security"] for scope in way.get("token", [])]
    body, content = _body_of(operation), operation.get("requestBody", {}).get("content", {})
    status, good = next((code, one) for code, one in operation["responses"].items() if code.startswith("2"))
    is_open = {} in operation["security"]
    return Operation(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        said=[_marked(text) for text in told if text != operation["summary"] and not text.startswith("A key needs")],
        who="anybody" if is_open else "key" if scopes else "session",
        scope=scopes[0] if scopes else "",
        parameters=[_parameter(one) for one in operation.get("parameters", []) if "$ref" not in one],
        body_said=_marked(body.get("description", "")),
        fields=list(_fields(body)),
        at=re.sub(r"\{(\w+)\}", lambda found: _IN_ADDRESSES[found[1]], path),
        asked=_asked(method, operation),
        kind=next(iter(content), ""),
        sent=_example({"content": content}),
        status=status,
        given=_example(good),
        refusals=[code for code, one in operation["responses"].items() if "$ref" in one],
    )


def _shown(one: Operation, words: api_examples.Words, root: str) -> tuple[Operation, str, str]:
    """An operation with its example as it is typed in this city, and what comes back."""
    where = api_examples.address(one.at, one.asked, words)
    typed = api_examples.curl(one.method, where, who=one.who, kind=one.kind, body=one.sent, words=words, root=root)
    return one, typed, _json(api_examples.of_city(one.given, words))


def _body_of(operation: Mapping[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    return _resolved(content.get("application/json", {}).get("schema", {}))


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    for name, one in schema.get("properties", {}).items():
        yield Field(name, _kind(one), name in schema.get("required", []), _marked(one.get("description", "")))


def _parameter(parameter: Mapping[str, Any]) -> Field:
    said, kind = parameter.get("description", ""), _kind(parameter["schema"])
    if parameter["in"] != "query":
        kind = f"{kind}, in the {'address' if parameter['in'] == 'path' else parameter['in']}"
    return Field(parameter["name"], kind, bool(parameter.get("required")), _marked(said))


def _kind(schema: Mapping[str, Any]) -> str:
    """A schema in words."""
    whole = _resolved(schema)
    if "enum" in whole:
        return " | ".join("null" if one is None else str(one) for one in whole["enum"])
    for several in ("allOf", "oneOf", "anyOf"):
        if several in whole:
            return " | ".join(_kind(one) for one in whole[several])
    kinds = whole.get("type", "object")
    words = " or ".join(kinds) if isinstance(kinds, list) else kinds
    if "items" in whole:
        words = f"{words} of {_kind(whole['items'])}"
    if words == "object" and "properties" in whole:
        words = f"{{{', '.join(whole['properties'])}}}"
    limits = (
        ("minimum", "{} at least"), ("maximum", "{} at most"), ("maxLength", "{} characters at most"),
        ("maxItems", "{} at most"),
    )  # fmt: skip
    said = [text.format(whole[name]) for name, text in limits if name in whole and abs(whole[name]) < 2**31]
    return ", ".join([words, *said])


def _asked(method: str, operation: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The question of an example: parameters with their values, the last two."""
    return [
        (one["name"], str(value))
        for one in operation.get("parameters", [])
        if one.get("in") == "query" and (one.get("required") or method == "get")
        for value in _first_example(one)
    ][-2:]


def _first_example(parameter: Mapping[str, Any]) -> list[Any]:
    return [one["value"] for one in parameter.get("examples", {}).values()][:1]


def _example(holder: Mapping[str, Any]) -> Any:
    body = holder.get("content", {}).get("application/json", {})
    return next((one["value"] for one in body.get("examples", {}).values()), None)


def _resolved(part: Mapping[str, Any]) -> dict[str, Any]:
    """What a reference stands for; anything else as it is."""
    while "$ref" in part:
        found: Any = document()
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return dict(part)


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def _marked(text: str) -> SafeString:
    """Text with `words between backticks` as code."""
    pieces = _MARK.split(text)
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", piece) if at % 2 else piece,) for at, piece in enumerate(pieces)),
    )
