"""``manage.py seed_demo``: the demo cities, with ideas, votes and answers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.exceptions import RuleViolation
from control_plane.demo import demo_cities
from control_plane.demo.seeding import seed_demo


class Command(BaseCommand):
    """Fills each demo city once."""

    help = "Set up the demo cities with their ideas, votes, comments and answers. A city that has them stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which city, and whether to begin again."""
        parser.add_argument("--city", choices=demo_cities(), help="only this one (all of them unless said)")
        parser.add_argument(
            "--again", action="store_true", help="throw the demo city's data away first, and begin again"
        )

    def handle(self, **options: Any) -> None:
        """One line per city."""
        for slug in [options["city"]] if options["city"] else demo_cities():
            try:
                seeded = seed_demo(slug, again=options["again"])
            except RuleViolation as refusal:
                raise CommandError(str(refusal.sentence)) from refusal
            if seeded.is_new:
                self.stdout.write(
                    f"{seeded.city.name}: {seeded.ideas} ideas, {seeded.supports} supports, {seeded.comments} comments."
                )
            else:
                self.stdout.write(f"{seeded.city.name} is seeded already.")
