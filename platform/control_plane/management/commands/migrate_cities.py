"""``manage.py migrate_cities``: every city on the migrations of this code."""

from typing import Any

from django.core.management.base import BaseCommand

from control_plane import fleet


class Command(BaseCommand):
    """Migrates the template, then each city that is behind; one that fails stops nobody."""

    help = "Bring the template and every city to the current migrations. Nothing to do costs three queries and a lock."

    def handle(self, **_options: Any) -> None:
        """One line per city that was behind; exit code 1 when one failed."""
        report = fleet.migrate_cities(on_city=lambda city: self.stdout.write(f"{city.slug} ({city.schema_name})"))
        for slug, problem in report.failed.items():
            self.stderr.write(f"{slug} could not be migrated: {problem}")
        self.stdout.write(
            f"{len(report.migrated)} migrated, {report.current} were current already, {len(report.failed)} failed."
        )
        if report.failed:
            raise SystemExit(1)
