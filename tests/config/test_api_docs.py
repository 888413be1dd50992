"""The API's description as a page."""

import gzip

from config.api_docs import parts
from config.api_schema import document
from tests.helpers import queries, visitor_client


def test_every_operation_stands_on_the_page_with_its_example(lisbon):
    client = visitor_client()

    with queries(0):
        page = client.get("/api/v1/docs/", headers={"accept-language": "en"})

    html = page.content.decode()
    shown = [one for part in parts() for one in part.operations]
    assert page.status_code == 200
    assert len(shown) == sum(len(methods) for methods in document()["paths"].values())
    assert [one.key for one in shown if f'id="{one.key}"' not in html] == []
    assert "curl http://lisbon.localhost/api/v1/ideas/2026-00042/vote/" in html
    assert dict(page.cookies) == {}


def test_the_page_speaks_the_languages_of_the_city(lisbon):
    client = visitor_client()

    english, other = client.get("/api/v1/docs/?language=en"), client.get("/api/v1/docs/?language=xx")

    assert english["Content-Language"] == "en"
    assert other.status_code == 200


def test_the_page_is_light(lisbon):
    html = visitor_client().get("/api/v1/docs/", headers={"accept-encoding": "identity"}).content

    assert len(gzip.compress(html, 6)) < 24 * 1024
