"""Helsinki's participatory budget, as researchers exported it from omastadi.hel.fi.

A proposal stands there once for each plan that the city made from it, and sometimes under several numbers: rows with
equal round, title and text are one idea.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizensourcing.ideas.importing.cleaning import fitted, one_line, plain_text
from citizensourcing.ideas.importing.reading import Row, read_table
from citizensourcing.ideas.importing.rows import (
    BadRow,
    EarlierIdea,
    EarlierProject,
    ParsedIdeas,
    Reading,
    Refused,
)
from citizensourcing.ideas.statuses import Status

NEEDS: Final = (("id",), ("round",), ("title",), ("texts",))
ZONE: Final = ZoneInfo("Europe/Helsinki")
# The export names no days. Per round: the first and last day on which ideas could be shared, and the day by which the
# outcome of the vote was known (omastadi.hel.fi). An idea is given the last day, its decision the outcome's.
ROUNDS: Final = {
    1: (date(2018, 11, 15), date(2018, 12, 9), date(2019, 10, 31)),
    2: (date(2020, 10, 1), date(2020, 10, 25), date(2021, 10, 31)),
    3: (date(2023, 10, 2), date(2023, 10, 15), date(2024, 3, 31)),
}
WHOLE_CITY: Final = "Helsingin yhteinen"
# The seven major districts that ideas were shared and voted for in, and the districts they consist of.
MAJOR_DISTRICTS: Final = {
    "Eteläinen": ("Vironniemi", "Ullanlinna", "Kampinmalmi", "Taka-Töölö", "Lauttasaari"),
    "Läntinen": ("Reijola", "Munkkiniemi", "Haaga", "Pitäjänmäki", "Kaarela"),
    "Keskinen": ("Kallio", "Alppiharju", "Vallila", "Pasila", "Vanhakaupunki"),
    "Pohjoinen": ("Maunula", "Länsi-Pakila", "Tuomarinkylä", "Oulunkylä", "Itä-Pakila"),
    "Koillinen": ("Latokartano", "Pukinmäki", "Malmi", "Suutarila", "Puistola", "Jakomäki"),
    "Kaakkoinen": ("Kulosaari", "Herttoniemi", "Laajasalo"),
    "Itäinen": ("Vartiokylä", "Myllypuro", "Mellunkylä", "Vuosaari", "Östersundom"),
}
# The better fate counts where the rows of one idea differ.
_STATES: Final = ("accepted", "rejected", "withdrawn")


def read_ideas(path: Path, reading: Reading) -> ParsedIdeas:
    """All ideas of the export, each under the number of its first row. Raises ``FileProblem``."""
    table = read_table(path, needs=NEEDS)
    parsed = ParsedIdeas(refused=table.refused, notes=table.notes)
    groups: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in table.rows:
        try:
            groups[_key(row)].append(_checked(row))
        except BadRow as bad:
            parsed.refused.append(Refused(row.number, bad.reason))
    for (number, _title, _text), rows in groups.items():
        parsed.ideas.append(_idea(number, rows, reading.source))
        parsed.same |= {row.number: rows[0].number for row in rows[1:]}
    return parsed


def project(number: int) -> EarlierProject:
    """The project that a round becomes."""
    first, last, _decided = ROUNDS[number]
    return EarlierProject(
        slug=f"omastadi-{number}",
        titles={
            "fi": f"OmaStadi, kierros {number}",
            "en": f"OmaStadi, round {number}",
            "sv": f"OmaStadi, omgång {number}",
        },
        posting=(_day(first), _day(last + timedelta(days=1))),
    )


def _key(row: Row) -> tuple[int, str, str]:
    number = row.whole("round")
    if number not in ROUNDS:
        raise BadRow(_("OmaStadi has no round “%(round)s” that we know.") % {"round": row.text("round")})
    return number, " ".join(row.text("title").split()), " ".join(row.text("texts").split())


def _checked(row: Row) -> Row:
    if not row.text("id"):
        raise BadRow(_("It has no number (id)."))
    if not one_line(row.text("title")):
        raise BadRow(_("It has no title."))
    if row.text("state") and row.text("state") not in _STATES:
        raise BadRow(_("Its state “%(state)s” is none that we know.") % {"state": row.text("state")[:40]})
    row.whole("total_comments_count")
    _pin(row)
    return row


def _idea(number: int, rows: Sequence[Row], source: str) -> EarlierIdea:
    first = rows[0]
    title, text, notes = fitted(one_line(first.text("title")), plain_text(first.text("texts")))
    state = min((row.text("state") or "accepted" for row in rows), key=_STATES.index)
    status, reason = _fate(state, number, rows)
    latitude, longitude = next((pin for row in rows if (pin := _pin(row))[0] is not None), (None, None))
    places, is_citywide = _places(rows)
    _first, last, decided = ROUNDS[number]
    return EarlierIdea(
        row=first.number,
        ref=f"{source}:{number}:{first.text('id')}",
        title=title,
        text=text,
        published_at=_day(last),
        status=status,
        reason=reason,
        status_at=_day(decided) if status != Status.PROPOSED else None,
        is_withdrawn=state == "withdrawn",
        places=places,
        is_citywide=is_citywide,
        latitude=latitude,
        longitude=longitude,
        # Each of its numbers had a discussion of its own; the rows of one number repeat its count.
        comments=sum({row.text("id"): row.whole("total_comments_count") for row in rows}.values()),
        project=project(number),
        notes=notes,
    )


def _fate(state: str, number: int, rows: Sequence[Row]) -> tuple[str, str | Promise]:
    """The status an idea ended with, and why, in the few words that the export allows."""
    if state == "withdrawn":
        return Status.PROPOSED, ""
    if state == "rejected":
        why = gettext_lazy("In round {round} of OmaStadi the city found that it could not be carried out there.")
        return Status.DECLINED, format_lazy(why, round=number)
    if any(row.text("selected") == "Selected" for row in rows):
        why = gettext_lazy("It is part of a plan that residents chose in the vote of OmaStadi, round {round}.")
        return Status.PLANNED, format_lazy(why, round=number)
    if any(row.text("link_plans") for row in rows):
        why = gettext_lazy(
            "The city accepted it and residents voted on a plan made from it in OmaStadi, round {round}; "
            "other plans got more votes."
        )
        return Status.DECLINED, format_lazy(why, round=number)
    why = gettext_lazy("The city accepted it in OmaStadi, round {round}; the export names no plan made from it.")
    return Status.UNDER_REVIEW, format_lazy(why, round=number)


def _places(rows: Sequence[Row]) -> tuple[tuple[str, ...], bool]:
    """(districts, whether it is for the whole city).

    What the resident chose is the major district (``areaScope``); the district was added later from the pin, which
    stood in the centre unless moved. So the district counts where the two agree, else the whole major district.
    """
    found: dict[str, None] = {}
    scopes = [row.text("areascope") for row in rows]
    for row, scope in zip(rows, scopes, strict=True):
        district = row.text("district")
        within = MAJOR_DISTRICTS.get(scope, ())
        if scope == WHOLE_CITY:
            continue
        if not scope and district != "location_not_specified":
            within = (district,)
        found |= dict.fromkeys([district] if district in within else within)
    return tuple(name for name in found if name), not found and WHOLE_CITY in scopes


def _pin(row: Row) -> tuple[float | None, float | None]:
    latitude, longitude = row.degrees("latitude", most=90), row.degrees("longitude", most=180)
    return (latitude, longitude) if latitude is not None and longitude is not None else (None, None)


def _day(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
