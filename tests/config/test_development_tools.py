"""Signing in as anybody and reading the mail: on one's own machine only."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from citizensourcing.participants.models import Participant
from control_plane.development_views import pass_for
from tests.helpers import CityClient

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture
def tools(settings, tmp_path):
    settings.DEVELOPMENT_TOOLS = True
    settings.MAIL_FOLDER = tmp_path
    return settings


@pytest.fixture
def platform(db) -> Client:
    return Client(headers={"host": "localhost:8000"})


def sign_in_as(client: Client, city: str, account: str):
    return client.post("/dev/sign-in/", {"pass": pass_for(city, account)})


@pytest.mark.parametrize(
    ("account", "roles"),
    [("resident", []), ("moderator", ["moderator"]), ("manager", ["manager"]), ("city_admin", ["city_admin"])],
)
def test_one_click_signs_in_as_each_account_of_a_city(tools, lisbon, account, roles):
    client = CityClient(lisbon)

    answer = sign_in_as(client, "lisbon", account)

    person = Participant.objects.get(user_id=client.session["_auth_user_id"])
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert list(person.user.staff_roles.values_list("role", flat=True)) == roles


def test_the_home_offers_a_button_per_account_that_posts_to_the_citys_own_host(tools, platform, lisbon):
    answer = platform.get("/")
    page = answer.content.decode()
    form = re.search(r'action="http://lisbon.localhost:8000/dev/sign-in/">\s*<input[^>]*value="([^"]+)"', page)

    came_in = CityClient(lisbon, enforce_csrf_checks=True).post("/dev/sign-in/", {"pass": form[1]})

    assert came_in.status_code == 303
    assert "form-action 'self' http://lisbon.localhost:8000" in answer["Content-Security-Policy"]
    assert page.count("http://lisbon.localhost:8000/dev/sign-in/") == 4


def test_the_operator_signs_in_on_the_platform(tools, platform):
    answer = sign_in_as(platform, "", "operator")

    operator = User.objects.get(pk=platform.session["_auth_user_id"])
    assert answer.status_code == 303
    assert (operator.email, operator.is_staff) == ("operator@commonwall.example", True)


def test_a_citys_page_offers_the_same_buttons(tools, lisbon_client):
    page = lisbon_client.get("/dev/sign-in/").content.decode()

    assert page.count('name="pass"') == 4
    assert "@" not in page


@pytest.mark.parametrize(
    ("city", "account"), [("porto", "resident"), ("", "operator"), ("lisbon", "operator"), ("lisbon", "nobody")]
)
def test_a_pass_for_elsewhere_or_nobody_opens_nothing(tools, lisbon, city, account):
    client = CityClient(lisbon)

    answer = sign_in_as(client, city, account)

    assert answer.status_code == 404
    assert User.objects.count() == 0


@pytest.mark.parametrize("forged", ["", "x", "eyJjaXR5IjoibGlzYm9uIn0:1abc:forged"])
def test_without_a_pass_nobody_comes_in(tools, lisbon_client, forged):
    assert lisbon_client.post("/dev/sign-in/", {"pass": forged}).status_code == 404
    assert "_auth_user_id" not in lisbon_client.session


def test_the_mail_is_read_newest_first_and_html_is_never_run(tools, platform):
    stored = {
        "to": ["ana@example.org"],
        "from": "Lisbon <wall@localhost>",
        "body": "Your code:\n\n    123456",
        "headers": {},
    }
    for stamp, subject, html in (
        ("20260504T100000000001", "First", ""),
        ("20260504T110000000001", "Second", "<b>x</b>"),
    ):
        (tools.MAIL_FOLDER / f"{stamp}-0-ana.json").write_text(
            json.dumps(stored | {"at": "2026-05-04T10:00:00+00:00", "subject": subject, "html": html})
        )

    listed = platform.get("/mail/").content.decode()
    shown = platform.get("/mail/20260504T110000000001-0-ana/").content.decode()

    assert listed.index("Second") < listed.index("First")
    assert "123456" in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert platform.get("/mail/nothing/").status_code == 404


def test_an_empty_mailbox_says_what_to_do(tools, platform):
    assert "No mail yet" in platform.get("/mail/").content.decode()


@pytest.mark.parametrize("path", ["/mail/", "/mail/anything/", "/dev/sign-in/"])
def test_nothing_of_it_stands_on_the_platform_without_the_setting(platform, settings, path):
    settings.DEVELOPMENT_TOOLS = False

    assert platform.get(path).status_code == 404
    assert platform.post(path, {"pass": pass_for("", "operator")}).status_code in {404, 405}
    assert User.objects.count() == 0


def test_nothing_of_it_stands_in_a_city_without_the_setting(lisbon_client, settings):
    settings.DEVELOPMENT_TOOLS = False

    assert lisbon_client.get("/dev/sign-in/").status_code == 404
    assert sign_in_as(lisbon_client, "lisbon", "manager").status_code == 404
    assert User.objects.count() == 0


def test_the_home_offers_none_of_it_without_the_setting(platform, settings):
    settings.DEVELOPMENT_TOOLS = False

    answer = platform.get("/")

    assert "dev/sign-in" not in answer.content.decode()
    assert "/mail/" not in answer.content.decode()
    assert answer["Content-Security-Policy"].endswith("form-action 'self'")


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "CACHE_URL": "redis://localhost:1/0",
    "BROKER_URL": "redis://localhost:1/0",
}


def start_with(asked: str = "DEVELOPMENT_TOOLS", **environment: str) -> subprocess.CompletedProcess[str]:
    """Read production's settings in a process of their own, as a server does when it starts."""
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; print(settings.{asked})"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{REPO}:{REPO / 'platform'}"} | PRODUCTION | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("module", ["config.settings.production", "config.settings.dev"])
def test_addresses_of_servers_may_be_in_files(tmp_path, module):
    for name in ("DATABASE_URL", "CACHE_URL", "BROKER_URL"):
        (tmp_path / name).write_text(f"{PRODUCTION[name]}\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in ("DATABASE_URL", "CACHE_URL", "BROKER_URL")}
    unset = {"DATABASE_URL": "", "CACHE_URL": "", "BROKER_URL": ""}

    done = start_with("DATABASES['default']['NAME']", DJANGO_SETTINGS_MODULE=module, **files, **unset)

    assert (done.stderr, done.stdout.strip()) == ("", "nothing")


@pytest.mark.parametrize("name", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_files_lie_where_the_environment_says(name):
    assert start_with(name, **{name: "/srv/files"}).stdout.strip() == "/srv/files"
    assert start_with(name).stdout.strip() == str(REPO / ".local" / name.removesuffix("_ROOT").lower())


def test_production_logs_objects():
    asked = "LOGGING['handlers']['console']['formatter']"

    assert start_with(asked).stdout.strip() == "json"
    assert start_with(asked, DJANGO_SETTINGS_MODULE="config.settings.dev").stdout.strip() == "line"


def test_production_starts_without_the_tools():
    done = start_with()

    assert (done.returncode, done.stdout.strip()) == (0, "False")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DEVELOPMENT_TOOLS": "1"}, "DEVELOPMENT_TOOLS sign anybody in as anybody"),
        ({"SECRET_KEY": "development-only-never-in-production-really"}, "SECRET_KEY must be a random string"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be a random string"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
    ],
)
def test_production_refuses_to_start_with_them(environment, sentence):
    refused = start_with(**environment)

    assert refused.returncode != 0
    assert f"Commonwall cannot start: {sentence}" in refused.stderr
