"""What the API answers is what its description promises: examples and real answers, field by field."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from citizensourcing.ideas import services
from citizensourcing.participants.models import Participant
from config import api_schema
from tests.factories import a_resident, a_topic, an_idea, staff
from tests.helpers import CityClient, a_program, signed_in_client, visitor_client

DOCUMENT = api_schema.document()
COMPONENTS = DOCUMENT["components"]


def closed(schema: Any) -> Any:
    """The same schema, in which an object may hold what is described and nothing else."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    is_object = schema.get("type") == "object" and "properties" in schema
    return {"additionalProperties": False, **inner} if is_object else inner


def mistakes(schema: dict[str, Any], value: Any) -> list[str]:
    """Where a value is not what the schema says."""
    whole = closed({**schema, "components": COMPONENTS})
    checker = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{list(problem.path)}: {problem.message}" for problem in checker.iter_errors(value)]


def answer_schema(path: str, method: str, status: int) -> dict[str, Any]:
    """What the description promises for this answer, its shared refusals included."""
    response = DOCUMENT["paths"][path][method]["responses"][str(status)]
    if "$ref" in response:
        response = COMPONENTS["responses"][response["$ref"].split("/")[-1]]
    schema: dict[str, Any] = response["content"]["application/json"]["schema"]
    return schema


def examples() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example with its schema."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            for code, holder in [("body", operation.get("requestBody", {})), *operation["responses"].items()]:
                for content in holder.get("content", {}).values():
                    for one in content.get("examples", {}).values():
                        yield f"{method} {path} {code}", content["schema"], one["value"]
    for name, response in COMPONENTS["responses"].items():
        content = response["content"]["application/json"]
        yield name, content["schema"], content["example"]


@pytest.mark.parametrize(
    ("where", "schema", "value"), list(examples()), ids=lambda part: part if isinstance(part, str) else ""
)
def test_every_example_is_one(where, schema, value):
    assert mistakes(schema, value) == []


@pytest.fixture
def ana(lisbon) -> Participant:
    """Somebody with an idea of which there is everything to say."""
    ana, marta, now = a_resident("Ana"), staff("manager", "Marta", department="Parks"), timezone.now()
    a_topic("work", "Work")
    idea = an_idea("Trees", author=ana, now=now)
    services.vote_for(idea=idea, voter=ana, now=now)
    services.change_status(idea=idea, by=marta, status="planned", reason="In spring.", now=now)
    services.write_feedback(
        idea=idea, by=marta, text="We plant forty.", language="en", signed_name="Marta", signed_department="Parks",
        outcome="built", now=now,
    )  # fmt: skip
    return ana


GETS = [
    ("/api/v1/", "/api/v1/", 200),
    ("/api/v1/topics/", "/api/v1/topics/", 200),
    ("/api/v1/neighbourhoods/", "/api/v1/neighbourhoods/?geometry=true", 200),
    ("/api/v1/projects/", "/api/v1/projects/", 200),
    ("/api/v1/ideas/", "/api/v1/ideas/", 200),
    ("/api/v1/ideas/", "/api/v1/ideas/?q=trees", 200),
    ("/api/v1/ideas/", "/api/v1/ideas/?limit=0", 400),
    ("/api/v1/ideas/", "/api/v1/ideas/?after=x", 400),
    ("/api/v1/ideas/similar/", "/api/v1/ideas/similar/?title=Trees", 200),
    ("/api/v1/ideas/{number}/", "/api/v1/ideas/2026-00001/", 200),
    ("/api/v1/ideas/{number}/", "/api/v1/ideas/2026-09999/", 404),
    ("/api/v1/session/", "/api/v1/session/", 200),
]


@pytest.mark.parametrize(("path", "address", "status"), GETS)
def test_an_answer_holds_what_is_described_and_nothing_else_whoever_asks(path, address, status, ana, neighbourhoods):
    asking: list[CityClient] = [visitor_client(), signed_in_client(ana), a_program(ana), a_program(ana, "me:read")]

    answers = [client.get(address.replace("2026-00001", an_idea_number())) for client in asking]

    assert [answer.status_code for answer in answers] == [status] * 4
    assert [mistakes(answer_schema(path, "get", status), answer.json()) for answer in answers] == [[]] * 4


def an_idea_number() -> str:
    """The number of the one idea there is."""
    found = visitor_client().get("/api/v1/ideas/").json()["items"]
    return str(found[0]["number"])


WRITES = [
    ("post", "/api/v1/ideas/", {"title": "Shade", "text": "Trees.", "topics": ["work"]}, 201),
    ("post", "/api/v1/ideas/", {"title": 1}, 400),
    ("patch", "/api/v1/ideas/{number}/", {"title": "Limes"}, 200),
    ("put", "/api/v1/ideas/{number}/vote/", {}, 200),
    ("delete", "/api/v1/ideas/{number}/vote/", {}, 200),
    ("post", "/api/v1/ideas/{number}/withdrawal/", {}, 200),
    ("post", "/api/v1/ideas/similar/", {"title": "Trees"}, 200),
    ("post", "/api/v1/me/tokens/", {"name": "x", "scopes": []}, 403),
    ("delete", "/api/v1/me/tokens/{id}/", {}, 403),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES)
def test_what_a_write_answers_is_what_is_described(method, path, body, status, ana):
    program, number = a_program(ana), an_idea_number()

    answer = program.send(method.upper(), path.format(number=number, id=1), body)

    assert answer.status_code == status
    assert mistakes(answer_schema(path, method, status), json.loads(answer.content)) == []
