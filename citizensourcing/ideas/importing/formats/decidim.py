"""Decidim's own CSV exports of proposals and comments, of all its versions so far.

Headers name nested values with slashes (``category/name/fr``); what is written in several languages has a column for
each. Older versions say ``votes`` and ``created_at``, then ``supports`` and ``published_at``; ``scope`` and
``category`` have lately become ``taxonomies``.
"""

import re
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizensourcing.ideas.importing.cleaning import LONGEST_COMMENT, cut, fitted, one_line, plain_text
from citizensourcing.ideas.importing.reading import Row, read_table
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

_LANGUAGES: Final = ("en", "fr", "nl", "es", "ca", "fi", "sv", "de", "it", "pt", "eu", "gl", "pl", "ro", "tr")


def _by_language(name: str) -> tuple[str, ...]:
    return (name, *(f"{name}/{language}" for language in _LANGUAGES))


NEEDS: Final = (("id",), _by_language("title"), _by_language("body"))
COMMENT_NEEDS: Final = (("id",), ("body",), ("created_at",), ("commentable_id",))
_STATES: Final = {
    "accepted": Status.PLANNED,
    "rejected": Status.DECLINED,
    "evaluating": Status.UNDER_REVIEW,
}
# How a list of translated names comes out of a version that flattens no deeper: {"fr"=>"Culture"}.
_HASHES: Final = re.compile(r"\{[^{}]*\}")
_PAIR: Final = re.compile(r'"([a-z]{2})(?:-[A-Z]{2})?"\s*(?:=>|:)\s*"((?:[^"\\]|\\.)*)"')
_STANCES: Final = {"1": "for", "-1": "against"}
_ANSWER_FITS: Final = 2_000


def read_ideas(path: Path, reading: Reading) -> ParsedIdeas:
    """All proposals of the export. Raises ``FileProblem``."""
    table = read_table(path, needs=NEEDS)
    parsed = ParsedIdeas(refused=table.refused, notes=table.notes)
    for row in table.rows:
        try:
            topics = [*_category(row), *_taxonomies(row)]
            parsed.ideas.append(_idea(row, reading, topics))
        except BadRow as bad:
            parsed.refused.append(Refused(row.number, bad.reason))
            continue
        for names in topics:
            parsed.topic_names.setdefault(_best(names, reading.languages)[0], names)
    return parsed


def read_comments(path: Path, reading: Reading) -> ParsedComments:
    """All comments of the export on proposals, and the answers to them. Raises ``FileProblem``."""
    table = read_table(path, needs=COMMENT_NEEDS)
    parsed = ParsedComments(refused=table.refused, notes=table.notes)
    idea_of: dict[str, str] = {}
    for row in sorted(table.rows, key=lambda row: int(row.text("id")) if row.text("id").isdecimal() else 0):
        try:
            parsed.comments.append(_comment(row, reading, idea_of))
        except BadRow as bad:
            parsed.refused.append(Refused(row.number, bad.reason))
    return parsed


def _idea(row: Row, reading: Reading, topics: list[dict[str, str]]) -> EarlierIdea:
    if not row.text("id"):
        raise BadRow(_("It has no number (id)."))
    if row.text("is_amend").casefold() == "true":
        raise BadRow(_("It is an amendment to another proposal, not an idea of its own."))
    written_title, language = _best(_translated(row, "title"), reading.languages)
    written_text, _language = _best(_translated(row, "body"), (language, *reading.languages))
    if not one_line(written_title):
        raise BadRow(_("It has no title."))
    title, text, notes = fitted(one_line(written_title), plain_text(written_text))
    latitude = row.degrees("latitude", most=90)
    longitude = row.degrees("longitude", most=180)
    has_pin = latitude is not None and longitude is not None
    state = row.text("state").casefold()
    status = _STATES.get(state, Status.PROPOSED)
    answer, _language = _best(_translated(row, "answer"), (language, *reading.languages))
    reason = cut(plain_text(answer), _ANSWER_FITS)
    scope, _language = _best(_translated(row, "scope/name"), reading.languages)
    return EarlierIdea(
        row=row.number,
        ref=f"{reading.source}:{row.text('id')}"[:80],
        title=title,
        text=text,
        language=language,
        published_at=row.instant("published_at", "created_at", zone=reading.zone, now=reading.now),
        status=status,
        reason=reason or (gettext_lazy("The earlier platform says no more than that.") if state == "rejected" else ""),
        status_at=row.instant("answered_at", "state_published_at", zone=reading.zone, now=reading.now),
        is_withdrawn=state == "withdrawn" or row.text("withdrawn").casefold() == "true",
        topics=tuple(_best(names, reading.languages)[0] for names in topics),
        places=(one_line(scope),) if scope else (),
        latitude=latitude if has_pin else None,
        longitude=longitude if has_pin else None,
        supports=row.whole("votes", "supports"),
        comments=row.whole("comments"),
        author=_author(row, reading.source),
        url=row.text("url") if row.text("url").startswith(("http://", "https://")) else "",
        notes=notes,
    )


