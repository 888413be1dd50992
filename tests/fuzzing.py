"""Asking the API everything its description allows, and much that it does not: made up by Schemathesis from a seed.

Each case runs in a transaction of its own that is taken back, so every one meets the same city.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import schemathesis
from django.core.cache import cache as counts
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from common.schema import stand_in
from config.api_schema import document
from tests.access_cast import Cast

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
]


@dataclass(slots=True)
class Tally:
    """What came of one operation: answers by hundreds, and what broke the description."""

    name: str
    answers: Counter[int] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How often it was asked."""
        return self.answers.total()


def operations() -> Iterator[Any]:
    """Every operation of the description, as Schemathesis knows it."""
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_dict(document(), config=config)
    for found in schema.get_all_operations():
        yield found.ok()


def real(cast: Cast) -> dict[str, Callable[[str], Any]]:
    """What stands in addresses, so that not every case asks for what is not there; by the name in the address."""
    return {
        "number": lambda _path: cast.idea.number,
        "id": lambda path: _id_in(path, cast),
        "pk": lambda path: _id_in(path, cast),
    }


def _id_in(path: str, cast: Cast) -> int:
    comment = cast.comment if "{id}/report" in path or path.endswith("{id}/") else cast.answer
    of = {"/pictures/": cast.picture.pk, "/tokens/": cast.token.pk, "/people/": cast.people["resident"].pk}
    return next((pk for part, pk in of.items() if part in path), comment.pk)


def fuzz(operation: Any, *, host: str, cast: Cast, asking: Mapping[str, str], cases: int, seed_: int) -> Tally:
    """Ask one operation: ``cases`` made as described and as many made wrong, each as all of ``asking``.

    ``asking`` is a token by who (empty: a visitor); ``seed_`` makes the same cases again.
    """
    wrong = schemathesis.GenerationMode.NEGATIVE
    tally = Tally(f"{operation.method.upper()} {operation.path}")
    known = real(cast)
    there = {one.name: known[one.name](operation.path) for one in operation.path_parameters}
    for kind in (schemathesis.GenerationMode.POSITIVE, wrong):
        made = _strategy(operation, kind, there)
        if made is not None:
            _run(made, tally, host, asking, is_wrong=kind == wrong, cases=cases, of=seed_)
    return tally


def _strategy(operation: Any, kind: Any, there: Mapping[str, Any]) -> Any:
    """Cases of one kind; most addresses are real, and some bodies are the description's own example.

    None where nothing can be wrong.
    """
    real_address = {"path_parameters": dict(there)} if there else {}
    wishes: list[dict[str, Any]] = [{}, real_address]
    example = _example_body(operation)
    if example is not None and kind == schemathesis.GenerationMode.POSITIVE:
        wishes.append(real_address | {"body": example, "media_type": "application/json"})
    try:
        made = st.one_of(*[operation.as_strategy(kind, **wish) for wish in wishes])
        made.validate()
    except Exception:  # noqa: BLE001 -- an operation without parameters cannot be asked wrongly
        return None
    return made


def _example_body(operation: Any) -> Any:
    """What the description shows as a body; None without one."""
    described = document()["paths"][operation.path][operation.method.lower()]
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    return next((one["value"] for one in body.get("examples", {}).values()), None)


def _run(made: Any, tally: Tally, host: str, asking: Mapping[str, str], *, is_wrong: bool, cases: int, of: int) -> None:
    application = _application()
    checks = [*CHECKS, negative_data_rejection] if is_wrong else CHECKS

    @seed(of)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(made)
    def ask(case: Any) -> None:
        for who, token in asking.items():
            headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {token}"} if token else {})
            before = connection.tenant
            counts.clear()
            with transaction.atomic():
                try:
                    response = case.call(app=application, base_url=f"http://{host}", headers=headers)
                finally:
                    stand_in(before)
                    transaction.set_rollback(True)
            tally.answers[response.status_code] += 1
            try:
                case.validate_response(response, checks=checks)
            except FailureGroup as breach:  # kept, so that one breach does not hide the next
                tally.breaches.append(f"{tally.name}, {who}: {breach}")

    with _kept_connection(), suppress(Unsatisfiable):  # of some operations nothing can be asked wrongly
        ask()


@cache
def _application() -> Any:
    return get_wsgi_application()


@contextmanager
def _kept_connection() -> Iterator[None]:
    """A request must not close the connection on which the test's transaction stands; as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def table(tallies: list[Tally]) -> str:
    """The figures, one line per operation and one for all."""
    lines = [f"{'operation':<64}{'cases':>7}{'2xx':>7}{'3xx':>6}{'4xx':>7}{'5xx':>6}{'breaches':>10}"]
    sums: Counter[str] = Counter()
    for tally in tallies:
        by = Counter({f"{status // 100}xx": 0 for status in tally.answers})
        for status, count in tally.answers.items():
            by[f"{status // 100}xx"] += count
        row = {"cases": tally.cases, **by, "breaches": len(tally.breaches)}
        sums.update(row)
        lines.append(_line(tally.name, row))
    return "\n".join([*lines, _line(f"{len(tallies)} operations", sums)])


def _line(name: str, row: Mapping[str, int]) -> str:
    return (
        f"{name:<64}{row.get('cases', 0):>7}{row.get('2xx', 0):>7}{row.get('3xx', 0):>6}"
        f"{row.get('4xx', 0):>7}{row.get('5xx', 0):>6}{row.get('breaches', 0):>10}"
    )
