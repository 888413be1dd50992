"""Who a program acts for, and which programs act for somebody."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from citizensourcing.participants.models import ApiToken, Participant, StaffRole


def token_of(digest: str) -> tuple[ApiToken, frozenset[str]] | None:
    """The token of a digest with its person, and the person's roles on the whole wall; None when there is none here.

    Whether it still holds is the caller's question. One query.
    """
    roles = StaffRole.objects.filter(user_id=OuterRef("person__user_id"), scope="").values("role")
    found = (
        ApiToken.objects.select_related("person__user", "person__neighbourhood")
        .defer("person__neighbourhood__geometry")
        .annotate(roles=ArraySubquery(roles))
        .filter(digest=digest)
        .first()
    )
    return None if found is None else (found, frozenset(found.roles))


def tokens_of(person: Participant, *, now: datetime) -> list[ApiToken]:
    """The programs that act for somebody now, newest first. One query."""
    living = ApiToken.objects.filter(person=person, revoked_at=None, expires_at__gt=now)
    return list(living.order_by("-created_at", "-pk"))


def token_for(person: Participant, pk: int) -> ApiToken | None:
    """One of somebody's own tokens that was not ended; None for anybody else's. One query."""
    return ApiToken.objects.filter(person=person, pk=pk, revoked_at=None).first()


def public_person(pk: int) -> Participant | None:
    """Somebody who chose to be found; None for everybody else. One query."""
    people = Participant.objects.select_related("neighbourhood").defer("neighbourhood__geometry")
    return people.filter(pk=pk, is_public=True).first()
