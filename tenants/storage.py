"""Files, each city's below a folder of its own."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from common.schema import current_schema


class CityFileStorage(FileSystemStorage):
    """Keeps files under ``<MEDIA_ROOT>/<schema>/``. A name that climbs out of it is refused by Django's safe_join.

    The folder is looked up at every use, because one process serves many cities.
    """

    @property
    def base_location(self) -> str:
        """The city's own folder."""
        return str(Path(settings.MEDIA_ROOT) / current_schema())

    @property
    def location(self) -> str:
        """As above, absolute."""
        return str(Path(self.base_location).resolve())

    @property
    def base_url(self) -> str:
        """Files are asked for on the city's own host, so the address needs no city in it."""
        return str(settings.MEDIA_URL)
