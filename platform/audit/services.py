"""Writing down who changed what."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone

from audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person of this city, an operator of the platform, or the system itself."""

    kind: str
    ref: str = ""
    label: str = ""


SYSTEM = Actor(kind=AuditEntry.ActorKind.SYSTEM)


def record(*, action: str, actor: Actor, target: Model | None = None, data: dict[str, Any] | None = None) -> AuditEntry:
    """Append one entry to the audit trail of the schema we are in, in the caller's transaction.

    ``action`` is ``app.past_tense``; ``data`` is JSON: field names, codes, ids.
    """
    return AuditEntry.objects.create(
        action=action,
        actor_kind=actor.kind,
        actor_ref=actor.ref,
        actor_label=actor.label[:120],
        target_kind=target._meta.label_lower if target is not None else "",
        target_ref=str(target.pk) if target is not None else "",
        data=data or {},
        at=timezone.now(),
    )
