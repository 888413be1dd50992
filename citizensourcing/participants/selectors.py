"""Reading who people are."""

from collections.abc import Iterable

from citizensourcing.participants.documents import Document, current
from citizensourcing.participants.models import Participant


def has_agreed_to_rules(person: Participant) -> bool:
    """Whether this person said yes to the house rules as they stand now. No query.

    Somebody from an earlier platform never signs in, so there is nobody to ask.
    """
    return person.user_id is None or person.rules_version >= current(Document.RULES).number


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """The names behind numbers in the audit trail; whoever left has none any more. One query."""
    found = Participant.objects.filter(pk__in=[int(ref) for ref in refs if ref.lstrip("-").isdigit()])
    return {str(pk): name for pk, name in found.values_list("pk", "display_name") if name}
