"""`manage.py civic`: measure trending, similar ideas, topics and languages on real files."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citizensourcing.ideas.figures import FilesMissing, all_figures, table

WHERE_FILES_COME_FROM = """\
It needs these files, in folders of that name:
  ideas/helsinki_omastadi.csv      export of omastadi.hel.fi; github.com/bokyong-shin/mapping_citizen_voices (MIT)
  ideas/paris_winners.csv          winning projects of the participatory budget; opendata.paris.fr (ODbL)
  ideas/madrid_proposals.csv,
  ideas/madrid_comments.csv        github.com/argrecsys/decide-madrid-2019-annotations (Apache-2.0)
  ideas/lille_decidim_export.csv   github.com/OpenSourcePolitics/datathon-grand-debat (GPL-3)
  votes/biodiversity_votes.csv     github.com/compdemocracy/openData (CC BY 4.0)"""


class Command(BaseCommand):
    """Print one table of figures; leave with 1 when a target is missed or the files are not there."""

    help = "Measures trending, similar ideas, topics and languages on real files, and prints one table."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: where the files are."""
        parser.add_argument("--data", type=Path, help="folder with the real files (otherwise REAL_DATA names it)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Measure and print."""
        folder = options["data"] or (Path(os.environ["REAL_DATA"]) if os.environ.get("REAL_DATA") else None)
        if folder is None:
            raise CommandError(
                f"Set REAL_DATA to the folder with the real files, or give it by --data.\n{WHERE_FILES_COME_FROM}"
            )
        try:
            figures = list(all_figures(folder))
        except FilesMissing as missing:
            raise CommandError(f"{missing}\n{WHERE_FILES_COME_FROM}") from missing
        self.stdout.write(table(figures))
        missed = [figure.name for figure in figures if not figure.is_reached]
        if missed:
            raise CommandError(f"Missed: {'; '.join(missed)}.")
