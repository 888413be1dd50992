"""Sessions in the database, whatever a cookie says: a key that we never gave out asks the database nothing."""

import re

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

# What Django draws keys from (``VALID_KEY_CHARS``). PostgreSQL takes no NUL in a text, and would answer with a failure.
_KEY = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(DatabaseSessions):
    """Django's own, which only ever sees keys that it could have made itself; any other key is no session."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and _KEY.fullmatch(str(key)) is not None
