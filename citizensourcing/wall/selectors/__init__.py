"""What the front page shows."""

from citizensourcing.wall.selectors.front import FrontPage, front_page

__all__ = ["FrontPage", "front_page"]
