"""One spelling of instants, whoever writes it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from common.instants import written, written_in_sql

BRUSSELS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 21, 22, 11, 59, tzinfo=UTC), "2026-11-21T22:11:59Z"),
        (datetime(2026, 11, 21, 22, 11, 59, 209130, tzinfo=UTC), "2026-11-21T22:11:59Z"),
        (datetime(2026, 11, 21, 22, 11, 59, 999999, tzinfo=UTC), "2026-11-21T22:11:59Z"),
        (datetime(2026, 1, 1, 0, 30, tzinfo=BRUSSELS), "2025-12-31T23:30:00Z"),
    ],
)
def test_python_and_postgresql_write_the_same(at, expected, lisbon):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {written_in_sql('%s::timestamptz')}, {written_in_sql('NULL::timestamptz')}", [at])
        in_sql = cursor.fetchone()

    assert written(at) == expected
    assert in_sql == (expected, None)
