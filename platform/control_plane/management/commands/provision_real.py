"""``manage.py provision_real`` (``make real``): Helsinki, Madrid and Lille on real data."""

import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citizensourcing.ideas.services.importing import FileProblem
from common.exceptions import RuleViolation
from control_plane.real import FilesMissing, provision_real
from control_plane.real.cities import REAL_CITIES

WHERE_FILES_COME_FROM = """\
It needs these files, in folders of that name:
  ideas/helsinki_omastadi.csv,
  places/helsinki_districts.geojson,
  census/helsinki_district_statistics.csv  github.com/bokyong-shin/mapping_citizen_voices (MIT)
  ideas/madrid_proposals.csv,
  ideas/madrid_comments.csv                github.com/argrecsys/decide-madrid-2019-annotations (Apache-2.0)
  ideas/lille_decidim_export.csv           github.com/OpenSourcePolitics/datathon-grand-debat (GPL-3)"""


class Command(BaseCommand):
    """Sets up cities on real data; run again, it finds them done."""

    help = "Set up Helsinki, Madrid and Lille from the folder that REAL_DATA names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which of them, and from where."""
        slugs = [profile.wishes["slug"] for profile in REAL_CITIES]
        parser.add_argument("--city", choices=slugs, help="only this one (all of them unless said)")
        parser.add_argument("--data", type=Path, help="folder with the real files (otherwise REAL_DATA names it)")

    def handle(self, **options: Any) -> None:
        """One line per city; a refusal is one sentence, and exit code 1."""
        folder = options["data"] or (Path(os.environ["REAL_DATA"]) if os.environ.get("REAL_DATA") else None)
        if folder is None:
            raise CommandError(
                f"Set REAL_DATA to the folder with the real files, or give it by --data.\n{WHERE_FILES_COME_FROM}"
            )
        for slug in [options["city"]] if options["city"] else [profile.wishes["slug"] for profile in REAL_CITIES]:
            started = time.monotonic()
            try:
                (real,) = provision_real(folder, slugs=[slug])
            except FilesMissing as missing:
                raise CommandError(f"{missing}.\n{WHERE_FILES_COME_FROM}") from missing
            except (RuleViolation, FileProblem) as refusal:
                raise CommandError(str(refusal.sentence)) from refusal
            self.stdout.write(
                f"{real.city.name} answers under {real.city.primary_domain}: {real.ideas} ideas "
                f"({real.new_ideas} of them and {real.new_comments} comments are new), "
                f"{time.monotonic() - started:.0f} s."
            )
