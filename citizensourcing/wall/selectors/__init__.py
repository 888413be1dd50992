"""What the front page shows."""

from citizensourcing.wall.selectors.front import KEEP_SECONDS, FrontPage, front_page

__all__ = ["KEEP_SECONDS", "FrontPage", "front_page"]
