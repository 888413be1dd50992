"""``manage.py import_ideas``: bring in what an earlier platform holds, look at it first, or take it back."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from citizensourcing.ideas.importing.formats import FORMATS
from citizensourcing.ideas.services.importing import FileProblem, Imported, Plan, Wishes, carry_out, prepare, undo
from common.exceptions import RuleViolation
from tenants.context import for_city
from tenants.models import City

_BAR = 30
_NAMED_AT_MOST = 20


def pair(text: str) -> tuple[str, str]:
    """``name in the file=slug``, as options write it."""
    name, equals, slug = text.rpartition("=")
    if not equals or not name.strip() or not slug.strip():
        msg = f"“{text}” is not of the form name=slug"
        raise ArgumentTypeError(msg)
    return name.strip(), slug.strip()


class Command(BaseCommand):
    """Imports a file into a city. Run again, it brings what is new and changed, and doubles nothing."""

    help = "Import ideas from OmaStadi, Decidim, CONSUL or a table of your own (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which city, which file, and how to read it."""
        add = parser.add_argument
        add("file", nargs="?", type=Path, metavar="FILE", help="the export: CSV in UTF-8, or Windows-1252")
        add("--city", required=True, metavar="SLUG")
        add("--format", choices=sorted(FORMATS))
        add("--preview", action="store_true", help="say for each row what would happen; write nothing")
        add("--undo", type=int, metavar="BATCH", help="take a batch back, but no idea that somebody has acted on")
        add("--comments", type=Path, metavar="FILE", help="the platform's export of comments")
        add("--project", default="", metavar="SLUG", help="where the ideas go; the open wall unless said")
        add("--language", default="", metavar="LANG", help="what all texts are written in; else it is detected")
        add("--topics", nargs="+", type=pair, default=[], metavar="NAME=SLUG", help="a topic in the file is this one")
        add("--districts", nargs="+", type=pair, default=[], metavar="NAME=SLUG", help="the same for neighbourhoods")
        add("--unknown-topics", choices=("create", "leave"), help="topics that the city does not have")
        add("--source", default="", help="tells two platforms of one kind apart; the format's name unless said")
        add("--site", default="", metavar="URL", help="stands before addresses that begin with a slash")

    def handle(self, **options: Any) -> None:
        """Preview, import or undo; a refusal is one sentence and exit code 1."""
        city = City.objects.filter(slug=options["city"]).exclude(state=City.State.PROVISIONING).first()
        if city is None:
            known = ", ".join(City.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no city “{options['city']}”. There is: {known}.")
        with for_city(city):
            try:
                if options["undo"] is not None:
                    self._undo(options["undo"])
                else:
                    self._import(options)
            except (FileProblem, RuleViolation) as refusal:
                raise CommandError(str(refusal.sentence)) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        if options["file"] is None or options["format"] is None:
            raise CommandError("Name the FILE and its --format, or a batch to --undo.")
        creates = None if options["unknown_topics"] is None else options["unknown_topics"] == "create"
        wishes = Wishes(
            file=options["file"],
            format=options["format"],
            comments=options["comments"],
            project=options["project"],
            language=options["language"],
            topics=dict(options["topics"]),
            districts=dict(options["districts"]),
            creates_topics=creates,
            source=options["source"],
            site=options["site"],
        )
        plan = prepare(wishes, now=timezone.now(), on_progress=self._bar("Reading"))
        if options["preview"]:
            for line in plan.lines():
                self.stdout.write(f"row {line.row}  {line.kind:<9}  {line.what}")
            self._tell(plan)
            self.stdout.write("Nothing was written.")
        else:
            for refused in plan.refused:
                self.stderr.write(f"row {refused.row}: {refused.reason}")
            self._report(plan, carry_out(plan, on_progress=self._bar("Writing")))
        if plan.refused and not (plan.new or plan.changed or plan.unchanged):
            raise CommandError("No row could be read.")

    def _undo(self, batch: int) -> None:
        undone = undo(batch, now=timezone.now())
        self.stdout.write(f"Batch {undone.batch.pk}: {undone.removed} ideas removed.")
        if undone.kept:
            self.stdout.write(f"Kept, because somebody here has acted on them: {', '.join(undone.kept)}.")

    def _report(self, plan: Plan, done: Imported) -> None:
        """What was written, in a few lines."""
        self._tell(plan)
        if done.batch is None:
            self.stdout.write("Everything was here already; nothing was written.")
        else:
            self.stdout.write(f"Written as batch {done.batch.pk}; --undo {done.batch.pk} takes it back.")

    def _tell(self, plan: Plan) -> None:
        """Counts, and what a person should know about the file."""
        self.stdout.write(
            f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.unchanged)} already here, "
            f"{len(plan.same)} rows that repeat another, {len(plan.refused)} refused."
        )
        if plan.wishes.comments is not None:
            self.stdout.write(
                f"Comments: {len(plan.comments)} new, {plan.known_comments} already here, "
                f"{len(plan.refused_comments)} refused."
            )
            for refused in plan.refused_comments:
                self.stderr.write(f"comment, row {refused.row}: {refused.reason}")
        if plan.topics.wanted:
            self.stdout.write(f"New topics: {', '.join(plan.topics.wanted.values())}.")
        for title, unknown in (("Topics", plan.topics.unknown), ("Neighbourhoods", plan.places.unknown)):
            if unknown:
                most = Counter(unknown).most_common(_NAMED_AT_MOST)
                named = ", ".join(f"{name} ({rows})" for name, rows in most)
                self.stdout.write(f"{title} that this city does not have, left out: {named}.")
        for note, rows in Counter(note for one in plan.new for note in one.idea.notes).items():
            self.stdout.write(f"{note} ({rows})")
        for note in plan.notes:
            self.stdout.write(note)

    def _bar(self, word: str) -> Any:
        """A progress bar on a terminal; silence in a log."""
        if not sys.stderr.isatty():
            return None

        def show(done: int, everything: int) -> None:
            if done % 100 and done != everything:
                return
            filled = _BAR * done // max(everything, 1)
            end = "\n" if done == everything else ""
            sys.stderr.write(f"\r{word} {'█' * filled}{'░' * (_BAR - filled)} {done}/{everything}{end}")
            sys.stderr.flush()

        return show
