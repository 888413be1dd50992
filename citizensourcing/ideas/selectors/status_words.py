"""What this city calls each status, and what it means."""

from dataclasses import dataclass

from citizensourcing.ideas.models import StatusLabel
from citizensourcing.ideas.statuses import DEFAULTS, Status
from common.i18n import pick


@dataclass(frozen=True, slots=True)
class StatusWords:
    """A status in the reader's language."""

    code: str
    name: str
    meaning: str


def status_words() -> dict[str, StatusWords]:
    """All statuses in the order a resident meets them, in the city's own words where it has some. One query."""
    own = {label.code: label for label in StatusLabel.objects.all()}
    words = {}
    for code in Status.values:
        label = own.get(code)
        name = pick(label.names).text if label else ""
        meaning = pick(label.meanings).text if label else ""
        words[code] = StatusWords(code, name or str(Status(code).label), meaning or str(DEFAULTS[code].meaning))
    return words
