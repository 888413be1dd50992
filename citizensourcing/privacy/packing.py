"""Gathered files and a person's pictures into one ZIP, with words about it in their language."""

import json
import shutil
import zipfile
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from citizensourcing.privacy import folders
from citizensourcing.privacy.computed import path_in_copy
from citizensourcing.privacy.kinds import KINDS, pictures_of
from citizensourcing.privacy.meanings import value_of
from citizensourcing.privacy.models import DataCopy
from tenants.context import require_city

_BLOCK: Final = 1024 * 1024
# How long a finished copy can be fetched.
KEPT_FOR: Final = timedelta(days=7)


def pack(copy: DataCopy, *, now: datetime) -> int:
    """Make the ZIP, in blocks, and put it in its place in one move; its size in bytes. The workshop is removed.

    A picture whose file is missing is left out; its row is there.
    """
    workshop, goal = folders.workshop(copy.key), folders.finished(copy.key)
    building = workshop / "building.zip"
    with zipfile.ZipFile(building, "w", compression=zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        archive.writestr("README.txt", _readme(copy, now))
        archive.writestr("schema.json", json.dumps(schema(), indent=2, ensure_ascii=False))
        for kind in KINDS:
            for name in (f"{kind.name}.json", f"{kind.name}.csv"):
                if (workshop / name).exists():
                    archive.write(workshop / name, name)
        for name in pictures_of(copy.participant).order_by("pk").values_list("file", flat=True).iterator():
            _add_picture(archive, name)
    size = building.stat().st_size
    building.replace(goal)
    shutil.rmtree(workshop)
    return size


def schema() -> dict[str, Any]:
    """What each file holds, as JSON Schema: an array of objects, each value with its type and what it means."""
    with translation.override("en"):
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "A copy of one person's data",
            "description": "One property per file of this archive.",
            "type": "object",
            "properties": {
                f"{kind.name}.json": {
                    "description": str(kind.says),
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {name: value_of(kind, name) for name in kind.columns},
                        "required": list(kind.columns),
                        "additionalProperties": False,
                    },
                }
                for kind in KINDS
            },
        }


def _add_picture(archive: zipfile.ZipFile, name: str) -> None:
    try:
        source = default_storage.open(name)
    except FileNotFoundError:
        return
    # Stored as it is: a picture is compressed already.
    entry = zipfile.ZipInfo(path_in_copy(name))
    with source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target, _BLOCK)


def _readme(copy: DataCopy, now: datetime) -> str:
    city = require_city()
    with translation.override(copy.language), timezone.override(city.time_zone):
        return render_to_string(
            "privacy/readme.txt",
            {
                "kinds": KINDS,
                "place": city.local_name,
                "now": now,
                "until": now + KEPT_FOR,
                "zone": city.time_zone,
                "contact": city.rules.privacy_contact,
            },
        )
