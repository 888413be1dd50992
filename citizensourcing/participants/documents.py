"""What the city promises and asks, version by version: which there are, since when, and what changed.

The words stand in templates (``privacy/documents/<document>.<version>.html``). A new version is a new template and a
line here; older ones stay readable. When the house rules get one, everybody is asked once (``rules_version``).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Document(models.TextChoices):
    """What has versions."""

    PRIVACY = "privacy", _("Privacy")
    RULES = "house-rules", _("House rules")
    ACCESSIBILITY = "accessibility", _("Accessibility")


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a document: its number, the day it began to hold, and what is new in one sentence."""

    number: int
    since: date
    changes: str | Promise


# Oldest first. A number is never given twice, and a wording that somebody agreed to is never changed.
VERSIONS: Final[dict[str, tuple[Version, ...]]] = {
    Document.PRIVACY: (Version(1, date(2026, 11, 22), _("The first version.")),),
    Document.RULES: (Version(1, date(2026, 11, 21), _("The first version.")),),
    Document.ACCESSIBILITY: (Version(1, date(2026, 11, 22), _("The first version.")),),
}


def current(document: str) -> Version:
    """The version that holds now."""
    return VERSIONS[document][-1]


def version_of(document: str, number: int) -> Version | None:
    """One version of a document; None when there never was one of this number."""
    return next((version for version in VERSIONS.get(document, ()) if version.number == number), None)
