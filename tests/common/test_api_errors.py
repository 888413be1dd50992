"""Whatever goes wrong with the API, the answer is JSON with a code and a sentence."""

import pytest
from django.test import RequestFactory

from tests.helpers import visitor_client
from web import views


def test_what_breaks_on_our_side_says_so_in_json(lisbon):
    request = RequestFactory().get("/api/v1/ideas/")

    broken, page = views.server_error(request), views.server_error(RequestFactory().get("/en/"))

    assert (broken.status_code, broken["Content-Type"]) == (500, "application/json")
    assert b'"code": "failed"' in broken.content
    assert page["Content-Type"].startswith("text/html")


def test_a_mistake_of_ours_is_not_swallowed(lisbon, monkeypatch):
    from citizensourcing.ideas import selectors

    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(selectors, "list_bodies", broken)
    client = visitor_client()
    client.raise_request_exception = False

    answer = client.get("/api/v1/ideas/")

    assert (answer.status_code, answer.json()["code"]) == (500, "failed")


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/ideas", "/api/v1/ideas/2026-00001", "/api/v1/topics/x/"])
def test_an_address_that_is_not_there_is_not_found_in_json(path, lisbon):
    answer = visitor_client().get(path)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json() == {
        "code": "not_found",
        "message": "There is nothing at this address, or not for you. Addresses end with a slash.",
    }
