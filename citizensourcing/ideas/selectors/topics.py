"""Which topics a text probably belongs to: what the city's model has learnt, else the words of the topics' names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from citizensourcing.ideas import similar, suggestion
from citizensourcing.ideas.models import Idea, LearntModel
from citizensourcing.taxonomy.models import Topic
from common.schema import current_schema

SUGGESTED: Final = 3
# From this share of belief on, the model's topic is ticked beforehand; the first one always.
_LIKELY: Final = 0.25
# Words are the same from their first five letters on: "école", "écoles"; shorter ones only as a whole.
_STEM: Final = 5
_MODELS_KEPT: Final = 8
# How many of the newest ideas tell which topics are used: counting all of a large city takes longer than the step.
_LATELY: Final = 1_000

_models: dict[str, tuple[int, datetime, suggestion.TopicModel]] = {}


@dataclass(frozen=True, slots=True)
class SuggestedTopic:
    """A topic to offer first. ``is_likely``: there is a reason in the text, so it may be ticked beforehand."""

    topic: Topic
    is_likely: bool


def suggest_topics(text: str) -> list[SuggestedTopic]:
    """Three active topics for a text (``similar.document(title, text)``), best first; fewer when the city has fewer.

    At most three queries, and a fourth when the model was learnt anew. Without a model: topics of whose names a word
    stands in the text, then the ones most used lately.
    """
    newest = Idea.objects.published().order_by("-published_at", "-pk").values("pk")[:_LATELY]
    uses = dict(
        Idea.topics.through.objects.filter(idea_id__in=newest)
        .values_list("topic_id")
        .annotate(uses=Count("pk"))
        .order_by()
    )
    topics = sorted(Topic.objects.filter(is_active=True), key=lambda topic: -uses.get(topic.pk, 0))
    model = _learnt_model()
    found = _by_model(text, topics, model) if model is not None else _by_name(text, topics)
    likely = {one.topic.pk for one in found}
    others = [SuggestedTopic(topic, is_likely=False) for topic in topics if topic.pk not in likely]
    return [*found, *others][:SUGGESTED]


def _by_model(text: str, topics: Sequence[Topic], model: suggestion.TopicModel) -> list[SuggestedTopic]:
    by_key = {str(topic.pk): topic for topic in topics}
    shares = [one for one in suggestion.suggest(text, model, count=len(model.topics)) if one.topic in by_key]
    return [
        SuggestedTopic(by_key[one.topic], is_likely=at == 0 or one.share >= _LIKELY)
        for at, one in enumerate(shares[:SUGGESTED])
    ]


def _by_name(text: str, topics: Sequence[Topic]) -> list[SuggestedTopic]:
    written = similar.words(text)
    stems = {word[:_STEM] for word in written}
    hits: list[tuple[int, Topic]] = []
    for topic in topics:
        names = {word for name in topic.names.values() for word in similar.words(str(name)) if len(word) > 3}
        count = sum((word in written) if len(word) < _STEM else (word[:_STEM] in stems) for word in names)
        if count:
            hits.append((count, topic))
    hits.sort(key=lambda pair: -pair[0])
    return [SuggestedTopic(topic, is_likely=True) for _count, topic in hits[:SUGGESTED]]


def _learnt_model() -> suggestion.TopicModel | None:
    """The city's model, read once per process and version (reading takes 10 ms); None when there is none."""
    schema = current_schema()
    row = LearntModel.objects.filter(kind=LearntModel.Kind.TOPICS)
    known = row.values_list("version", "trained_at").first()
    if known is None:
        _models.pop(schema, None)
        return None
    kept = _models.get(schema)
    if kept is not None and kept[:2] == known:
        return kept[2]
    try:
        model = suggestion.TopicModel.from_bytes(row.values_list("data", flat=True).get())
    except suggestion.OutdatedModel:
        return None
    while len(_models) >= _MODELS_KEPT:
        _models.pop(next(iter(_models)))
    _models[schema] = (*known, model)
    return model
