"""The OpenAPI document of version 1: made from the endpoints, the same for every city."""

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from django.http import HttpResponse
from django.urls import include, path
from django.utils import translation
from rest_framework.request import Request

from common.api.schema import REFUSALS
from common.api.views import ApiView
from config.api_codes import CODES

VERSION: Final = "1.0.0"
_TAGS: Final = {
    "City": "The city, its topics, neighbourhoods and projects.",
    "Ideas": "What residents propose.",
    "Supports": "Who supports what is theirs alone: answers tell how many, and whether you do.",
    "Discussions": "What people say about ideas, and putting things before the moderators.",
    "People": "Those who chose to be found.",
    "You": "Who you are here, and the keys that let programs be you.",
}
_ABOUT: Final = """Everything a resident can do on a city's wall a program can do here.

Every city answers on its own host. Reading needs nobody; to act for somebody, send the key that they made on the page
“Programs” of that wall: `Authorization: Bearer cw_…`. A key of one city opens nothing in another.

Every no is JSON with a `code` for programs and a `message` for people, in the language that `Accept-Language` asks for.
A method that an address does not take is answered with 405. Unknown fields and parameters are refused by name. Lists go
on by `next`. Every code is in `x-refusals`, with what makes it a yes; codes may be added.

Any site may read from a visitor's browser what everybody may read (`Access-Control-Allow-Origin: *`, never with
credentials). An answer to a key or a session carries no such header: a key belongs in a program, not in the page of
another site, where whoever wrote that page could keep it."""


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The document as plain data. Takes about a second, once per process; no query."""
    # Imported here: most workers never make the document; and the addresses import this module.
    from drf_spectacular.generators import SchemaGenerator

    from common.api.describing import tell_drf_spectacular
    from config.api import described

    tell_drf_spectacular()
    with translation.override("en"):
        generator = SchemaGenerator(patterns=[path("api/", include((described, "api")))])  # type: ignore[no-untyped-call]  # as below
        made = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # ships half its types
    found: dict[str, Any] = json.loads(json.dumps(made, default=str))
    found["info"] = {
        "title": "Commonwall",
        "version": VERSION,
        "summary": "A city's idea wall, for programs.",
        "description": _ABOUT,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    found["servers"] = [{"url": "/", "description": "The host of the city."}]
    found["x-refusals"] = [asdict(code) for code in CODES]
    for status, (name, _said, _example) in REFUSALS.items():
        codes = ", ".join(f"`{one.code}`" for one in CODES if one.status == int(status))
        found["components"]["responses"][name]["description"] += f"\n\nCodes: {codes}."
    found["tags"] = [{"name": name, "description": said} for name, said in _TAGS.items()]
    order = ("openapi", "info", "servers", "tags", "paths", "components", "x-refusals")
    return {name: found[name] for name in order}


@lru_cache(maxsize=1)
def as_yaml() -> bytes:
    """The document as it is written to docs/api/openapi.yaml."""
    from config.readable_yaml import dump  # with it comes the whole of PyYAML

    return dump(document()).encode()


@lru_cache(maxsize=1)
def as_json() -> bytes:
    """The document as JSON."""
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


class SchemaAsYaml(ApiView):
    """The document in YAML."""

    def get(self, request: Request) -> HttpResponse:
        """No query."""
        return HttpResponse(as_yaml(), content_type="application/yaml")


class SchemaAsJson(ApiView):
    """The document in JSON."""

    def get(self, request: Request) -> HttpResponse:
        """No query."""
        return HttpResponse(as_json(), content_type="application/json")
