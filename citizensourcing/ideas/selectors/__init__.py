"""Everything that reads ideas. Other apps import from here."""

from citizensourcing.ideas.selectors.drafts import Sheet, draft_for, sheet_of, unfinished_drafts
from citizensourcing.ideas.selectors.pictures import attachment_at
from citizensourcing.ideas.selectors.places import neighbourhood_at, simple_shapes
from citizensourcing.ideas.selectors.similar import similar_ideas
from citizensourcing.ideas.selectors.topics import SuggestedTopic, suggest_topics

__all__ = [
    "Sheet",
    "SuggestedTopic",
    "attachment_at",
    "draft_for",
    "neighbourhood_at",
    "sheet_of",
    "similar_ideas",
    "simple_shapes",
    "suggest_topics",
    "unfinished_drafts",
]
