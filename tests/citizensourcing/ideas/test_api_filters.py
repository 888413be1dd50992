"""A filter that names nothing is refused by its name: an empty list would say that there are no such ideas."""

import pytest
from django.utils import timezone

from citizensourcing.projects.models import Project
from tests.factories import a_resident, a_topic, an_idea
from tests.helpers import a_program, queries, visitor_client

IDEAS = "/api/v1/ideas/"


@pytest.fixture
def wall(lisbon, neighbourhoods):
    a_topic("culture", "Culture")
    an_idea("Trees", now=timezone.now())


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("topic=nope", "topic", "Nothing here is called “nope”: /api/v1/topics/ lists what there is."),
        ("where=nope", "where", "Nothing here is called “nope”: /api/v1/neighbourhoods/ lists what there is."),
        ("project=nope", "project", "Nothing here is called “nope”: /api/v1/projects/ lists what there is."),
        ("project=secret", "project", "Nothing here is called “secret”: /api/v1/projects/ lists what there is."),
        ("language=xx", "language", "Choose one of: en."),
        ("q=trees&topic=nope", "topic", "Nothing here is called “nope”: /api/v1/topics/ lists what there is."),
        ("topic=", "topic", "Say which, or leave it out."),
        ("where=", "where", "Say which, or leave it out."),
        ("project=", "project", "Say which, or leave it out."),
        ("language=", "language", "Say which, or leave it out."),
        ("neighbourhood=alfama", "neighbourhood", "There is no parameter of this name here."),
    ],
)
def test_what_names_nothing_is_refused_whoever_asks(query, field, sentence, wall):
    Project.objects.create(slug="secret", titles={"en": "Not yet"})
    asking = [visitor_client(), a_program(a_resident("Rui"))]

    answers = [client.get(f"{IDEAS}?{query}") for client in asking]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [answer.json()["code"] for answer in answers] == ["invalid", "invalid"]
    assert [answer.json()["fields"] for answer in answers] == [{field: [sentence]}] * 2


def test_a_status_that_is_none_is_refused_by_name(wall):
    answer = visitor_client().get(f"{IDEAS}?status=nope")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["status"])


def test_all_that_is_wrong_is_said_at_once(wall):
    answer = visitor_client().get(f"{IDEAS}?topic=nope&where=nowhere&language=xx")

    assert list(answer.json()["fields"]) == ["topic", "where", "language"]


def test_an_empty_cursor_is_never_the_first_page(wall):
    answer = visitor_client().get(f"{IDEAS}?after=")

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor.unreadable")


def test_what_is_there_and_has_no_ideas_is_an_empty_list(wall):
    client = visitor_client()

    with queries(4):  # the list, and one look for each filter
        empty = client.get(f"{IDEAS}?topic=culture&where=alfama&project=open-wall")

    assert (empty.status_code, empty.json()["items"], empty.json()["next"]) == (200, [], None)


def test_the_pages_of_the_wall_keep_their_own_way(wall):
    page = visitor_client().get("/en/ideas/?topic=nope&after=")

    assert page.status_code == 200
