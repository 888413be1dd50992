"""My ideas, my supports, my comments: for me alone; a public profile only for those who want one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.ideas.services.drafting import begin_draft
from citizensourcing.participants.models import Participant
from citizensourcing.projects.selectors import open_wall
from tests.factories import a_resident, an_idea, staff
from tests.helpers import signed_in_client

IDEAS, SUPPORTS, COMMENTS = "/en/me/ideas/", "/en/me/supports/", "/en/me/comments/"


@pytest.fixture
def ana(lisbon) -> Participant:
    return a_resident("Ana", email="ana.secret@example.org")


def say(idea: Idea, author: Participant, text: str, **fields: object) -> Comment:
    return Comment.objects.create(
        discussion=idea.discussion, author=author, text=text, language="en", created_at=timezone.now(), **fields
    )


def support(idea: Idea, voter: Participant) -> None:
    services.vote_for(idea=idea, voter=voter, now=timezone.now())


def test_my_ideas_show_what_became_of_each_also_off_the_wall(ana):
    an_idea("Trees along the tram", author=ana)
    hidden = an_idea("Benches in the shade", author=ana)
    an_idea("Somebody else's kiosk")
    Idea.objects.filter(pk=hidden.pk).update(visibility="hidden")

    page = signed_in_client(ana).get(IDEAS).content.decode()

    assert "Trees along the tram" in page
    assert "Benches in the shade" in page
    assert "hidden by a moderator" in page
    assert "Somebody else" not in page


def test_what_i_began_and_have_not_shared_is_listed_for_me_alone(ana):
    draft = begin_draft(
        person=ana, project=open_wall(), title="Swings by the river", text="For grown-ups too.", now=timezone.now()
    )

    mine = signed_in_client(ana).get(IDEAS).content.decode()
    hers = signed_in_client(a_resident("Bea")).get(IDEAS).content.decode()

    assert "Begun, not shared yet" in mine
    assert f'<a href="/en/ideas/share/{draft.key}/preview/">Go on with “Swings by the river”</a>' in mine
    assert "Begun, not shared yet" not in hers


def test_my_supports_are_mine_alone(ana):
    idea = an_idea("Trees along the tram")
    bea = a_resident("Bea")
    support(idea, ana)

    mine = signed_in_client(ana).get(SUPPORTS).content.decode()
    hers = signed_in_client(bea).get(SUPPORTS).content.decode()
    managers = signed_in_client(staff("manager")).get(SUPPORTS).content.decode()

    assert "Trees along the tram" in mine
    assert "Trees along the tram" not in hers
    assert "Trees along the tram" not in managers


def test_what_was_hidden_since_leaves_my_supports(ana):
    idea = an_idea("Trees along the tram")
    support(idea, ana)
    Idea.objects.filter(pk=idea.pk).update(visibility="hidden")

    page = signed_in_client(ana).get(SUPPORTS).content.decode()

    assert "Trees along the tram" not in page
    assert Vote.objects.count() == 1


def test_my_comments_stand_under_their_ideas_and_a_hidden_idea_keeps_its_title(ana):
    idea, hidden = an_idea("Trees along the tram"), an_idea("Benches in the shade")
    said = say(idea, ana, "Plane trees, please.", stance="for")
    say(hidden, ana, "Wood, not steel.")
    say(idea, ana, "I take that back.", visibility="deleted")
    Idea.objects.filter(pk=hidden.pk).update(visibility="hidden")

    page = signed_in_client(ana).get(COMMENTS).content.decode()

    assert f"/en/ideas/{idea.number}/#comment-{said.pk}" in page
    assert "Plane trees, please." in page
    assert "Wood, not steel." in page
    assert "an idea that is off the wall" in page
    assert "Benches in the shade" not in page
    assert "I take that back." not in page


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (IDEAS, "No idea of yours yet"),
        (SUPPORTS, "You support nothing yet"),
        (COMMENTS, "You have not said anything yet"),
    ],
)
def test_where_nothing_is_a_page_says_what_could_be(ana, path, sentence):
    page = signed_in_client(ana).get(path).content.decode()

    assert sentence in page


def test_pages_go_on_after_the_last_row_seen(ana):
    began = timezone.now() - timedelta(days=1)
    for n in range(23):
        an_idea(f"Idea number {n:02d}", author=ana, now=began + timedelta(minutes=n))
        Idea.objects.filter(title=f"Idea number {n:02d}").update(created_at=began + timedelta(minutes=n))
    client = signed_in_client(ana)

    first = client.get(IDEAS)
    more = first.context["more"]
    an_idea("Written meanwhile", author=ana)
    second = client.get(more).content.decode()
    fragment = client.get(more, headers={"hx-request": "true"}).content.decode()

    assert "Idea number 22" in first.content.decode()
    assert "Idea number 03" in first.content.decode()
    assert "Idea number 02" not in first.content.decode()
    assert [f"Idea number {n:02d}" in second for n in range(5)] == [True, True, True, False, False]
    assert "Written meanwhile" not in second
    assert "load-more" not in second
    assert "Idea number 02" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(
    "after", ["", "x", "1-", "-1", "99999999999999999999999-1", "1%00-2", "1-99999999999999999999999"]
)
def test_a_made_up_place_in_a_list_is_the_beginning_or_nothing(ana, after):
    an_idea("Trees along the tram", author=ana)

    assert signed_in_client(ana).get(f"{IDEAS}?after={after}").status_code == 200


@pytest.mark.parametrize("path", [IDEAS, SUPPORTS, COMMENTS])
def test_lists_cost_the_same_however_long_they_are(ana, path):
    def fill() -> None:
        idea = an_idea("Trees along the tram", author=ana)
        support(idea, ana)
        say(idea, ana, "Plane trees, please.")

    client = signed_in_client(ana)
    fill()
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for _ in range(5):
        fill()
    client.get(path)
    with CaptureQueriesContext(connection) as six:
        client.get(path)

    assert len(one) == len(six)


def test_a_profile_is_found_only_when_its_person_wants_to_be(ana, lisbon_client):
    closed = lisbon_client.get(f"/en/people/{ana.pk}/")
    Participant.objects.filter(pk=ana.pk).update(is_public=True)
    opened = lisbon_client.get(f"/en/people/{ana.pk}/")

    assert closed.status_code == 404
    assert opened.status_code == 200
    assert lisbon_client.get("/en/people/999999/").status_code == 404


def test_a_public_profile_shows_what_is_public_and_never_supports(ana, lisbon_client):
    Participant.objects.filter(pk=ana.pk).update(is_public=True)
    an_idea("Trees along the tram", author=ana)
    hidden, other = an_idea("Benches in the shade", author=ana), an_idea("A kiosk for all")
    supported = an_idea("Lights under the bridge")
    support(supported, ana)
    say(other, ana, "With coffee.")
    say(hidden, ana, "Under what is hidden.")
    say(other, ana, "Taken down.", visibility="hidden")
    Idea.objects.filter(pk=hidden.pk).update(visibility="hidden")

    pages = [lisbon_client.get(f"/en/people/{ana.pk}/"), signed_in_client(ana).get(f"/en/people/{ana.pk}/")]

    for answer in pages:
        page = answer.content.decode()
        assert "Ana" in page
        assert "Trees along the tram" in page
        assert "With coffee." in page
        assert "Lights under the bridge" not in page
        assert "Benches in the shade" not in page
        assert "Under what is hidden." not in page
        assert "Taken down." not in page
        assert "ana.secret" not in page


def test_a_visitor_looking_at_a_profile_gets_no_cookie(ana, lisbon_client):
    Participant.objects.filter(pk=ana.pk).update(is_public=True)

    answer = lisbon_client.get(f"/en/people/{ana.pk}/")

    assert answer.cookies == {}
    assert "csrfmiddlewaretoken" not in answer.content.decode()
