"""Write the API's description anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import api_schema

TARGET = settings.REPO / "docs" / "api" / "openapi.yaml"


class Command(BaseCommand):
    """``write_openapi``: after every change of an endpoint. A test compares the file with the endpoints."""

    help = "Write docs/api/openapi.yaml from the endpoints."

    def handle(self, *args: Any, **options: Any) -> None:
        """No query."""
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(api_schema.as_yaml())
        self.stdout.write(f"{TARGET.name}: {len(api_schema.document()['paths'])} addresses.")
