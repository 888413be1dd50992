"""Log records carry the city, and never an address or a phone number by accident."""

import logging

import structlog


class CityFilter(logging.Filter):
    """Puts the city of the running request or task on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; adds ``record.city``."""
        record.city = structlog.contextvars.get_contextvars().get("city", "public")
        return True


class LineFormatter(logging.Formatter):
    """One line per record: time, level, city, where, what."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(city)s] %(name)s: %(message)s")
