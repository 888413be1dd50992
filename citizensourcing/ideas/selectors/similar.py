"""Ideas that say nearly the same: shown while typing, and to staff who merge. People decide, the machine suggests."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from django.db import connection

from citizensourcing.ideas import similar
from citizensourcing.ideas.models import Idea, LearntModel
from common.cache import remember
from common.schema import current_schema

_COMPARED_EVERY = 3600  # seconds


def similar_ideas(
    *,
    title: str,
    text: str = "",
    project_id: int,
    neighbourhood_ids: Collection[int] | None = None,
    limit: int = 5,
    exclude_id: int | None = None,
    written_at: datetime | None = None,
    at_least: float = similar.WORTH_SHOWING,
) -> list[Idea]:
    """The published ideas of a project most like a text, most similar first.

    Candidates are found through indexes: those with one of the 14 rarest words, and those of the same place; the
    newest 400 of both are then compared by TF-IDF of character 4-grams. Three queries. Source: civic.md, measured
    on the merges that Helsinki itself decided.

    No neighbourhood at all is the whole city, a place like any other; None says that the place is not known yet.
    For an idea that is on the wall, ``exclude_id`` leaves it out and ``written_at`` tells whether the weights have
    learnt from it, so that its own words do not count as somebody else's.
    """
    weights, learnt_at = _weights()
    is_learned = written_at is not None and learnt_at is not None and written_at < learnt_at
    words = similar.rarest_words(f"{title} {text}", weights, is_learned=is_learned)
    if not words:
        return []
    area = None if neighbourhood_ids is None else frozenset(neighbourhood_ids)
    rows = _candidates(
        words,
        project_id=project_id,
        places=sorted(area or ()),
        is_citywide=area is not None and not area,
        exclude_id=exclude_id,
    )
    candidates = [
        similar.Candidate(key=pk, area=frozenset(places), title=its_title, text=its_text)
        for pk, its_title, its_text, places in rows
    ]
    if not weights.documents:  # a young city has learnt nothing yet: the candidates themselves have to do
        texts = [similar.document(one.title, one.text) for one in candidates]
        weights = similar.learn([*texts, similar.document(title, text)])
    best = similar.rank(title, text, area, candidates, weights, count=limit)
    wanted = [scored.key for scored in best if scored.score >= at_least]
    found = Idea.objects.in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def alike(idea: Idea, *, neighbourhood_ids: Collection[int], limit: int) -> list[Idea]:
    """Ideas like one that is on the wall, most similar first; those that have left the wall since are left out.

    Compared once an hour and idea: what is like it changes slowly, and comparing is most of the page's work. One query
    when it is known.
    """
    key = f"alike:{idea.pk}:{idea.edited_at and int(idea.edited_at.timestamp())}:{limit}"

    def compare() -> list[int]:
        found = similar_ideas(
            title=idea.title,
            text=idea.text,
            project_id=idea.project_id,
            neighbourhood_ids=neighbourhood_ids,
            exclude_id=idea.pk,
            written_at=idea.published_at,
            limit=limit,
        )
        return [other.pk for other in found]

    known = remember(key, compare, seconds=_COMPARED_EVERY)
    if not known:
        return []
    others = Idea.objects.published().only("year", "sequence", "title", "language").in_bulk(known)
    return [others[pk] for pk in known if pk in others]


def _candidates(
    words: list[str], *, project_id: int, places: list[int], is_citywide: bool, exclude_id: int | None
) -> list[tuple[int, str, str, list[int]]]:
    """Each part through its own index, and each may stop at the newest 400."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH chosen AS (
                (SELECT id FROM ideas_idea WHERE visibility = 'published' AND project_id = %(project)s
                    AND words && %(words)s::text[] AND id <> %(exclude)s ORDER BY id DESC LIMIT %(limit)s)
                UNION
                (SELECT idea.id FROM ideas_idea_neighbourhoods AS place
                    JOIN ideas_idea AS idea ON idea.id = place.idea_id
                    WHERE place.neighbourhood_id = ANY(%(places)s::bigint[]) AND idea.visibility = 'published'
                    AND idea.project_id = %(project)s AND idea.id <> %(exclude)s
                    ORDER BY idea.id DESC LIMIT %(limit)s)
                UNION
                (SELECT idea.id FROM ideas_idea AS idea
                    WHERE %(is_citywide)s AND idea.visibility = 'published' AND idea.project_id = %(project)s
                    AND idea.id <> %(exclude)s AND (
                        SELECT place.id FROM ideas_idea_neighbourhoods AS place WHERE place.idea_id = idea.id LIMIT 1
                    ) IS NULL  -- not NOT EXISTS, of which a join of whole tables may be made
                    ORDER BY idea.id DESC LIMIT %(limit)s)
                ORDER BY id DESC LIMIT %(limit)s
            )
            SELECT idea.id, idea.title, idea.text,
                ARRAY(SELECT neighbourhood_id FROM ideas_idea_neighbourhoods AS place WHERE place.idea_id = idea.id)
            FROM chosen JOIN ideas_idea AS idea ON idea.id = chosen.id ORDER BY idea.id DESC
            """,
            {
                "project": project_id,
                "words": words,
                "places": places,
                "is_citywide": is_citywide,
                "exclude": exclude_id or 0,
                "limit": similar.CANDIDATES,
            },
        )
        return list(cursor.fetchall())


def _weights() -> tuple[similar.Weights, datetime | None]:
    """What the city's task has learnt, and when; until then every 4-gram weighs the same. One small query."""
    kept = LearntModel.objects.filter(kind=LearntModel.Kind.SIMILAR).values_list("version", "trained_at").first()
    version, learnt_at = kept or (0, None)
    return _loaded(current_schema(), version, learnt_at), learnt_at


@lru_cache(maxsize=16)
def _loaded(_schema: str, version: int, _learnt_at: datetime | None) -> similar.Weights:
    """Kept per process, city, version and moment (a city that was restored counts its versions anew): read once."""
    if version:
        data = LearntModel.objects.values_list("data", flat=True).get(kind=LearntModel.Kind.SIMILAR)
        try:
            return similar.Weights.from_bytes(data)
        except similar.OutdatedFormat:
            pass  # the next training writes it anew
    return similar.learn([])
