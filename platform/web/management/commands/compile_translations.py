"""``manage.py compile_translations``: .mo files from .po files, without gettext."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from web.translations import compile_catalogues


class Command(BaseCommand):
    """Compile the catalogues that have changed."""

    help = "Compiles each catalogue that is newer than what was compiled from it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--anew``."""
        parser.add_argument("--anew", action="store_true", help="compile every catalogue, changed or not")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compile, and say which languages were."""
        compiled = compile_catalogues(anew=options["anew"])
        self.stdout.write(f"Compiled: {', '.join(compiled)}" if compiled else "Every language is compiled already.")
