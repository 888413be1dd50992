"""``manage.py prepare_local``: everything that ``make run`` needs before the web starts."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from control_plane.local import prepare


class Command(BaseCommand):
    """Migrates, collects, compiles and seeds what is not yet; a second run has nothing to do."""

    help = "Bring tables, static files, translations and demo cities up to this code. Refuses outside development."
    requires_system_checks: list[str] = []

    def handle(self, **_options: Any) -> None:
        """Say each step before it begins."""
        if not settings.DEVELOPMENT_TOOLS:
            raise CommandError("This fills demo cities and is for one's own machine: on a server, use migrate_cities.")
        begun = time.monotonic()
        try:
            prepared = prepare(settings.LOCAL, say=self.stdout.write)
        except OperationalError as problem:
            said = str(problem).strip().splitlines()[0]
            raise CommandError(
                f"The database that DATABASE_URL names does not answer ({said}): start it, or unset DATABASE_URL."
            ) from problem
        if prepared.done:
            self.stdout.write(f"Prepared in {time.monotonic() - begun:.1f} s.")
