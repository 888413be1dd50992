"""``manage.py extract_translations``: new sentences go into every catalogue, translations stay."""

from typing import Any

from django.core.management.base import BaseCommand

from web.translations import SOURCE_LANGUAGE, update


class Command(BaseCommand):
    """Collect sentences from code and templates into the catalogues."""

    help = "Writes new sentences into web/locale/*/LC_MESSAGES/django.po and keeps what is translated."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Update every catalogue and say how much waits for a translator."""
        for language, waiting in update().items():
            if language != SOURCE_LANGUAGE:
                self.stdout.write(f"{language}: {waiting} to translate")
