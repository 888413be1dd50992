"""Sessions that bring along whose they are."""

from collections import OrderedDict
from functools import lru_cache
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.sessions import SessionStore as PlainSessions
from citizensourcing.participants import known
from common.schema import current_schema, rows_by_name
from tenants.context import current_city

_REMEMBERED = 10_000
# Whose session it was when this process last read it. A guess: the session itself says who it is, and a wrong guess
# only costs the query that it would have spared.
_whose: OrderedDict[tuple[str, str], int] = OrderedDict()


class SessionStore(PlainSessions):
    """Our sessions, but the second page of a resident asks the database once for the session and its person."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty for one that is not there (any more)."""
        data: dict[str, Any] = super().load()
        user_id = str(data.get(SESSION_KEY, ""))
        if user_id.isdecimal() and self.session_key:
            _whose[current_schema(), self.session_key] = int(user_id)
            if len(_whose) > _REMEMBERED:
                _whose.popitem(last=False)
        return data

    def _get_session_from_db(self) -> Session | None:
        guess = _whose.get((current_schema(), str(self.session_key)))
        known.bring(None)
        if guess is None or current_city() is None:
            return super()._get_session_from_db()
        rows = rows_by_name(_with_person(), [guess, self.session_key, timezone.now()])
        if rows and rows[0][1] is not None:
            known.bring(known.user_of(rows[0][1:]))
        return self._as_row(rows)


@lru_cache(maxsize=1)
def _with_person() -> str:
    return f"""
        SELECT session.session_data, {known.columns()}
        FROM {{schema}}.django_session AS session LEFT JOIN ({known.tables()}) ON account.id = %s
        WHERE session.session_key = %s AND session.expire_date > %s
    """  # noqa: S608 -- made of the models' own names; every value is a parameter
