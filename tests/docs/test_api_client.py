"""The client that was written from the description alone does what it says, against a real server."""

import importlib.util
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils import timezone

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.participants.models import KeptReply, Scope
from citizensourcing.participants.services import make_token
from tenants.models import City, Domain
from tests import helpers
from tests.factories import a_resident, a_topic, an_idea

SOURCE = Path(__file__).resolve().parents[2] / "docs" / "api" / "client.py"


def the_client() -> Any:
    """The file itself: nothing of ours imports it."""
    spec = importlib.util.spec_from_file_location("client", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Quiet(WSGIRequestHandler):
    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def ferry(django_db_setup, django_db_blocker) -> Iterator[City]:
    with django_db_blocker.unblock(), helpers.a_committed_city("Ferry") as city:
        Domain.objects.create(tenant=city, domain="127.0.0.1", is_primary=False)
        yield city


@pytest.fixture
def address(ferry, settings) -> Iterator[str]:
    """A server of our own, one request at a time."""
    settings.PLATFORM_HOSTS = ["localhost"]  # 127.0.0.1 is the city here
    application = get_wsgi_application()

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        try:
            return [b"".join(application(environ, start_response))]
        finally:
            connection.close()

    with make_server("127.0.0.1", 0, answer, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(timeout=10)


def test_the_client_lists_shares_supports_and_comments(ferry, address):
    a_topic("urbanism", "Urbanism")
    ana = a_resident("Ana")
    older = [an_idea(f"Bench {at}", author=a_resident("Rui")).number for at in range(3)]
    token = make_token(person=ana, name="Client", scopes=Scope.values, days=9, now=timezone.now()).text
    client = the_client()
    wall = client.Wall(address, token=token)

    listed = [idea["number"] for idea in wall.ideas(sort="newest", limit=2)]
    mine = wall.share("Trees along the tram", "Shade makes waiting bearable.", topics=["urbanism"], language="en")
    supported = wall.support(older[0])
    said = wall.comment(older[0], "In the shade, please.", stance="for")
    answered = wall.comment(older[0], "Limes grow fast.", parent=said["id"])
    with pytest.raises(client.RefusedError) as no:
        wall.share("", "x", topics=["urbanism"])
    heard = list(client.Wall(address).comments(older[0]))

    assert sorted(listed) == sorted(older)
    assert Idea.objects.get(title="Trees along the tram").number == mine["number"]
    assert supported == {"supports": 1, "supported": True}
    assert Vote.objects.filter(voter=ana, idea__title="Bench 0").count() == 1
    assert list(Comment.objects.order_by("pk").values_list("text", "stance", "parent_id")) == [
        ("In the shade, please.", "for", None),
        ("Limes grow fast.", "neutral", said["id"]),
    ]
    assert [(one["id"], [reply["id"] for reply in one["replies"]]) for one in heard] == [(said["id"], [answered["id"]])]
    assert (no.value.status, no.value.code, list(no.value.fields)) == (400, "invalid", ["title"])
    assert KeptReply.objects.filter(person=ana).count() == 4
