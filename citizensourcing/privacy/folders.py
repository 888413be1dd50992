"""Where copies of people's data lie while they are made and until they are fetched: beneath the city's own folder."""

import shutil
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from citizensourcing.privacy.models import DataCopy

FOLDER: Final = "copies"


def workshop(key: UUID) -> Path:
    """The folder in which a copy is put together; made if need be."""
    folder = Path(default_storage.path(f"{FOLDER}/{key}"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def finished(key: UUID) -> Path:
    """Where the ZIP lies once it is whole."""
    return Path(default_storage.path(f"{FOLDER}/{key}.zip"))


def remove(key: UUID) -> None:
    """Both; what is not there is no problem."""
    shutil.rmtree(default_storage.path(f"{FOLDER}/{key}"), ignore_errors=True)
    finished(key).unlink(missing_ok=True)


def drop_copies(copies: Iterable[DataCopy]) -> int:
    """Remove copies, files and all; how many. Rows now, files once that is certain."""
    keys = [copy.key for copy in copies]
    DataCopy.objects.filter(key__in=keys).delete()
    for key in keys:
        transaction.on_commit(partial(remove, key))
    return len(keys)
