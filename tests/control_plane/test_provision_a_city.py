"""A city comes to be: its row, its schema, its address, its open wall."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from audit.models import AuditEntry
from citizensourcing.projects.models import Phase
from citizensourcing.projects.selectors import open_wall
from common.exceptions import RuleViolation
from common.schema import current_schema
from control_plane.services import STEPS, abandon_city, provision_city
from outbox.models import OutboxEntry
from tenants import fingerprint, new_schema, template_schema
from tenants.context import for_city
from tenants.models import City, Domain

GHENT = {
    "name": "Ghent",
    "slug": "ghent",
    "names": {"nl": "Gent", "fr": "Gand"},
    "country": "BE",
    "time_zone": "Europe/Brussels",
    "languages": ("nl", "fr", "en"),
    "population": 265_000,
    "branding": {"primary": "#aa3300", "question": {"nl": "Wat kan beter?"}},
    "rules": {"answer_threshold": 50},
}


class Killed(BaseException):
    """Stands for a process that ends here."""


def killed_after(step):
    def listen(done):
        if done == step:
            raise Killed

    return listen


def test_a_provisioned_city_has_its_own_schema_and_open_wall(lisbon):
    wall = open_wall()

    assert connection.schema_name == f"t_{lisbon.pk}"
    assert wall.is_open_wall
    assert lisbon.state == "pilot"


def test_a_city_gets_all_that_was_asked_for(db):
    city = provision_city(**GHENT)

    city.refresh_from_db()
    assert (city.country, city.time_zone, city.population) == ("BE", "Europe/Brussels", 265_000)
    assert (city.languages, city.default_language, city.names) == (["nl", "fr", "en"], "nl", GHENT["names"])
    assert (city.branding.primary, city.branding.question) == ("#aa3300", {"nl": "Wat kan beter?"})
    assert (city.rules.answer_threshold, city.rules.minimum_age) == (50, 13)
    assert (city.primary_domain, city.state) == ("ghent.localhost", "pilot")
    assert current_schema() == "public"


@pytest.mark.parametrize("step", STEPS)
def test_killed_after_any_step_the_next_run_finishes(db, step):
    with pytest.raises(Killed):
        provision_city(on_step=killed_after(step), **GHENT)

    city = provision_city(**GHENT)

    model = fingerprint.describe(template_schema.TEMPLATE)
    assert City.objects.get(slug="ghent").state == "pilot"
    assert fingerprint.drift(city.schema_name, model) == []
    assert Domain.objects.filter(tenant=city).count() == 1
    assert AuditEntry.objects.filter(action="control_plane.city_provisioned", target_ref=city.pk).count() == 1
    with for_city(city):
        assert Phase.objects.count() == 1


@pytest.mark.parametrize("step", STEPS[:-1])
def test_killed_before_it_opened_a_city_can_be_abandoned_without_a_trace(db, step):
    with pytest.raises(Killed):
        provision_city(on_step=killed_after(step), **GHENT)
    schema = City.objects.get(slug="ghent").schema_name

    removed, again = abandon_city("ghent"), abandon_city("ghent")

    assert (removed, again) == (True, False)
    assert not City.objects.filter(slug="ghent").exists()
    assert not Domain.objects.filter(domain="ghent.localhost").exists()
    assert not template_schema.schema_exists(schema)


def test_what_something_else_left_half_made_is_made_again(db):
    with pytest.raises(Killed):
        provision_city(on_step=killed_after("registered"), **GHENT)
    schema = City.objects.get(slug="ghent").schema_name
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.ideas_idea (id int)")

    provision_city(**GHENT)

    assert fingerprint.drift(schema, fingerprint.describe(template_schema.TEMPLATE)) == []


def test_a_second_run_changes_nothing_and_what_was_asked_first_stands(db):
    first = provision_city(**GHENT)

    second = provision_city(**GHENT | {"name": "Gent aan de Leie", "domain": "ideas.gent.example"})

    assert (second.pk, second.name, second.primary_domain) == (first.pk, "Ghent", "ghent.localhost")
    assert AuditEntry.objects.filter(action="control_plane.city_provisioned").filter(target_ref=first.pk).count() == 1


def test_an_open_city_is_neither_abandoned_nor_made_again(lisbon):
    with pytest.raises(RuleViolation) as refusal:
        abandon_city("lisbon")
    City.objects.filter(pk=lisbon.pk).update(schema_version="older")
    with pytest.raises(new_schema.SchemaInUseError):
        new_schema.create_schema(lisbon.schema_name)

    assert refusal.value.code == "city.is_open"
    assert open_wall().is_open_wall


def test_opening_a_city_has_the_pool_filled_up_again(db, settings):
    settings.SCHEMA_POOL_SIZE = 1

    provision_city(**GHENT)

    assert OutboxEntry.objects.filter(name="control_plane.refill_pool").count() == 1


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        ({"slug": "ad"}, "slug.length", "slug"),
        ({"slug": "admin"}, "slug.reserved", "slug"),
        ({"slug": "l1sbon"}, "slug.lookalike", "slug"),
        ({"name": " "}, "city.name", "name"),
        ({"country": "XX"}, "city.country", "country"),
        ({"country": "be"}, "city.country", "country"),
        ({"time_zone": "Europe/Gent"}, "city.time_zone", "time_zone"),
        ({"languages": ()}, "city.languages", "languages"),
        ({"languages": ("nl", "xx")}, "city.languages", "languages"),
        ({"languages": ("nl", "nl")}, "city.languages", "languages"),
        ({"default_language": "es"}, "city.languages", "default_language"),
        ({"names": {"es": "Gante"}}, "city.names", "names"),
        ({"population": 0}, "city.population", "population"),
        ({"domain": "Ideas.gent"}, "city.domain", "domain"),
        ({"domain": "localhost"}, "city.domain", "domain"),
        ({"domain": "porto.localhost"}, "city.domain", "domain"),
        ({"branding": {"primary": "red"}}, "city.branding", "primary"),
        ({"branding": {"city": 1}}, "city.branding", "city"),
        ({"rules": {"answer_threshold": "many"}}, "city.rules", "answer_threshold"),
    ],
)
def test_a_city_that_cannot_be_is_refused_with_a_sentence_and_leaves_nothing(db, wish, code, field):
    with pytest.raises(RuleViolation) as refusal:
        provision_city(**GHENT | wish)

    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert str(refusal.value.sentence).endswith((".", "integer."))
    assert City.objects.count() == 2


def test_a_domain_that_another_city_has_is_refused(db):
    provision_city(**GHENT | {"domain": "ideas.gent.example"})

    with pytest.raises(RuleViolation) as refusal:
        provision_city(name="Bruges", slug="bruges", domain="ideas.gent.example")

    assert (refusal.value.code, refusal.value.field) == ("city.domain", "domain")


COMMAND = [
    "--slug=ghent",
    "--name=Ghent",
    *("--names", "nl=Gent", "fr=Gand"),
    "--country=BE",
    "--time-zone=Europe/Brussels",
    *("--languages", "nl", "fr", "en"),
    "--default-language=fr",
    "--population=265000",
    "--domain=ideas.gent.example",
    "--primary-colour=#AA3300",
    "--accent=#003366",
    "--radius=4",
    "--stack=serif",
    *("--question", "nl=Wat kan beter?"),
    *("--promise", "nl=We lezen alles."),
    *("--about", "nl=De stad."),
    *("--rules", "answer_threshold=50", "minimum_age=16"),
]


def test_the_command_takes_every_option(db):
    out = StringIO()

    call_command("provision_city", *COMMAND, "--json", stdout=out)

    city = City.objects.get(slug="ghent")
    assert json.loads(out.getvalue()) == {
        "slug": "ghent",
        "schema": city.schema_name,
        "host": "ideas.gent.example",
        "state": "pilot",
        "new": True,
    }
    assert (city.default_language, city.population, city.names) == ("fr", 265_000, {"nl": "Gent", "fr": "Gand"})
    assert (city.branding.primary, city.branding.accent) == ("#aa3300", "#003366")
    assert (city.branding.radius, city.branding.stack) == (4, "serif")
    assert (city.branding.promise, city.branding.about) == ({"nl": "We lezen alles."}, {"nl": "De stad."})
    assert (city.rules.answer_threshold, city.rules.minimum_age) == (50, 16)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(db):
    out = StringIO()

    call_command("provision_city", *COMMAND, "--dry-run", stdout=out)

    assert out.getvalue().splitlines()[0] == "Ghent would answer under ideas.gent.example, in nl, fr, en (fr first)."
    assert out.getvalue().splitlines()[-1] == "Nothing was written."
    assert City.objects.count() == 2


@pytest.mark.parametrize("extra", [[], ["--dry-run"]])
def test_the_command_prints_a_refusal_as_a_sentence_and_fails(db, extra):
    err = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("provision_city", "--slug=ghent", "--name=Ghent", "--time-zone=Mars", *extra, stderr=err)

    assert end.value.code == 1
    assert err.getvalue() == "“Mars” is no time zone we know. Write it like “Europe/Lisbon”.\n"


def test_the_command_finishes_or_removes_what_was_begun(db):
    for _time in range(2):
        with pytest.raises(Killed):
            provision_city(on_step=killed_after("schema"), **GHENT)
    finished, plan = StringIO(), StringIO()

    call_command("provision_city", "--slug=ghent", "--name=Ghent", "--dry-run", stdout=plan)
    call_command("provision_city", "--slug=ghent", "--abandon", stdout=finished)

    assert plan.getvalue().startswith("Ghent was begun earlier as t_")
    assert finished.getvalue() == "What there was of ghent is removed.\n"
    assert City.objects.count() == 2
