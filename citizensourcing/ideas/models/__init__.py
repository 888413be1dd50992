"""Ideas, the votes they get, what the city answers, and what is still being written."""

from citizensourcing.ideas.models.answers import OfficialFeedback, StatusChange, StatusLabel
from citizensourcing.ideas.models.drafts import Attachment, Draft
from citizensourcing.ideas.models.idea import NO_SCORE, Idea, IdeaRevision, NumberSeries, Vote
from citizensourcing.ideas.models.imports import ImportBatch
from citizensourcing.ideas.models.learnt import LearntModel

__all__ = [
    "NO_SCORE",
    "Attachment",
    "Draft",
    "Idea",
    "IdeaRevision",
    "ImportBatch",
    "LearntModel",
    "NumberSeries",
    "OfficialFeedback",
    "StatusChange",
    "StatusLabel",
    "Vote",
]
