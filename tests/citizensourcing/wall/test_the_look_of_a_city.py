"""What a city looks like to browsers, search engines and link previews."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from citizensourcing.ideas import services
from tenants import lookup
from tenants.context import for_city
from tenants.models import Branding
from tenants.stylesheet import stylesheet_of
from tests import factories, helpers

FOR_EVER = "public, max-age=31536000, immutable"


def test_the_stylesheet_stays_for_ever_under_its_own_name(lisbon, lisbon_client):
    sheet = stylesheet_of(lisbon.branding)

    answer = lisbon_client.get(f"/theme.{sheet.digest}.css")

    assert (answer.status_code, answer.content.decode()) == (200, sheet.css)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == FOR_EVER
    assert answer.cookies == {}


def test_an_old_name_gets_todays_look_for_a_minute(lisbon, lisbon_client):
    answer = lisbon_client.get("/theme.0123456789ab.css")

    assert answer.content.decode() == stylesheet_of(lisbon.branding).css
    assert answer["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["/theme.css", "/theme.xyz.css", "/theme.0123456789ab.css.map", "/theme..css"])
def test_no_other_name_is_a_stylesheet(lisbon_client, name):
    assert lisbon_client.get(name).status_code == 404


def test_each_city_has_its_own_colours(lisbon, porto, lisbon_client):
    Branding.objects.filter(city=porto).update(primary="#7a1f3d")
    lookup.forget()

    here = lisbon_client.get("/favicon.svg").content.decode()
    there = helpers.visitor_client(porto).get("/favicon.svg").content.decode()

    assert 'fill="#0a6b5d"' in here
    assert 'fill="#7a1f3d"' in there


def test_the_logo_is_served_under_a_name_that_changes_with_it(lisbon, lisbon_client, decide):
    drawn = BytesIO()
    Image.new("RGB", (20, 10), "red").save(drawn, "PNG")
    name = default_storage.save("brand/logo.png", ContentFile(drawn.getvalue()))
    decide(Branding, logo=name)
    address = Branding.objects.get(city=lisbon).logo_url

    answer = lisbon_client.get(address)
    old = lisbon_client.get("/logo.0123456789ab")
    front = lisbon_client.get("/en/")

    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/png", drawn.getvalue())
    assert answer["Cache-Control"] == FOR_EVER
    assert (old.status_code, old["Location"]) == (302, address)
    assert f'src="{address}"' in front.content.decode()


def test_without_a_logo_there_is_none(lisbon, lisbon_client):
    assert lisbon.branding.logo_url == ""
    assert lisbon_client.get("/logo.0123456789ab").status_code == 404


def test_search_engines_find_what_is_public_and_only_that(lisbon_client):
    idea = factories.an_idea("Shade at the stop")
    hidden = factories.an_idea("Names a neighbour")
    services.hide_idea(idea=hidden, by=factories.staff("moderator"), reason="It names a neighbour.")

    robots = lisbon_client.get("/robots.txt").content.decode()
    sitemap = lisbon_client.get("/sitemap.xml")

    assert "Disallow: /*/me/\n" in robots
    assert "Sitemap: http://lisbon.localhost:8000/sitemap.xml\n" in robots
    assert sitemap["Content-Type"] == "application/xml; charset=utf-8"
    assert "<loc>http://lisbon.localhost:8000/en/</loc>" in sitemap.content.decode()
    assert f"<loc>http://lisbon.localhost:8000/en/ideas/{idea.number}/</loc>" in sitemap.content.decode()
    assert hidden.number not in sitemap.content.decode()
    assert sitemap["Cache-Control"] == "public, max-age=60"


def test_the_sitemap_names_nothing_that_was_hidden_a_moment_ago(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), helpers.a_committed_city("Mapville") as city, for_city(city):
        visitor = helpers.visitor_client(city)
        idea, moderator = factories.an_idea("Names a neighbour"), factories.staff("moderator")
        before, again = visitor.get("/sitemap.xml").content, visitor.get("/sitemap.xml").content

        services.hide_idea(idea=idea, by=moderator, reason="It names a neighbour.")
        after = visitor.get("/sitemap.xml").content

    assert idea.number.encode() in before
    assert again == before
    assert idea.number.encode() not in after
