"""How fast an import writes: 5,000 new ideas in the product's own format, into the full city, then rolled back."""

import csv
import time

from django.db import connection, transaction
from django.utils import timezone

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.services import importing
from tenants.context import for_city
from tests.bench.city import PLACES, TOPICS
from tests.bench.context import Bench
from tests.bench.table import Row

IDEAS = 5000


def measure(bench: Bench) -> list[Row]:
    """Reading, planning and writing, as ``manage.py import_ideas`` does it."""
    if not bench.wants("import"):
        return []
    path = bench.folder / "import.csv"
    with for_city(bench.city()):
        _write(path)
        began = time.perf_counter()
        with transaction.atomic():
            plan = importing.prepare(importing.Wishes(file=path, format="csv"), now=timezone.now())
            done = importing.carry_out(plan)
            with connection.cursor() as cursor:  # what a commit would check
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            seconds = time.perf_counter() - began
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) ideas_idea")
    said = f"{done.created / seconds:,.0f} ideas/s ({done.created:,} in {seconds:.1f} s)"
    return [bench.tell(Row("import of ideas", "", said))]


def _write(path) -> None:
    rows = Idea.objects.order_by("pk").values_list("title", "text", "language")[:IDEAS]
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ["id", "title", "text", "language", "topics", "neighbourhoods", "published", "supports", "author"]
        )
        for at, (title, text, language) in enumerate(rows):
            where = f"Quarter {1 + at % PLACES}" if at % 5 else ""
            day = f"2025-{1 + at % 12:02d}-{1 + at % 28:02d}"
            table.writerow(
                [f"b{at}", title, text, language, TOPICS[at % 9], where, day, at % 300, f"Resident {at % 700}"]
            )
