"""Reading who people are, and which programs act for them."""

from collections.abc import Iterable
from datetime import datetime

from citizensourcing.participants import known
from citizensourcing.participants.documents import Document, current
from citizensourcing.participants.models import ApiToken, Participant
from common.schema import rows_by_name


def token_of(digest: str) -> tuple[ApiToken, frozenset[str]] | None:
    """The token of a digest with its person and account, and the person's roles; None when there is none here.

    Whether it still holds is the caller's question. One query, written out because every call of a program asks it.
    """
    fields = ApiToken._meta.concrete_fields
    token_columns = ", ".join(f'token."{field.column}"' for field in fields)
    rows = rows_by_name(
        f"SELECT {token_columns}, {known.columns()} FROM {{schema}}.{ApiToken._meta.db_table} AS token"  # noqa: S608 -- models' names
        f" JOIN ({known.tables()}) ON person.id = token.person_id WHERE token.digest = %s",
        [digest],
    )
    if not rows:
        return None
    user = known.user_of(rows[0][len(fields) :])
    token = ApiToken.from_db("default", [field.attname for field in fields], rows[0][: len(fields)])
    token.person = user.participant
    return token, user.city_roles  # type: ignore[attr-defined]  # see ``known``


def tokens_of(person: Participant, *, now: datetime) -> list[ApiToken]:
    """The programs that act for somebody now, newest first. One query."""
    living = ApiToken.objects.filter(person=person, revoked_at=None, expires_at__gt=now)
    return list(living.order_by("-created_at", "-pk"))


def token_for(person: Participant, pk: int) -> ApiToken | None:
    """One of somebody's own tokens that was not ended; None for anybody else's. One query."""
    return ApiToken.objects.filter(person=person, pk=pk, revoked_at=None).first()


def has_agreed_to_rules(person: Participant) -> bool:
    """Whether this person said yes to the house rules as they stand now. No query.

    Somebody from an earlier platform never signs in, so there is nobody to ask.
    """
    return person.user_id is None or person.rules_version >= current(Document.RULES).number


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """The names behind numbers in the audit trail; whoever left has none any more. One query."""
    found = Participant.objects.filter(pk__in=[int(ref) for ref in refs if ref.lstrip("-").isdigit()])
    return {str(pk): name for pk, name in found.values_list("pk", "display_name") if name}


def public_person(pk: int) -> Participant | None:
    """Somebody who chose to be found; None for everybody else. One query."""
    people = Participant.objects.select_related("neighbourhood").defer("neighbourhood__geometry")
    return people.filter(pk=pk, is_public=True).first()
