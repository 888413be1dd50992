"""The API's description is true, whole, and the one in the repository."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from common.api.schema import REFUSALS
from config import api_schema
from config.api import described
from config.api_refusals import STATUS_OF
from config.management.commands import write_openapi
from tests.helpers import visitor_client

ROOT = Path(__file__).resolve().parents[1]
OURS = ("platform", "tenants", "citizensourcing", "billing")
DOCUMENT = api_schema.document()
VERBS = {
    "add", "compare", "create", "delete", "follow", "get", "like", "list", "report", "revoke", "support", "unfollow",
    "unlike", "unsupport", "update", "withdraw",
}  # fmt: skip


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation with its path and method."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def named(path: str, method: str) -> str:
    return f"{method.upper()} {path}"


def references(value: Any) -> Iterator[str]:
    """Every ``$ref`` anywhere."""
    if isinstance(value, dict):
        yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What an operation takes and what it gives when all is well, in JSON."""
    holders = [operation.get("requestBody", {}), *(operation["responses"][code] for code in operation["responses"])]
    for holder in holders:
        yield from (body for kind, body in holder.get("content", {}).items() if kind == "application/json")


def codes_raised() -> set[str]:
    """The code of every refusal that our code can make."""
    found: set[str] = set()
    for path in (path for folder in OURS for path in (ROOT / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and call.args):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            first = call.args[0]
            is_code = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if name in {"RuleViolation", "Refusal"} and is_code:
                found.add(first.value)
    return found


# --- The document ------------------------------------------------------------------------------------------------


def test_the_document_in_the_repository_is_the_one_the_endpoints_make():
    written = write_openapi.TARGET.read_bytes()

    assert written == api_schema.as_yaml(), "Run `manage.py write_openapi`."
    assert yaml.safe_load(written) == DOCUMENT


def test_the_command_writes_what_is_served(lisbon, tmp_path, monkeypatch):
    monkeypatch.setattr(write_openapi, "TARGET", tmp_path / "api" / "openapi.yaml")
    call_command("write_openapi")
    client = visitor_client()

    as_yaml, as_json = client.get("/api/v1/schema/"), client.get("/api/v1/schema/openapi.json")

    assert as_yaml.content == (tmp_path / "api" / "openapi.yaml").read_bytes()
    assert as_json.json() == DOCUMENT
    assert (as_yaml["Content-Type"], as_json["Content-Type"]) == ("application/yaml", "application/json")


def test_it_is_openapi_3_1_and_describes_every_address():
    paths = {"/api/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern)) for pattern in described}

    assert DOCUMENT["openapi"] == "3.1.0"
    assert set(DOCUMENT["paths"]) == {path.replace("{pk}", "{id}") for path in paths}


def test_every_reference_leads_somewhere_and_no_component_is_idle():
    known = {f"#/components/{kind}/{name}" for kind, parts in DOCUMENT["components"].items() for name in parts}

    assert set(references(DOCUMENT)) - known == set()
    idle = known - set(references(DOCUMENT))
    assert {name for name in idle if "/securitySchemes/" not in name} == set()


def test_each_operation_has_a_name_of_verb_and_noun_of_its_own():
    names = [operation["operationId"] for _path, _method, operation in operations()]

    assert len(names) == len(set(names))
    assert {name.split("_")[0] for name in names} <= VERBS
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []


@pytest.mark.parametrize(("path", "method", "operation"), list(operations()), ids=lambda value: str(value)[:40])
def test_each_operation_says_what_it_is_for_whom_and_by_example(path, method, operation):
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    assert operation["security"]
    assert [body for body in bodies(operation) if not (body.get("examples") or body.get("example"))] == []


@pytest.mark.parametrize(("path", "method", "operation"), list(operations()), ids=lambda value: str(value)[:40])
def test_each_operation_refers_to_the_shared_refusals(path, method, operation):
    expected = {"400", "401", "406", "414", "429"}
    expected |= {"404"} if "{" in path else set()
    is_personal = {} not in operation["security"]
    expected |= {"403", "409", "413", "415"} if method != "get" else {"403"} if is_personal else {"304"}

    refused = {code for code in operation["responses"] if code >= "300"}
    named_wrong = {
        code
        for code in refused - {"304"}
        if operation["responses"][code] != {"$ref": f"#/components/responses/{REFUSALS[code][0]}"}
    }

    assert refused - {"410"} == expected
    assert named_wrong == set()


def test_what_acts_for_somebody_names_its_scope_and_takes_an_idempotency_key():
    acting = {
        operation["operationId"]: operation["security"]
        for _path, method, operation in operations()
        if method != "get" and operation["operationId"] != "compare_idea"
    }
    keyed = {
        operation["operationId"]
        for _path, _method, operation in operations()
        if {"$ref": "#/components/parameters/IdempotencyKey"} in operation["parameters"]
    }

    assert keyed == set(acting)
    assert acting["create_idea"] == [{"token": ["ideas:write"]}, {"session": [], "csrf": []}]
    assert acting["support_idea"] == [{"token": ["votes:write"]}, {"session": [], "csrf": []}]
    assert acting["create_token"] == [{"session": [], "csrf": []}]
    assert DOCUMENT["paths"]["/api/v1/me/tokens/"]["get"]["security"] == [{"session": []}]


def test_the_same_document_holds_in_every_language(lisbon):
    api_schema.document.cache_clear()
    from django.utils import translation

    with translation.override("fr"):
        made = api_schema.document()

    assert json.dumps(made) == json.dumps(DOCUMENT)


# --- The table of statuses ---------------------------------------------------------------------------------------


def test_every_refusal_of_ours_has_its_status_and_no_other():
    by_another_name = {"too_many", "participation.rules_changed"}  # a class and a constant say them

    assert len(codes_raised()) > 60
    assert codes_raised() - set(STATUS_OF) == set()
    assert set(STATUS_OF) - codes_raised() - by_another_name == set()
