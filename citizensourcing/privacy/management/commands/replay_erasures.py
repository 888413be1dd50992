"""``replay_erasures``: after a restore, erase again everybody who has left since the backup."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citizensourcing.privacy.services.replaying import Line, listed, replay
from common.schema import leave_to_public
from tenants.models import City


class Command(BaseCommand):
    """Safe to repeat. The list also goes to a file, because a restore of the whole database brings back an old list."""

    help = (
        "Erases again, in every city or in one, everybody on the erasure list who came back with a restore. "
        "Run it after every restore, before the wall opens."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One city, and the list in a file."""
        parser.add_argument("--city", metavar="SLUG", help="only this city")
        parser.add_argument("--save", metavar="FILE", type=Path, help="write the list to this file, and erase nobody")
        parser.add_argument("--list", metavar="FILE", type=Path, help="also erase whom this saved list names")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Save the list, or replay it city by city."""
        leave_to_public()
        city = self._city(options["city"])
        lines = listed(city)
        if options["save"] is not None:
            self._save(options["save"], lines)
            return
        if options["list"] is not None:
            known = {(line.city, line.participant, line.joined_at) for line in lines}
            saved = self._read(options["list"])
            lines += [line for line in saved if (line.city, line.participant, line.joined_at) not in known]
        for one in [city] if city is not None else City.objects.exclude(state__in=_WITHOUT_SCHEMA).order_by("slug"):
            self.stdout.write(f"{one.slug}: {replay(one, lines)} erased again")

    def _city(self, slug: str | None) -> City | None:
        if slug is None:
            return None
        city = City.objects.filter(slug=slug).first()
        if city is None:
            raise CommandError(f"There is no city called {slug}.")
        return city

    def _save(self, file: Path, lines: list[Line]) -> None:
        said = [asdict(line) | {name: getattr(line, name).isoformat() for name in _MOMENTS} for line in lines]
        building = file.with_name(f"{file.name}.new")
        building.write_text("".join(f"{json.dumps(line)}\n" for line in said), encoding="utf-8")
        building.replace(file)
        self.stdout.write(f"{len(lines)} lines saved")

    def _read(self, file: Path) -> list[Line]:
        try:
            said = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
            return [Line(**one | {name: datetime.fromisoformat(one[name]) for name in _MOMENTS}) for one in said]
        except (OSError, ValueError, TypeError, KeyError) as problem:
            raise CommandError(f"{file} is no saved list of erasures ({type(problem).__name__}).") from problem


_MOMENTS = ("joined_at", "erased_at")
_WITHOUT_SCHEMA = (City.State.PROVISIONING, City.State.DELETED)
