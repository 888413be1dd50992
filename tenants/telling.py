"""For whoever is told of errors: in which city one happened. Costs nothing where nobody is (``config.sentry``)."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def errors_of(schema: str) -> Iterator[None]:
    """Inside, errors are told with this city; on leaving, as before."""
    sentry = sys.modules.get("sentry_sdk")
    if sentry is None:
        yield
        return
    with sentry.new_scope() as scope:
        scope.set_tag("city", schema)
        yield


def all_errors_are_of(schema: str) -> None:
    """From here to the end of this request or task, errors are told with this city."""
    sentry = sys.modules.get("sentry_sdk")
    if sentry is not None:
        sentry.get_isolation_scope().set_tag("city", schema)
