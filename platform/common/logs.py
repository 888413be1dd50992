"""Log records carry the city; those of production are JSON without addresses and numbers of people."""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from common.scrub import scrub


class CityFilter(logging.Filter):
    """Puts the city of the running request or task on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; adds ``record.city``."""
        record.city = structlog.contextvars.get_contextvars().get("city", "public")
        return True


class LineFormatter(logging.Formatter):
    """One line per record, for the person in front of it: time, level, city, where, what."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(city)s] %(name)s: %(message)s")


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """One JSON object per record: ``at`` (UTC), ``level``, ``city``, ``logger``, ``event``, perhaps ``exception``.

    E-mail addresses, phone numbers and IBANs in ``event`` and ``exception`` are taken out.
    """

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(allow=["city"]),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _scrub,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )


def _scrub(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    words: dict[str, Any] = {name: scrub(str(event[name])) for name in ("event", "exception") if name in event}
    return {**event, **words}