def _comment(row: Row, reading: Reading, idea_of: dict[str, str]) -> EarlierComment:
    number, target = row.text("id"), row.text("commentable_id")
    kind = row.text("commentable_type").rsplit("::", 1)[-1]
    if not number or not target:
        raise BadRow(_("It does not say what it is a comment on."))
    if kind not in {"", "Proposal", "Comment"}:
        raise BadRow(_("It is a comment on something that is no proposal."))
    idea_number = idea_of.get(target, "") if kind == "Comment" else target
    if not idea_number:
        raise BadRow(_("It answers a comment that is not in the file."))
    idea_of[number] = idea_number
    moment = row.instant("created_at", zone=reading.zone, now=reading.now)
    if moment is None:
        raise BadRow(_("It has no date."))
    return EarlierComment(
        row=row.number,
        ref=f"{reading.source}:comment:{number}"[:80],
        idea_ref=f"{reading.source}:{idea_number}"[:80],
        parent_ref=f"{reading.source}:comment:{target}"[:80] if kind == "Comment" else "",
        text=cut(plain_text(row.text("body")), LONGEST_COMMENT),
        language=row.text("locale")[:2],
        stance=_STANCES.get(row.text("alignment"), "neutral"),
        created_at=moment,
        author=_author(row, reading.source),
    )


def _author(row: Row, source: str) -> Author | None:
    """The first author; a list has its numbers and names in the same order."""
    number = row.text("author/id").split(",")[0].strip()
    name = one_line(row.text("author/name")).split(",")[0].strip()
    return Author(ref=f"{source}:{number}"[:80], name=name, number=number) if number else None


def _translated(row: Row, name: str) -> dict[str, str]:
    """A text by language; what has no language of its own under ``""``."""
    prefix = f"{name}/"
    found = {
        header.removeprefix(prefix)[:2]: value.strip()
        for header, value in row.values.items()
        if header.startswith(prefix) and header.count("/") == prefix.count("/") and value.strip()
    }
    alone = row.text(name)
    return ({"": alone} if alone else {}) | found


def _best(texts: dict[str, str], languages: tuple[str, ...]) -> tuple[str, str]:
    """(text, its language or "") in the first of the languages there is, else in any."""
    for language in (*languages, "", *texts):
        if texts.get(language):
            return texts[language], language
    return "", ""


def _category(row: Row) -> list[dict[str, str]]:
    names = {language: one_line(name) for language, name in _translated(row, "category/name").items()}
    return [names] if names else []


def _taxonomies(row: Row) -> list[dict[str, str]]:
    """The newest versions' categories, whichever way their names were flattened."""
    written = row.text("taxonomies/name")
    if not written:
        names = {language: one_line(name) for language, name in _translated(row, "taxonomies/name").items()}
        return [names] if names else []
    hashes = _HASHES.findall(written)
    if hashes:
        return [
            names for one in hashes if (names := {code: one_line(name) for code, name in _PAIR.findall(one) if name})
        ]
    return [{"": name} for part in written.split(",") if (name := one_line(part))]
