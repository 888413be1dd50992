"""Commonwall's own table: one idea per row, with the headers people are likely to write. ``docs/import.md`` tells them.

Nothing but a title is needed. Without an ``id`` a row is known by its title and text, so that a second import finds it.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizensourcing.ideas.importing.cleaning import cut, fitted, one_line, plain_text
from citizensourcing.ideas.importing.reading import Row, column, read_table
from citizensourcing.ideas.importing.rows import Author, BadRow, EarlierIdea, ParsedIdeas, Reading, Refused
from citizensourcing.ideas.statuses import SET_BY_HAND, Status
from common.i18n import LANGUAGE_NAMES

# The first name of each is the one in the documentation; the others are what it is called in en, fr, nl, es.
COLUMNS: Final = {
    "id": ("id", "number", "reference", "ref", "numero", "nummer", "referencia"),
    "title": ("title", "titre", "titel", "titulo", "name", "idea", "idee"),
    "text": ("text", "description", "body", "texte", "tekst", "texto", "beschrijving", "descripcion", "details"),
    "published": ("published", "date", "created_at", "published_at", "created", "datum", "fecha"),
    "language": ("language", "lang", "locale", "langue", "taal", "idioma"),
    "topics": ("topics", "topic", "category", "theme", "themes", "categorie", "thema", "tema", "temas", "categoria"),
    "neighbourhoods": (
        "neighbourhoods", "neighbourhood", "neighborhood", "district", "area", "place", "quartier", "commune", "wijk",
        "buurt", "barrio", "comuna", "distrito",
    ),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "status": ("status", "state", "statut", "etat", "estado"),
    "reason": ("reason", "answer", "raison", "motif", "reden", "motivo", "reponse", "antwoord", "respuesta"),
    "supports": ("supports", "votes", "support", "likes", "soutiens", "stemmen", "steun", "apoyos", "votos"),
    "comments": ("comments", "comments_count", "commentaires", "reacties", "comentarios"),
    "author": ("author", "auteur", "autor", "autora"),
    "url": ("url", "link", "address", "lien", "enlace"),
}  # fmt: skip
NEEDS: Final = (COLUMNS["title"],)
_STATUSES: Final = {column(code): code for code in SET_BY_HAND} | {
    "": Status.PROPOSED,
    "new": Status.PROPOSED,
    "open": Status.PROPOSED,
    "accepted": Status.PLANNED,
    "done": Status.IMPLEMENTED,
    "rejected": Status.DECLINED,
}


def read_ideas(path: Path, reading: Reading) -> ParsedIdeas:
    """All ideas of the table. Raises ``FileProblem``."""
    table = read_table(path, needs=NEEDS)
    parsed = ParsedIdeas(refused=table.refused, notes=table.notes)
    for row in table.rows:
        try:
            parsed.ideas.append(_idea(row, reading))
        except BadRow as bad:
            parsed.refused.append(Refused(row.number, bad.reason))
    return parsed


def _idea(row: Row, reading: Reading) -> EarlierIdea:
    written_title, written_text = one_line(_value(row, "title")), plain_text(_value(row, "text"))
    if not written_title:
        raise BadRow(_("It has no title."))
    title, text, notes = fitted(written_title, written_text)
    number = _value(row, "id") or sha256(f"{written_title}\n{written_text}".encode()).hexdigest()[:20]
    latitude = row.degrees(*COLUMNS["latitude"], most=90)
    longitude = row.degrees(*COLUMNS["longitude"], most=180)
    if (latitude is None) != (longitude is None):
        raise BadRow(_("A pin needs both latitude and longitude."))
    status = _STATUSES.get(column(_value(row, "status")))
    if status is None:
        raise BadRow(
            _("The status “%(status)s” is none of: %(known)s.")
            % {"status": _value(row, "status")[:40], "known": ", ".join(SET_BY_HAND)}
        )
    reason = cut(plain_text(_value(row, "reason")), 2_000)
    author = one_line(_value(row, "author"))[:60]
    address = _value(row, "url")
    return EarlierIdea(
        row=row.number,
        ref=f"{reading.source}:{number}"[:80],
        title=title,
        text=text,
        language=_language(_value(row, "language")),
        published_at=row.instant(*COLUMNS["published"], zone=reading.zone, now=reading.now),
        status=status,
        reason=reason
        or (gettext_lazy("The earlier platform says no more than that.") if status == Status.DECLINED else ""),
        topics=_names(_value(row, "topics")),
        places=_names(_value(row, "neighbourhoods")),
        latitude=latitude,
        longitude=longitude,
        supports=row.whole(*COLUMNS["supports"]),
        comments=row.whole(*COLUMNS["comments"]),
        # An e-mail address is nobody's name here.
        author=Author(ref=f"{reading.source}:{author}"[:80], name=author) if author and "@" not in author else None,
        url=address if address.startswith(("http://", "https://")) else "",
        notes=notes,
    )


def _value(row: Row, name: str) -> str:
    return row.text(*COLUMNS[name])


def _names(written: str) -> tuple[str, ...]:
    """Several names in one cell stand apart by a bar or a semicolon."""
    return tuple(dict.fromkeys(name for part in written.replace("|", ";").split(";") if (name := one_line(part))))


def _language(written: str) -> str:
    code = written.casefold().split("-")[0]
    if code and code not in LANGUAGE_NAMES:
        raise BadRow(_("We do not know the language “%(code)s”.") % {"code": written[:20]})
    return code
