"""Sentry hears of errors when one is named, in which city, and never whom they hit."""

import logging
from typing import Any

import pytest
import sentry_sdk
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.test import RequestFactory
from sentry_sdk.transport import Transport

from common.scrub import scrub
from config import sentry

SECRETS = "ana@example.org called +32 470 12 34 56 about BE68 5390 0754 7034"


class Kept(Transport):
    """The edge of the network: keeps what would have left."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def capture_envelope(self, envelope):
        self.events.append(envelope.get_event())


@pytest.fixture
def told():
    kept = Kept()
    client = sentry_sdk.Client(**sentry.options("https://key@sentry.example/1"), transport=kept)
    with sentry_sdk.isolation_scope() as scope:
        scope.set_client(client)
        yield kept.events


def without_source(event: dict[str, Any]) -> str:
    """The event as text but for lines of code around the mistake: these lines of ours hold what is looked for."""
    for problem in event["exception"]["values"]:
        for frame in problem["stacktrace"]["frames"]:
            for name in ("pre_context", "context_line", "post_context"):
                frame.pop(name, None)
    return str(event)


def fail() -> None:
    telephone = "0470 12 34 56"
    raise ValueError(f"{SECRETS}, {telephone}")


def test_an_error_is_told_without_whom_it_hit(told):
    sentry_sdk.get_isolation_scope().set_user({"email": "ana@example.org", "ip_address": "203.0.113.9"})
    logging.getLogger("outbox").warning("before: %s", SECRETS)

    try:
        fail()
    except ValueError:
        logging.getLogger("outbox").exception("could not write to %s", SECRETS)

    [event] = told
    assert event["exception"]["values"][0]["value"] == "[email] called [phone] about [iban], [phone]"
    assert event["logentry"]["params"] == ["[email] called [phone] about [iban]"]
    assert "user" not in event
    assert [word for word in ("ana@", "470", "5390", "203.0.113.9") if word in without_source(event)] == []


def test_a_page_that_breaks_is_told_with_its_city_and_without_what_was_typed(told, lisbon, settings):
    settings.ROOT_URLCONF = "tests.config.breaking_urls"
    host = lisbon.primary_domain
    headers = {"host": host, "cookie": "sessionid=token", "x-forwarded-for": "203.0.113.9"}
    asked = RequestFactory().get("/?mail=ana@example.org", headers=headers, REMOTE_ADDR="203.0.113.9")

    # As the web server asks; the tests' own client goes in behind the door where requests are noted.
    said: list[str] = []
    signals.request_started.disconnect(close_old_connections)  # as the tests' client does: the connection is the test's
    page = WSGIHandler()(asked.environ, lambda status, _headers: said.append(status))
    signals.request_started.connect(close_old_connections)

    assert b"".join(page) != b""
    assert said == ["500 Internal Server Error"]
    [event] = told
    assert event["tags"]["city"] == lisbon.schema_name
    assert event["request"] == {
        "url": f"http://{host}/",
        "query_string": "mail=[email]",
        "method": "GET",
    }
    assert [word for word in ("ana@", "token", "203.0.113.9") if word in without_source(event)] == []


def test_without_a_server_nobody_is_told():
    sentry.start("")

    assert not sentry_sdk.is_initialized()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to Ana.B+wall@mail.example.org now", "write to [email] now"),
        ("+32 (0)470 12 34 56", "[phone]"),
        ("0470/12.34.56", "[phone]"),
        ("call 612345678!", "call [phone]!"),
        ("BE68 5390 0754 7034", "[iban]"),
        ("NL91ABNA0417164300", "[iban]"),
        ("idea 2026-00042 of 2026-05-04 12:00", "idea 2026-00042 of 2026-05-04 12:00"),
        ("entry 4711 took 120 ms in t_12", "entry 4711 took 120 ms in t_12"),
    ],
)
def test_what_tells_who_somebody_is_goes_and_the_rest_stays(text, left):
    assert scrub(text) == left
