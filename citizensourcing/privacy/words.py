"""The words of the city's documents: which template holds them, and what they may speak of."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language

from citizensourcing.participants.documents import Document, Version
from citizensourcing.privacy.authorities import accessibility_body_of, authority_of
from citizensourcing.privacy.retention import KEPT
from tenants.models import City


def words_of(document: Document, version: Version) -> str:
    """The template that holds a version's words."""
    return f"privacy/documents/{document.value}.{version.number}.html"


def spoken_of(city: City) -> dict[str, Any]:
    """What the words of every document may speak of."""
    authority = authority_of(city.country)
    return {
        "place": city.local_name,
        "rules": city.rules,
        "kept": KEPT,
        "authority": authority,
        "authority_name": authority.named_in(get_language() or "") if authority else "",
        "accessibility_body": accessibility_body_of(city.country),
        "hosted_by": settings.HOSTED_BY,
        "backup_days": settings.BACKUPS_KEPT_DAYS,
        "map_tiles": urlsplit(settings.MAP_TILES).hostname or "",
    }
