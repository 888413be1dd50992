"""Everything that reads ideas. Other apps import from here."""

from citizensourcing.ideas.selectors.cards import IdeaCard, cards_of, votes_among, with_card_columns
from citizensourcing.ideas.selectors.detail import IdeaPage, idea_page, my_support
from citizensourcing.ideas.selectors.listing import FILTERS, SORTS, Listing, Wish, list_ideas, read_wish
from citizensourcing.ideas.selectors.similar import similar_ideas
from citizensourcing.ideas.selectors.status_words import StatusWords, status_words

__all__ = [
    "FILTERS",
    "SORTS",
    "IdeaCard",
    "IdeaPage",
    "Listing",
    "StatusWords",
    "Wish",
    "cards_of",
    "idea_page",
    "list_ideas",
    "my_support",
    "read_wish",
    "similar_ideas",
    "status_words",
    "votes_among",
    "with_card_columns",
]
