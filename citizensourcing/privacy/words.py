"""The words of the city's documents: which template holds them, and what they may speak of."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from citizensourcing.participants.documents import Document, Version
from citizensourcing.privacy.authorities import authority_of
from citizensourcing.privacy.retention import KEPT
from tenants.models import City


def words_of(document: Document, version: Version) -> str:
    """The template that holds a version's words."""
    return f"privacy/documents/{document.value}.{version.number}.html"


def spoken_of(city: City) -> dict[str, Any]:
    """What the words of every document may speak of."""
    return {
        "place": city.local_name,
        "rules": city.rules,
        "kept": KEPT,
        "authority": authority_of(city.country),
        "hosted_by": settings.HOSTED_BY,
        "backup_days": settings.BACKUPS_KEPT_DAYS,
        "map_tiles": urlsplit(settings.MAP_TILES).hostname or "",
    }
