"""What no browser sends and somebody tries all the same: an answer, never a failure."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Draft
from citizensourcing.projects.selectors import open_wall
from tests.citizensourcing.ideas.sharing import *  # noqa: F403 -- fixtures
from tests.citizensourcing.ideas.sharing import TEXT, TITLE, jpeg, upload
from tests.helpers import CityClient


@pytest.mark.parametrize("path", ["/files/%00", "/files/ideas/a%00.webp", "/en/ideas/share/?project=%00"])
def test_a_nul_in_an_address_leads_nowhere(lisbon_client, path):
    assert lisbon_client.get(path).status_code == 404


@pytest.mark.parametrize(
    "key", ["\x00" * 32, "a" * 31 + "\x00", "A" * 32, "../../../../etc", "' OR 1=1 --aaaaaaaaaa", "é" * 16, "a" * 400]
)
def test_a_cookie_that_we_never_gave_out_is_no_session(lisbon_client, key):
    lisbon_client.cookies[settings.SESSION_COOKIE_NAME] = key

    answer = lisbon_client.get("/en/ideas/share/")

    assert answer.status_code == 200
    assert answer.wsgi_request.session.session_key is None


@pytest.mark.parametrize(
    "referer",
    ["http://[", "http://lisbon.localhost//evil.example/", "https://evil.example/", "http://lisbon.localhost\\@evil"],
)
def test_the_way_back_from_a_refused_form_stays_here(lisbon, referer):
    client = CityClient(lisbon, enforce_csrf_checks=True)

    answer = client.post("/en/account/", {"email": "ana@example.org"}, headers={"referer": referer})

    assert answer.status_code == 403
    assert '<a class="btn" href="/">' in answer.content.decode()


def test_the_way_back_from_a_refused_form_is_its_page(lisbon):
    client = CityClient(lisbon, enforce_csrf_checks=True)
    here = "/en/account/?next=/en/ideas/"

    answer = client.post(here, {}, headers={"referer": f"http://{lisbon.primary_domain}{here}"})

    assert f'<a class="btn" href="{here}">' in answer.content.decode()


def test_a_nul_in_a_description_is_left_out(lisbon):
    draft: Draft = services.begin_draft(person=None, project=open_wall(), title=TITLE, text=TEXT, now=timezone.now())
    picture = services.attach_picture(draft=draft, upload=upload(jpeg()))

    services.describe_picture(draft=draft, attachment_id=picture.pk, alt="A\x00 bench\u200b\nin the shade")

    picture.refresh_from_db()
    assert picture.alt == "A bench in the shade"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/en/nothing-here/", 404),
        ("get", "/en/ideas/2020-00001/", 404),
        ("post", "/en/account/", 403),
    ],
)
def test_no_shared_cache_keeps_what_is_no_visitors_page(lisbon, method, path, status):
    answer = getattr(CityClient(lisbon, enforce_csrf_checks=True), method)(path)

    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer["Vary"]


def test_a_page_of_an_unknown_host_guards_itself(db):
    answer = Client(headers={"host": "nobody.example"}).get("/")

    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
