"""Sessions in the database, whatever a cookie says: a key that we never gave out asks the database nothing."""

import re
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from common.schema import rows_by_name

# What Django draws keys from (``VALID_KEY_CHARS``). PostgreSQL takes no NUL in a text, and would answer with a failure.
_KEY = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(DatabaseSessions):
    """Django's own, which only ever sees keys that it could have made itself; any other key is no session."""

    def _get_session_from_db(self) -> Session | None:
        """The row, while it lasts. The statement is written out: composing it cost each page more than running it."""
        return self._as_row(
            rows_by_name(
                "SELECT session_data FROM {schema}.django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
        )

    def _as_row(self, found: list[tuple[Any, ...]]) -> Session | None:
        if not found:
            self._session_key = None
            return None
        return Session(session_key=str(self.session_key), session_data=found[0][0])

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and _KEY.fullmatch(str(key)) is not None
