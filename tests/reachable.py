"""Which refusals some doors can answer: the codes in everything that they call, and what that calls, off the source.

Calls are followed by name: a private one to its own file, any other to whatever of ours is called so, but never into
pages, forms and commands, which no service calls. So it finds more than can happen, never less; ``TOO_COMMON`` are
methods of Django's that ours merely share a name with.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
OURS: Final = ("platform", "tenants", "citizensourcing", "billing")
# Who says no, and at which argument the code stands.
RAISING: Final = {"RuleViolation": 0, "Refusal": 0, "refusal": 1, "__init__": 0}
DOORS_OF_OTHERS: Final = {"views", "forms", "management", "desk", "control_plane"}
TOO_COMMON: Final = {
    "add", "all", "block", "clean", "clear", "close", "count", "create", "delete", "exists", "filter", "first", "get",
    "handle", "items", "join", "open", "post", "read", "render", "run", "save", "send", "set", "update", "values",
}  # fmt: skip


@lru_cache(maxsize=1)
def sources() -> dict[Path, ast.Module]:
    """Every file of ours that a door of the API may lead into."""
    paths = [path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py"))]
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
        if "api" in path.parts or not DOORS_OF_OTHERS & {*path.relative_to(ROOT).parts, path.stem}
    }


@lru_cache(maxsize=1)
def functions() -> dict[str, list[tuple[Path, ast.AST]]]:
    """Every function, method and class in them by its name."""
    found: dict[str, list[tuple[Path, ast.AST]]] = defaultdict(list)
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[node.name].append((path, node))
    return found


def _constants(tree: ast.Module) -> dict[str, str]:
    pairs = (
        (target, node.value) for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
    )  # fmt: skip
    return {
        target.id: value.value
        for target, value in pairs
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def refusals_in(path: Path, node: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """The refusals that stand in a piece of a file: the code, and the texts among what else is said there."""
    constants = _constants(sources()[path])
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        at = RAISING.get(getattr(call.func, "id", getattr(call.func, "attr", "")))
        first = call.args[at] if at is not None and len(call.args) > at else None
        code = constants.get(first.id) if isinstance(first, ast.Name) else getattr(first, "value", None)
        if at is not None and isinstance(code, str) and " " not in code:
            rest = [inner.value for part in call.args[at + 1 :] for inner in ast.walk(part) if _is_text(inner)]
            yield code, rest


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def reachable(doors: Iterable[Path]) -> dict[str, list[str]]:
    """The code of every refusal that some files can lead to, with the last names of the chain that leads there."""
    chains: dict[str, list[str]] = {}
    seen: set[tuple[Path | None, str]] = set()
    waiting: list[tuple[Path, ast.AST, list[str]]] = [(path, sources()[path], [path.name]) for path in doors]
    while waiting:
        path, node, chain = waiting.pop(0)
        for code, _texts in refusals_in(path, node):
            chains.setdefault(code, chain[-5:])
        for name in {getattr(inner, "id", getattr(inner, "attr", "")) for inner in ast.walk(node)} - TOO_COMMON:
            own = path if name.startswith("_") else None
            if (own, name) not in seen:
                seen.add((own, name))
                called = functions().get(name, [])
                waiting += [(file, body, [*chain, name]) for file, body in called if own in {None, file}]
    return chains
