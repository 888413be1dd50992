"""Where answers to programs are kept that are the same for all but for what is one's own."""

from collections.abc import Mapping
from typing import Any

from common import freshness
from tenants.models import City
from web import kept


def place_for(environ: Mapping[str, Any], city: City) -> kept.Place:
    """Where the answer of an address stands for programs that may be told what is one's own. ``environ`` is WSGI's."""
    if freshness.has_unseen_writes():
        return kept.nowhere(city.schema_name)
    return kept.place_of(
        city.schema_name,
        "programs",
        city.looks,
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        encoding="holes",
        is_plain=not environ.get("QUERY_STRING"),
    )
