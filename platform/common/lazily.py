"""Modules that only a few requests need, loaded when one does."""

import importlib.util
import sys
from types import ModuleType


def lazily(name: str) -> ModuleType:
    """The module ``name``, whose code runs when something of it is first asked for.

    Type checkers want the plain import beside it, under ``TYPE_CHECKING``. Raises ModuleNotFoundError at once when
    there is none.
    """
    if (known := sys.modules.get(name)) is not None:
        return known
    found = importlib.util.find_spec(name)
    if found is None or found.loader is None:
        raise ModuleNotFoundError(name)
    found.loader = importlib.util.LazyLoader(found.loader)
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module
