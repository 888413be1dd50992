"""The words of the city's documents: which template holds them, and what they may speak of."""

from typing import Any

from citizensourcing.participants.documents import Document, Version
from citizensourcing.privacy.retention import KEPT
from tenants.models import City


def words_of(document: Document, version: Version) -> str:
    """The template that holds a version's words."""
    return f"privacy/documents/{document.value}.{version.number}.html"


def spoken_of(city: City) -> dict[str, Any]:
    """What the words of every document may speak of."""
    return {"place": city.local_name, "rules": city.rules, "kept": KEPT}
