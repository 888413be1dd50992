"""What PostgreSQL does to answer: the plans of the statements that a piece of our code really sends."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.adapt import PyFormat, Transformer

# A prepared statement is planned with its values five times, from then on perhaps without: both plans must be good.
FIRST, SIXTH = 0, 5


@dataclass(frozen=True)
class Plan:
    """One statement and its plan as PostgreSQL carried it out, after so many times ``before``."""

    statement: str
    before: int
    root: dict[str, Any]

    def nodes(self) -> Iterator[dict[str, Any]]:
        """Every node of the plan."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.get("Plans", [])

    @property
    def scanned_whole(self) -> list[str]:
        """The tables that were read from one end to the other."""
        return [node["Relation Name"] for node in self.nodes() if node["Node Type"] == "Seq Scan" and _ran(node)]

    @property
    def most_sorted(self) -> int:
        """The largest number of rows that any one sort took in."""
        sorts = (node for node in self.nodes() if node["Node Type"] in {"Sort", "Incremental Sort"} and _ran(node))
        return max((_rows(child) for node in sorts for child in node["Plans"]), default=0)

    @property
    def most_read(self) -> int:
        """The largest number of rows that any one scan looked at."""
        return max((_looked_at(node) for node in self.nodes() if "Scan" in node["Node Type"]), default=0)

    @property
    def milliseconds(self) -> float:
        """How long it took."""
        return float(self.root["Actual Total Time"])


def plans_of(work: Callable[[], object], *, of: str = "", known: dict[str, list[Plan]] | None = None) -> list[Plan]:
    """The plans of all statements that read, sent by ``work``; of those alone that name ``of``.

    ``known`` remembers them: what was sent with the same values before is not planned again.
    """
    asked: list[tuple[str, tuple[Any, ...]]] = []

    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        if of in statement and statement.lstrip(" (\n").upper().startswith(("SELECT", "WITH")):
            asked.append((statement, _in_order(statement, params)))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        work()
    known = {} if known is None else known
    for statement, params in asked:
        if f"{statement} {params!r}" not in known:
            known[f"{statement} {params!r}"] = _plans(_numbered(statement), params)
    return [plan for statement, params in asked for plan in known[f"{statement} {params!r}"]]


def _plans(statement: str, params: tuple[Any, ...]) -> list[Plan]:
    """The plan of the first time and that of the sixth, prepared with the types that the driver gives the values."""
    with connection.cursor() as cursor:
        raw = cursor.connection  # psycopg's own: PREPARE and EXECUTE take no parameters of the protocol
        types = _types(raw, params)
        prepare = (
            f"PREPARE looked_at ({', '.join(types)}) AS {statement}" if params else f"PREPARE looked_at AS {statement}"
        )
        given = sql.SQL(", ").join(
            sql.SQL("{}::{}").format(sql.Literal(v), sql.SQL(t)) for v, t in zip(params, types, strict=True)
        )
        call = sql.SQL("EXECUTE looked_at ({})").format(given) if params else sql.SQL("EXECUTE looked_at")
        raw.execute(prepare.encode())
        try:
            plans = []
            for turn in (FIRST, SIXTH):
                for _again in range(turn - 1):  # planned, which is what counts, but not carried out
                    raw.execute(sql.SQL("EXPLAIN ") + call)
                found = raw.execute(sql.SQL("EXPLAIN (ANALYZE, FORMAT JSON) ") + call).fetchone()[0]
                answer = found if isinstance(found, list) else json.loads(found)
                plans.append(Plan(statement, turn, answer[0]["Plan"]))
        finally:
            raw.execute("DEALLOCATE looked_at")
    return plans


def _types(raw: Any, params: tuple[Any, ...]) -> list[str]:
    """The names of the types under which the driver sends these values."""
    transformer = Transformer(raw)
    transformer.dump_sequence(params, [PyFormat.AUTO] * len(params))
    oids = list(transformer.types or ())
    return [raw.execute("SELECT %s::oid::regtype::text", [oid or 705]).fetchone()[0] for oid in oids]


def _in_order(statement: str, params: Any) -> tuple[Any, ...]:
    """Parameters by position, also where the statement names them."""
    if not isinstance(params, dict):
        return tuple(params or ())
    return tuple(params[name] for name in _names(statement))


def _names(statement: str) -> list[str]:
    return [part.split(")s", 1)[0] for part in statement.split("%(")[1:]]


def _numbered(statement: str) -> str:
    """``%s`` and ``%(name)s`` as ``$1``, ``$2`` …"""
    for name in _names(statement):
        statement = statement.replace(f"%({name})s", "%s", 1)
    pieces = statement.split("%s")
    numbered = pieces[0] + "".join(f"${at}{piece}" for at, piece in enumerate(pieces[1:], start=1))
    return numbered.replace("%%", "%")


def _ran(node: dict[str, Any]) -> bool:
    return node["Actual Loops"] > 0


def _rows(node: dict[str, Any]) -> int:
    return round(node["Actual Rows"] * node["Actual Loops"])


def _looked_at(node: dict[str, Any]) -> int:
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node["Actual Rows"] + dropped) * node["Actual Loops"])
