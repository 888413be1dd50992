"""Ideas that say nearly the same."""

from collections.abc import Collection

from citizensourcing.ideas import similar
from citizensourcing.ideas.models import Idea


def similar_ideas(
    *,
    title: str,
    text: str,
    project_id: int,
    neighbourhood_ids: Collection[int] = (),
    exclude: int | None = None,
    limit: int = 3,
) -> list[Idea]:
    """Stand-in until the indexed path is merged: shares at least two words of four letters with the title."""
    wanted = {word for word in similar.words(f"{title} {text}") if len(word) > 3}
    if not wanted:
        return []
    candidates = Idea.objects.published().filter(project_id=project_id, words__overlap=list(wanted)).order_by("-id")
    scored = [(len(wanted & set(idea.words)), idea) for idea in candidates.exclude(pk=exclude or 0)[:200]]
    return [idea for shared, idea in sorted(scored, key=lambda pair: -pair[0]) if shared >= 2][:limit]
