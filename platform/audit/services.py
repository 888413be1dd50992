"""Writing down who changed what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from audit.models import AuditEntry
from common.schema import current_schema, locked


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


@transaction.atomic
def forget_older_than(moment: datetime) -> int:
    """Remove entries from before ``moment`` in the schema we are in; how many.

    The application's role has no right to, which keeps every other statement of ours from it: the right is given and
    taken back inside this transaction, so that nobody else ever sees it.
    """
    with locked(f"commonwall audit {current_schema()}"), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM audit_auditentry WHERE at < %s LIMIT 1", [moment])
        if cursor.fetchone() is None:
            return 0
        cursor.execute("GRANT DELETE ON audit_auditentry TO CURRENT_USER")
        cursor.execute("DELETE FROM audit_auditentry WHERE at < %s", [moment])
        removed = int(cursor.rowcount)
        cursor.execute("REVOKE DELETE ON audit_auditentry FROM CURRENT_USER")
    return removed
