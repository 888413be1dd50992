"""The city and its lists for programs: one query at most, and nothing that changes who asks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citizensourcing.projects.models import Phase, Project
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from tenants import lookup
from tenants.models import City
from tests.factories import an_idea
from tests.helpers import UTC_SECONDS, queries, visitor_client

V1 = "/api/v1/"


def test_the_city_says_what_it_promised_and_where_the_rest_is_without_a_query(lisbon):
    City.objects.filter(pk=lisbon.pk).update(names={"en": "Lisbon", "pt": "Lisboa"}, country="PT", population=545_000)
    lookup.forget()
    client = visitor_client()
    client.get(V1)

    with queries(0):
        answer = client.get(V1)

    assert answer.json() == {
        "slug": "lisbon",
        "names": {"en": "Lisbon", "pt": "Lisboa"},
        "languages": ["en"],
        "default_language": "en",
        "time_zone": lisbon.time_zone,
        "country": "PT",
        "population": 545_000,
        "is_open": True,
        "rules": {
            "minimum_age": 13,
            "read_within_days": 5,
            "answer_threshold": 25,
            "answer_working_days": 20,
            "edit_minutes": 15,
        },
        "links": {
            "schema": "/api/v1/schema/",
            "docs": "/api/v1/docs/",
            "topics": "/api/v1/topics/",
            "neighbourhoods": "/api/v1/neighbourhoods/",
            "projects": "/api/v1/projects/",
            "ideas": "/api/v1/ideas/",
            "similar_ideas": "/api/v1/ideas/similar/",
            "session": "/api/v1/session/",
            "me": "/api/v1/me/",
        },
    }


def test_topics_that_may_be_chosen_stand_in_the_citys_order(topics):
    Topic.objects.filter(slug="urbanism").update(is_active=False)

    client = visitor_client()
    with queries(1):
        answer = client.get(f"{V1}topics/")

    assert answer.json() == {
        "items": [
            {"slug": "work", "names": {"en": "Work"}, "icon": "briefcase"},
            {"slug": "culture", "names": {"en": "Culture"}, "icon": "music"},
        ]
    }


def test_neighbourhoods_bring_their_shapes_only_when_asked(neighbourhoods):
    client = visitor_client()
    with queries(1):
        plain = client.get(f"{V1}neighbourhoods/").json()["items"]
    with queries(1):
        whole = client.get(f"{V1}neighbourhoods/?geometry=true").json()["items"]

    assert plain[0] == {
        "slug": "alfama",
        "names": {"en": "Alfama"},
        "latitude": 38.715,
        "longitude": -9.125,
        "population": 5000,
        "is_computed": False,
    }
    assert whole[0] == plain[0] | {"geometry": Neighbourhood.objects.get(slug="alfama").geometry}
    assert visitor_client().get(f"{V1}neighbourhoods/?geometry=yes").json()["fields"] == {
        "geometry": ["Write true or false."]
    }


def test_projects_say_what_may_be_done_in_them_now(lisbon):
    now = timezone.now().replace(microsecond=0)
    side = Project.objects.create(slug="square", titles={"en": "The square"}, visibility="published")
    Project.objects.create(slug="draft", titles={"en": "Not yet"})
    Phase.objects.create(project=side, actions=["vote"], ends_at=now + timedelta(days=1))
    Phase.objects.create(project=side, actions=["post"], starts_at=now + timedelta(days=1))

    client = visitor_client()
    with queries(1):
        answer = client.get(f"{V1}projects/").json()["items"]

    assert [project["slug"] for project in answer] == ["open-wall", "square"]
    assert answer[0]["may_now"] == ["post", "vote", "comment"]
    assert answer[1] == {
        "slug": "square",
        "titles": {"en": "The square"},
        "texts": {},
        "is_open_wall": False,
        "may_now": ["vote"],
        "phases": [
            {
                "names": {},
                "starts_at": None,
                "ends_at": f"{now + timedelta(days=1):{UTC_SECONDS}}",
                "actions": ["vote"],
            },
            {
                "names": {},
                "starts_at": f"{now + timedelta(days=1):{UTC_SECONDS}}",
                "ends_at": None,
                "actions": ["post"],
            },
        ],
    }


def test_where_a_wall_is_closed_for_writing_nothing_may_be_done(lisbon):
    City.objects.filter(pk=lisbon.pk).update(state=City.State.READ_ONLY)
    lookup.forget()

    assert visitor_client().get(V1).json()["is_open"] is False
    assert visitor_client().get(f"{V1}projects/").json()["items"][0]["may_now"] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_said_before_is_found_before_it_is_said_again(method, lisbon):
    idea = an_idea("Trees along the tram line", text="Shade makes waiting bearable.")
    an_idea("A kiosk for the market", text="Coffee and newspapers.")
    said = {"title": "More trees along the tram"}
    client = visitor_client()
    sent = {"get": (said,), "post": (said, "application/json")}[method]

    with queries(6):  # the project and its phases, what was learnt, the candidates, the best of them, their bodies
        answer = getattr(client, method)(f"{V1}ideas/similar/", *sent)

    assert [found["number"] for found in answer.json()["items"]] == [idea.number]


@pytest.mark.parametrize("said", [{}, {"title": ""}, {"title": "a" * 121}, {"title": "a", "project": "nonsense"}])
def test_nothing_is_compared_with_nothing(said, lisbon):
    answer = visitor_client().get(f"{V1}ideas/similar/", said)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
