"""CONSUL Democracy: its open data (``proposals.csv``, ``comments.csv``), its administrators' export, and the annotated
export of Decide Madrid.

They name the same things differently: ``cached_votes_up``, ``numSupports``, ``Supports``. Authors whose name is an
e-mail address (as the administrators' export has them) are left out.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizensourcing.ideas.importing.cleaning import LONGEST_COMMENT, cut, fitted, one_line, plain_text
from citizensourcing.ideas.importing.reading import Row, instant, read_table
from citizensourcing.ideas.importing.rows import (
    Author,
    BadRow,
    EarlierComment,
    EarlierIdea,
    ParsedComments,
    ParsedIdeas,
    Reading,
    Refused,
)
from citizensourcing.ideas.statuses import Status

NEEDS: Final = (("id",), ("title", "titulo", "titre", "titel"))
COMMENT_NEEDS: Final = (("id",), ("proposalid", "commentable_id"), ("text", "body"))
_TITLE: Final = ("title", "titulo", "titre", "titel")
_SUMMARY: Final = ("summary", "resumen", "resume", "samenvatting")
_TEXT: Final = ("text", "description", "descripcion", "texto", "beschrijving")
_AUTHOR_NAME: Final = ("author_username", "author", "autor", "auteur", "username")
_AUTHOR_NUMBER: Final = ("userid", "author_id", "user_id")
_SUPPORTS: Final = ("numsupports", "cached_votes_up", "supports", "total_votes", "apoyos", "soutiens")
_COMMENTS: Final = ("numcomments", "comments_count", "comentarios")
_TAGS: Final = ("tags", "tag_list", "etiquetas", "categories")
_PLACES: Final = ("geozone", "geozone_id", "district", "distrito")
_DATES: Final = ("published_at", "created_at", "date", "fecha")
_MADRID: Final = "https://decide.madrid.es"


def read_ideas(path: Path, reading: Reading) -> ParsedIdeas:
    """All proposals of the export. Raises ``FileProblem``."""
    table = read_table(path, needs=NEEDS)
    parsed = ParsedIdeas(refused=table.refused, notes=table.notes)
    for row in table.rows:
        try:
            parsed.ideas.append(_idea(row, reading))
        except BadRow as bad:
            parsed.refused.append(Refused(row.number, bad.reason))
    return parsed


def read_comments(path: Path, reading: Reading) -> ParsedComments:
    """All comments on proposals, with what each answers. Raises ``FileProblem``."""
    table = read_table(path, needs=COMMENT_NEEDS)
    parsed = ParsedComments(refused=table.refused, notes=table.notes)
    for row in table.rows:
        try:
            parsed.comments.append(_comment(row, reading))
        except BadRow as bad:
            parsed.refused.append(Refused(row.number, bad.reason))
    return parsed


def _idea(row: Row, reading: Reading) -> EarlierIdea:
    if not row.text("id"):
        raise BadRow(_("It has no number (id)."))
    if row.text("hidden_at"):
        raise BadRow(_("It was hidden by the moderators there."))
    written = one_line(row.text(*_TITLE))
    if not written:
        raise BadRow(_("It has no title."))
    title, text, notes = fitted(written, _body(row))
    latitude, longitude = row.degrees("latitude", most=90), row.degrees("longitude", most=180)
    has_pin = latitude is not None and longitude is not None
    status, reason = _fate(row)
    published_at = row.instant(*_DATES, zone=reading.zone, now=reading.now)
    return EarlierIdea(
        row=row.number,
        ref=f"{reading.source}:{row.text('id')}"[:80],
        title=title,
        text=text,
        published_at=published_at,
        status=status,
        reason=reason,
        status_at=_archived_at(published_at, reading.now) if status == Status.DECLINED else None,
        is_withdrawn=bool(row.text("retired_at")),
        topics=tuple(
            name for part in row.text(*_TAGS).replace(",", ";").split(";") if (name := one_line(part)) not in {"", "-"}
        ),
        places=(place,) if (place := one_line(row.text(*_PLACES))) else (),
        latitude=latitude if has_pin else None,
        longitude=longitude if has_pin else None,
        supports=row.whole(*_SUPPORTS),
        comments=row.whole(*_COMMENTS),
        author=_author(row, reading.source),
        url=_url(row, reading.site),
        notes=notes,
    )


def _body(row: Row) -> str:
    """Summary and text, the summary once."""
    summary, text = plain_text(row.text(*_SUMMARY)), plain_text(row.text(*_TEXT))
    return text if text.startswith(summary) else f"{summary}\n\n{text}".strip()


def _fate(row: Row) -> tuple[str, str | Promise]:
    """CONSUL archives what has not got enough supports in its time; it has no other answer in its exports."""
    if row.text("status").casefold() == "archived":
        return Status.DECLINED, gettext_lazy(
            "The earlier platform archived it: the time for gathering enough supports there was over."
        )
    if row.text("selected", "seleccionada").casefold() in {"yes", "true", "t", "1", "si", "sí", "oui", "ja"}:
        return Status.UNDER_REVIEW, gettext_lazy("The city selected it on the earlier platform.")
    return Status.PROPOSED, ""


def _archived_at(published_at: datetime | None, now: datetime) -> datetime | None:
    """CONSUL archives twelve months after publication unless told otherwise; its exports do not say when."""
    return min(published_at + timedelta(days=365), now) if published_at else None


def _comment(row: Row, reading: Reading) -> EarlierComment:
    number, idea_number = row.text("id"), row.text("proposalid", "commentable_id")
    if row.text("commentable_type") not in {"", "Proposal"}:
        raise BadRow(_("It is a comment on something that is no proposal."))
    if not number or not idea_number:
        raise BadRow(_("It does not say what it is a comment on."))
    # The open data names all comments above one, the nearest last: 12/34.
    parent = row.text("parentid") or row.text("ancestry").rsplit("/", 1)[-1]
    return EarlierComment(
        row=row.number,
        ref=f"{reading.source}:comment:{number}"[:80],
        idea_ref=f"{reading.source}:{idea_number}"[:80],
        parent_ref=f"{reading.source}:comment:{parent}"[:80] if parent not in {"", "-1", "0"} else "",
        text=cut(plain_text(row.text("text", "body")), LONGEST_COMMENT),
        created_at=_said_at(row, reading),
        author=_author(row, reading.source),
        likes=row.whole("numpositivevotes", "cached_votes_up"),
        dislikes=row.whole("numnegativevotes", "cached_votes_down"),
    )


def _said_at(row: Row, reading: Reading) -> datetime:
    """``date`` and ``time`` apart ("0 days 10:50:19", as a table of pandas writes hours), or one column for both."""
    day, hours = row.text("date"), row.text("time").rsplit(" ", 1)[-1]
    written = f"{day} {hours}".strip() if day else row.text("created_at")
    if not written:
        raise BadRow(_("It has no date."))
    return instant(written, zone=reading.zone, now=reading.now)


def _author(row: Row, source: str) -> Author | None:
    number, name = row.text(*_AUTHOR_NUMBER), one_line(row.text(*_AUTHOR_NAME))
    if number:
        return Author(ref=f"{source}:{number}"[:80], name="" if "@" in name else name, number=number)
    if name and "@" not in name:
        return Author(ref=f"{source}:{name}"[:80], name=name)
    return None


def _url(row: Row, site: str) -> str:
    """The proposal's address there; Decide Madrid's codes tell its site."""
    address = row.text("url", "external_url")
    if address.startswith("/"):
        site = site or (_MADRID if row.text("code").startswith("MAD-") else "")
        return f"{site.rstrip('/')}{address}" if site else ""
    return address if row.text("url") and address.startswith(("http://", "https://")) else ""
