"""What was done stays written: the database itself refuses to change or remove it."""

import pytest
from django.db import ProgrammingError, connection, transaction

from audit.models import AuditEntry
from audit.services import SYSTEM, record
from common.schema import leave_to_public
from control_plane.services import provision_city
from tenants.context import for_city

CHANGES = [
    "UPDATE audit_auditentry SET action = 'nothing happened'",
    "DELETE FROM audit_auditentry",
    "TRUNCATE audit_auditentry",
]


def attempt(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_in_a_city_an_entry_is_neither_changed_nor_removed(lisbon, statement):
    record(action="tests.written", actor=SYSTEM)

    with pytest.raises(ProgrammingError, match="permission denied"):
        attempt(statement)

    assert AuditEntry.objects.filter(action="tests.written").count() == 1


@pytest.mark.parametrize("statement", CHANGES)
def test_in_the_control_plane_an_entry_is_neither_changed_nor_removed(db, statement):
    leave_to_public()
    record(action="tests.written", actor=SYSTEM)

    with pytest.raises(ProgrammingError, match="permission denied"):
        attempt(statement)

    assert AuditEntry.objects.filter(action="tests.written").count() == 1


@pytest.mark.parametrize("statement", CHANGES)
def test_in_a_city_made_a_moment_ago_it_holds_too(db, statement):
    with for_city(provision_city(name="Ghent", slug="ghent")):
        record(action="tests.written", actor=SYSTEM)

        with pytest.raises(ProgrammingError, match="permission denied"):
            attempt(statement)
