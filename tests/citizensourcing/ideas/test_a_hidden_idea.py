"""What moderators took out of sight: its author reads why, on the page and by program, and may take it back."""

import pytest
from django.utils import timezone

from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.models import Report
from tests.factories import a_resident, an_idea, staff
from tests.helpers import a_program, signed_in_client, visitor_client

REASON = "It names a neighbour with their address."


@pytest.fixture
def ana(lisbon):
    return a_resident("Ana")


@pytest.fixture
def hidden(ana) -> Idea:
    idea = an_idea("Trees", author=ana, now=timezone.now())
    return services.hide_idea(idea=idea, by=staff("moderator"), reason=REASON)


def address(idea: Idea) -> str:
    return f"/api/v1/ideas/{idea.number}/"


def test_its_author_is_told_why_by_program_and_everybody_else_that_it_is_gone(hidden, ana):
    program = a_program(ana)

    whole, (listed,) = program.get(address(hidden)).json(), program.get("/api/v1/me/ideas/").json()["items"]
    others = [visitor_client().get(address(hidden)), a_program(a_resident("Rui")).get(address(hidden))]

    assert [(one["visibility"], one["hidden_reason"]) for one in (whole, listed)] == [("hidden", REASON)] * 2
    assert [(one.status_code, one.json()["code"], one.json()["message"]) for one in others] == [
        (410, "idea.hidden", REASON)
    ] * 2


def test_what_is_on_the_wall_has_no_such_reason(ana):
    idea = an_idea("Trees", author=ana)
    program = a_program(ana)

    (listed,) = program.get("/api/v1/me/ideas/").json()["items"]

    assert (program.get(address(idea)).json()["hidden_reason"], listed["hidden_reason"]) == (None, None)


def test_its_author_may_take_it_back_and_then_nobody_brings_it_back(hidden, ana):
    program = a_program(ana)

    changed = program.send("PATCH", address(hidden), {"title": "Limes"})
    withdrawn = program.send("POST", f"{address(hidden)}withdrawal/")
    again = program.send("POST", f"{address(hidden)}withdrawal/")

    assert (changed.status_code, changed.json()["code"]) == (409, "idea.not_on_the_wall")
    assert (withdrawn.status_code, withdrawn.json()["visibility"]) == (200, "withdrawn")
    assert withdrawn.json()["hidden_reason"] == program.get("/api/v1/me/ideas/").json()["items"][0]["hidden_reason"]
    assert withdrawn.json()["hidden_reason"] == hidden.hidden_reason
    assert (again.status_code, again.json()["code"]) == (409, "idea.withdrawn")
    assert visitor_client().get(address(hidden)).status_code == 404


def test_what_was_removed_cannot_be_taken_back(ana):
    idea = an_idea("Trees", author=ana)
    Idea.objects.filter(pk=idea.pk).update(visibility=Idea.Visibility.REMOVED)

    refused = a_program(ana).send("POST", f"{address(idea)}withdrawal/")

    assert (refused.status_code, refused.json()["code"]) == (409, "idea.not_on_the_wall")


def test_its_page_does_not_say_that_it_is_on_the_wall_nor_offers_support(hidden, ana):
    page = signed_in_client(ana).get(f"/en/ideas/{hidden.number}/")

    html = page.content.decode()
    main = html[html.index("<article") : html.rindex("</aside>")]
    assert page.status_code == 200
    assert REASON in main
    assert "on the wall" not in main
    assert "support" not in main.lower()
    assert f"/en/ideas/{hidden.number}/withdraw/" in main
    assert f"/en/ideas/{hidden.number}/edit/" not in main


def test_before_it_is_taken_back_the_page_says_what_that_means(hidden, ana):
    client = signed_in_client(ana)

    asked = client.get(f"/en/ideas/{hidden.number}/withdraw/").content.decode()
    done = client.post(f"/en/ideas/{hidden.number}/withdraw/")

    assert "A moderator hid it. If you withdraw it, nobody can bring it back" in asked
    assert "leaves the wall" not in asked
    assert done.status_code == 302
    assert Idea.objects.get(pk=hidden.pk).visibility == "withdrawn"


def test_nobody_reports_what_they_wrote_themselves(ana):
    idea = an_idea("Trees", author=ana, now=timezone.now())
    comment = services.comment_on(idea=idea, author=ana, text="Mine too.", now=timezone.now())
    program, client = a_program(ana), signed_in_client(ana)

    answers = [
        program.send("POST", f"{address(idea)}report/", {"reason": "spam"}),
        program.send("POST", f"{address(idea)}comments/{comment.pk}/report/", {"reason": "spam"}),
    ]
    pages = [
        client.post(f"/en/ideas/{idea.number}/report/", {"reason": "spam"}),
        client.post(f"/en/ideas/{idea.number}/discussion/{comment.pk}/report/", {"reason": "spam"}),
    ]

    sentence = "You wrote this yourself. You can change it or take it back."
    assert [(one.status_code, one.json()) for one in answers] == [
        (403, {"code": "report.own", "message": sentence})
    ] * 2
    assert [(page.status_code, sentence in page.content.decode()) for page in pages] == [(422, True)] * 2
    assert Report.objects.count() == 0
