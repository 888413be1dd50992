"""The API's description as a page."""

import gzip
from html import unescape

from config.api_docs import parts
from config.api_schema import document
from tenants import lookup
from tests.factories import a_neighbourhood, a_topic
from tests.helpers import queries, visitor_client


def test_every_operation_stands_on_the_page_with_its_example(lisbon):
    client = visitor_client()

    with queries(3):  # topics, neighbourhoods and projects, for the examples
        page = client.get("/api/v1/docs/", headers={"accept-language": "en"})

    html = unescape(page.content.decode())
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


def page_of(lisbon) -> str:
    return unescape(visitor_client().get("/api/v1/docs/", headers={"accept-language": "en"}).content.decode())


def block(html: str, key: str) -> str:
    """What the page says of one operation."""
    return html[html.index(f'id="{key}"') :].partition("</article>")[0]


def test_examples_use_the_citys_own_words(lisbon):
    a_topic("work", "Work")
    a_neighbourhood("belem", "Belém")

    html = page_of(lisbon)

    assert 'curl "http://lisbon.localhost/api/v1/ideas/?topic=work&where=belem"' in block(html, "list_ideas")
    assert '"topics": ["work"], "neighbourhoods": ["belem"]' in block(html, "create_idea")
    assert '"slug": "work"' in block(html, "list_topics")
    assert "urbanism" not in html
    assert "alfama" not in html


def test_examples_are_of_one_city_and_it_is_this_one(lisbon):
    lisbon.languages, lisbon.default_language = ["es", "fr"], "es"
    lisbon.time_zone, lisbon.country, lisbon.population = "Europe/Madrid", "ES", 12_345
    lisbon.save()
    lookup.forget()
    a_topic("work", "Work")
    place = a_neighbourhood("belem", "Belém")

    html = unescape(visitor_client().get("/api/v1/docs/?language=es").content.decode())
    city, places = block(html, "get_city"), block(html, "list_neighbourhoods")

    assert [
        said for said in ('"time_zone": "Europe/Madrid"', '"country": "ES"', '"population": 12345') if said not in city
    ] == []
    assert '"me": "/api/v1/me/"' in city
    assert f'"latitude": {place.latitude}' in places
    assert '"language": "es"' in block(html, "create_idea")
    assert '"page": "/es/about/house-rules/"' in block(html, "list_agreements")
    assert [foreign for foreign in ("Europe/Lisbon", '"pt"', "38.7139", "building-2") if foreign in html] == []


def test_an_answer_shows_that_it_was_done(lisbon):
    html = page_of(lisbon)

    agreed, shared = block(html, "create_agreement"), block(html, "create_idea")
    said, again = block(html, "create_comment"), block(html, "update_comment")
    assert ('"must_agree": false' in agreed, '"agreed_version": 2' in agreed) == (True, True)
    assert '"visibility": "withdrawn"' in block(html, "withdraw_idea")
    assert '"title": "Lime trees along the tram",' in block(html, "update_idea")
    assert ('"supports": 0' in shared, '"comments": 0' in shared, '"pictures": []' in shared) == (True, True, True)
    assert ('"likes": 0' in said, '"reply_count": 0' in said, '"replies": []' in said) == (True, True, True)
    assert ('"text": "Plane trees or limes, please."' in again.partition("200")[2]) is True


def test_what_only_a_session_may_do_is_not_shown_with_a_key(lisbon):
    html = page_of(lisbon)

    shown = [block(html, key) for key in ("list_tokens", "create_token", "revoke_token")]
    assert ["Bearer" in one for one in shown] == [False, False, False]
    assert ["-b cookies.txt" in one for one in shown] == [True, True, True]
    assert ["X-CSRFToken: $CSRF_TOKEN" in one for one in shown] == [False, True, True]
    assert "Authorization: Bearer $KEY" in block(html, "update_me")


def test_a_delete_shows_what_it_answers(lisbon):
    html = page_of(lisbon)

    assert "The answer is 204, without a body." in block(html, "delete_comment")
    assert "true" not in block(html, "delete_comment").partition("<h4>Example</h4>")[2]
    assert '"supported": false' in block(html, "unsupport_idea")
    assert '"liked": false' in block(html, "unlike_comment")
    assert '"followed": false' in block(html, "unfollow_idea")
    assert '"supported": true' in block(html, "support_idea")


def test_each_request_can_be_copied_and_each_block_scrolls_by_keyboard(lisbon):
    html = page_of(lisbon)

    count = sum(len(part.operations) for part in parts())
    assert html.count("data-copy data-from=") == count
    assert html.count("<pre ") == html.count("<pre id=") + html.count('<pre role="group" tabindex="0" aria-label=')
    assert html.count('role="group" tabindex="0" aria-label=') == html.count("<pre ")


def test_the_page_says_who_may_read_from_a_browser_and_calls_a_key_a_key(lisbon):
    html = page_of(lisbon)

    main = html[html.index('id="main"') :].lower()
    assert "access-control-allow-origin: *" in main
    assert "a token" not in main.replace("csrf token", "")
    assert "the token" not in main.replace("the csrf token", "")
