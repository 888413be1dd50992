"""All cities at once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from control_plane.fleet import migrate_cities
from tenants import fingerprint, template_schema
from tenants.models import City
from tenants.versions import current_version


def test_with_nothing_to_do_the_fleet_costs_three_queries_and_its_lock(lisbon):
    with CaptureQueriesContext(connection) as captured:
        report = migrate_cities()

    assert (report.current, report.migrated, report.failed) == (2, [], {})
    asked = [q["sql"] for q in captured if not q["sql"].startswith("SET search_path")]
    assert len([sql for sql in asked if "advisory" not in sql]) == 3
    assert len(asked) == 4


def test_a_city_that_is_behind_is_brought_up_and_a_broken_one_stops_nobody(lisbon, porto):
    City.objects.update(schema_version="older")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {porto.schema_name}.django_migrations WHERE app = 'ideas'")
        cursor.execute(f"DROP TABLE {lisbon.schema_name}.audit_auditentry")
        cursor.execute(f"DELETE FROM {lisbon.schema_name}.django_migrations WHERE app = 'audit'")

    report = migrate_cities()

    model = fingerprint.describe(template_schema.TEMPLATE)
    assert report.migrated == ["lisbon"]
    assert list(report.failed) == ["porto"]
    assert fingerprint.drift(lisbon.schema_name, model) == []
    assert City.objects.get(slug="lisbon").schema_version == current_version()
    assert City.objects.get(slug="porto").schema_version == "older"


def test_the_command_reports_and_fails_when_a_city_failed(porto):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {porto.schema_name}.django_migrations WHERE app = 'ideas'")
    City.objects.filter(pk=porto.pk).update(schema_version="older")
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit):
        call_command("migrate_cities", stdout=out, stderr=err)

    assert out.getvalue().splitlines()[-1] == "0 migrated, 1 were current already, 1 failed."
    assert err.getvalue().startswith("porto could not be migrated: ")
