"""Learning from a city's ideas, as often as it is worth it. For tasks and commands: no page imports this module."""

import logging
from datetime import datetime
from math import ceil

from django.db import transaction

from citizensourcing.ideas import similar, suggestion
from citizensourcing.ideas.learning import MOST_LABELLED, TooFewLabelled, learn_topics
from citizensourcing.ideas.models import Idea, LearntModel
from common.schema import current_schema, locked

log = logging.getLogger(__name__)

# The newest ideas; more would outlast the task's 50 seconds and say nothing new about the city's words.
MOST_LEARNED = 20_000
GROWN_BY = 20
GROWN_BY_SHARE = 0.05


def learn(*, now: datetime) -> list[str]:
    """Learn what words weigh and which texts belong to which topic; the kinds that were learnt anew.

    Nothing is done until a twentieth of the ideas, or twenty, came or went since the last time, or until this code
    does not read what is stored. Topics need 150 ideas that have one.
    """
    learnt: list[str] = []
    with locked(f"commonwall learn {current_schema()}"):
        published = Idea.objects.published()
        ideas = published.count()
        if _is_worth_it(LearntModel.Kind.SIMILAR, ideas):
            rows = published.order_by("-pk").values_list("title", "text")[:MOST_LEARNED]
            weights = similar.learn(similar.document(title, text) for title, text in rows.iterator(chunk_size=2000))
            _store(LearntModel.Kind.SIMILAR, weights.to_bytes(), rows=ideas, now=now)
            learnt.append(LearntModel.Kind.SIMILAR.value)
        labelled = published.filter(topics__isnull=False).distinct().count()
        if labelled >= suggestion.MINIMUM_LABELLED and _is_worth_it(LearntModel.Kind.TOPICS, labelled):
            data = _topics()
            if data is not None:
                _store(LearntModel.Kind.TOPICS, data, rows=labelled, now=now)
                learnt.append(LearntModel.Kind.TOPICS.value)
    return learnt


def _topics() -> bytes | None:
    """The city's topic model, its topics named by their ids; None when all ideas have the same one."""
    rows = list(
        Idea.objects.published()
        .filter(topics__is_active=True)
        .order_by("-pk", "topics__pk")
        .values_list("title", "text", "topics__pk")[:MOST_LABELLED]
    )
    texts = [similar.document(title, text) for title, text, _topic in rows]
    try:
        return learn_topics(texts, [str(topic) for _title, _text, topic in rows]).to_bytes()
    except TooFewLabelled as reason:
        log.info("no topics learnt: %s", reason)
        return None


def _is_worth_it(kind: LearntModel.Kind, rows: int) -> bool:
    known = LearntModel.objects.filter(kind=kind).first()
    if known is None:
        return rows > 0
    enough = min(GROWN_BY, max(1, ceil(known.rows * GROWN_BY_SHARE)))
    return abs(rows - known.rows) >= enough or not _is_readable(known)


def _is_readable(model: LearntModel) -> bool:
    try:
        if model.kind == LearntModel.Kind.SIMILAR:
            similar.Weights.from_bytes(model.data)
        else:
            suggestion.TopicModel.from_bytes(model.data)
    except (similar.OutdatedFormat, suggestion.OutdatedModel):
        return False
    return True


@transaction.atomic
def _store(kind: LearntModel.Kind, data: bytes, *, rows: int, now: datetime) -> None:
    known = LearntModel.objects.select_for_update().filter(kind=kind).first() or LearntModel(kind=kind, version=0)
    known.version += 1
    known.data, known.rows, known.trained_at = data, rows, now
    known.save()
