"""How often somebody may do what costs others time or the machine work; the same count whichever door they take."""

from typing import Final

# A workshop of a hundred people shares one network: what is counted per network leaves room for it.
DRAFTS_PER_HOUR: Final = 20
DRAFTS_PER_HOUR_AND_NETWORK: Final = 120
SIMILAR_PER_MINUTE_AND_NETWORK: Final = 300
PICTURES_PER_HOUR: Final = 30
PICTURES_PER_HOUR_AND_PERSON: Final = 60
PICTURES_PER_HOUR_AND_NETWORK: Final = 300
COMMENTS_IN_TEN_MINUTES: Final = 20
REPORTS_IN_AN_HOUR: Final = 20
