"""From the number in an address to the idea."""

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.permissions import idea_for
from citizensourcing.participants.http import PersonRequest


class IdeaNumberConverter:
    """``2026-00042`` in an address."""

    regex = r"\d{4}-\d{5,9}"

    def to_python(self, value: str) -> str:
        """Left as it is written."""
        return value

    def to_url(self, value: str) -> str:
        """Left as it is written."""
        return value


def hidden_reason(number: str) -> str:
    """Why a moderator hid the idea of this number; empty when it is not hidden. For those who have the link."""
    year, sequence = number.split("-")
    hidden = Idea.objects.filter(year=int(year), sequence=int(sequence), visibility=Idea.Visibility.HIDDEN)
    return hidden.values_list("hidden_reason", flat=True).first() or ""


def find(request: PersonRequest, number: str) -> Idea:
    """The idea of this number, for somebody who may see it; else Http404. Two queries."""
    return idea_for(request.person, number, request.roles)
