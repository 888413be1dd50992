"""Which build of Commonwall this process runs: part of the key of everything that outlives a process."""

import hashlib
from functools import lru_cache

from django.conf import settings

_FOLDERS = ("platform", "tenants", "citizensourcing", "billing")
_KINDS = {".py", ".html", ".mo", ".css", ".js", ".svg", ".json"}


@lru_cache(maxsize=1)
def build() -> str:
    """A hash of the sources, templates, words and assets: equal on every machine that runs the same. Read once."""
    said = hashlib.sha256()
    for folder in _FOLDERS:
        for file in sorted((settings.REPO / folder).rglob("*")):
            if file.suffix in _KINDS and file.is_file():
                said.update(str(file.relative_to(settings.REPO)).encode())
                said.update(file.read_bytes())
    return said.hexdigest()[:16]
