"""Everything that reads ideas. Other apps import from here."""

from citizensourcing.ideas.selectors.bodies import (
    NOBODY,
    Bodies,
    bodies_of,
    body_of,
    ideas_by,
    ideas_supported_by,
    list_bodies,
    support_said,
    with_supports,
)
from citizensourcing.ideas.selectors.cards import IdeaCard, Named, cards_of, read_names, votes_among, with_card_columns
from citizensourcing.ideas.selectors.detail import IdeaPage, dial_of, idea_page, my_support
from citizensourcing.ideas.selectors.drafts import Sheet, draft_for, sheet_of, unfinished_drafts
from citizensourcing.ideas.selectors.listing import FILTERS, SORTS, Listing, Wish, list_ideas, read_wish
from citizensourcing.ideas.selectors.pictures import attachment_at
from citizensourcing.ideas.selectors.places import simple_shapes
from citizensourcing.ideas.selectors.said import comments_by
from citizensourcing.ideas.selectors.similar import alike, similar_ideas
from citizensourcing.ideas.selectors.status_words import StatusWords, status_words
from citizensourcing.ideas.selectors.topics import SuggestedTopic, suggest_topics

__all__ = [
    "FILTERS",
    "NOBODY",
    "SORTS",
    "Bodies",
    "IdeaCard",
    "IdeaPage",
    "Listing",
    "Named",
    "Sheet",
    "StatusWords",
    "SuggestedTopic",
    "Wish",
    "alike",
    "attachment_at",
    "bodies_of",
    "body_of",
    "cards_of",
    "comments_by",
    "dial_of",
    "draft_for",
    "idea_page",
    "ideas_by",
    "ideas_supported_by",
    "list_bodies",
    "list_ideas",
    "my_support",
    "read_names",
    "read_wish",
    "sheet_of",
    "similar_ideas",
    "simple_shapes",
    "status_words",
    "suggest_topics",
    "support_said",
    "unfinished_drafts",
    "votes_among",
    "with_card_columns",
    "with_supports",
]
