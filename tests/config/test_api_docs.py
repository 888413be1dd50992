"""The API's description as a page."""

import gzip

from config.api_docs import parts
from config.api_schema import document
from tenants import lookup
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
    assert 'curl "http://lisbon.localhost/api/v1/ideas/2026-00042/vote/"' in html
    assert dict(page.cookies) == {}


def test_the_page_speaks_the_languages_of_the_city(lisbon):
    lisbon.languages = ["en", "es"]
    lisbon.save()
    lookup.forget()
    client = visitor_client()

    pages = [
        client.get("/api/v1/docs/?language=es"),
        client.get("/api/v1/docs/", headers={"accept-language": "es"}),
        client.get("/api/v1/docs/?language=xx", headers={"accept-language": "en"}),
    ]

    assert [page["Content-Language"] for page in pages] == ["es", "es", "en"]
    assert ['<html lang="es"' in page.content.decode() for page in pages] == [True, True, False]
    assert 'href="?language=es"' in pages[2].content.decode()


def test_the_page_is_light(lisbon):
    html = visitor_client().get("/api/v1/docs/", headers={"accept-encoding": "identity"}).content

    assert len(gzip.compress(html, 6)) < 24 * 1024
