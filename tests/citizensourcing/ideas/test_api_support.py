"""Supporting by program: one per person, exact under any crowd, told to nobody else."""

from collections.abc import Iterator

import pytest

from audit.models import AuditEntry
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.ideas.services import recount
from citizensourcing.participants import services
from outbox.models import OutboxEntry
from tenants.context import for_city
from tenants.models import City
from tests.factories import a_resident, an_idea
from tests.helpers import a_committed_city, a_program, at_once, queries

CROWD = 32


@pytest.fixture
def crowdville(django_db_setup, django_db_blocker) -> Iterator[City]:
    with django_db_blocker.unblock(), a_committed_city("Crowdville") as city:
        yield city


def address(idea: Idea) -> str:
    return f"/api/v1/ideas/{idea.number}/vote/"


def test_a_support_counts_once_and_is_taken_back_once(lisbon):
    idea, program = an_idea("Trees"), a_program(a_resident("Ana"))

    answers = [program.send(method, address(idea)) for method in ("PUT", "PUT", "DELETE", "DELETE")]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.json() for answer in answers] == [
        {"supports": 1, "supported": True},
        {"supports": 1, "supported": True},
        {"supports": 0, "supported": False},
        {"supports": 0, "supported": False},
    ]
    assert not AuditEntry.objects.filter(action__contains="vote").exists()


@pytest.mark.parametrize("body", [{"person": 7}, {"support": True}])
def test_nobody_supports_in_anothers_name(body, lisbon):
    idea, program = an_idea("Trees"), a_program(a_resident("Ana"))

    answer = program.send("PUT", address(idea), body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("visibility", ["held", "removed", "withdrawn", "draft"])
def test_what_is_not_on_the_wall_is_not_supported(visibility, lisbon):
    idea, program = an_idea("Trees"), a_program(a_resident("Ana"))
    Idea.objects.filter(pk=idea.pk).update(visibility=visibility)

    assert program.send("PUT", address(idea)).status_code == 404
    assert (Vote.objects.count(), OutboxEntry.objects.count()) == (0, 0)


def test_an_author_cannot_support_their_idea_while_it_is_off_the_wall(lisbon):
    ana = a_resident("Ana")
    idea = an_idea("Trees", author=ana)
    Idea.objects.filter(pk=idea.pk).update(visibility="held")

    answer = a_program(ana).send("PUT", address(idea))

    assert (answer.status_code, answer.json()["code"]) == (409, "vote.idea_closed")


def test_a_number_of_another_city_means_nothing_here(lisbon, porto):
    with for_city(porto):
        theirs = an_idea("Only in Porto")
    program = a_program(a_resident("Ana"))

    assert program.send("PUT", address(theirs)).status_code == 404
    with for_city(porto):
        assert Vote.objects.count() == 0


def test_what_a_support_costs_does_not_grow(lisbon):
    idea, program = an_idea("Trees"), a_program(a_resident("Ana"))
    program.get("/api/v1/session/")

    # Who asks; the idea with its phases and whether they are blocked; the one statement that counts and tells all.
    with queries(3):
        answer = program.send("PUT", address(idea))

    assert answer.json() == {"supports": 1, "supported": True}


def test_a_crowd_of_programs_on_one_idea_is_counted_exactly(crowdville):
    idea = an_idea("Trees")
    programs = [a_program(a_resident(f"P{n}")) for n in range(CROWD)]
    answers: list[int] = []

    wrong = at_once(
        crowdville, *[lambda p=p: answers.append(p.send("PUT", address(idea)).status_code) for p in programs]
    )
    wrong += at_once(
        crowdville,
        *[lambda p=p: answers.append(p.send("PUT", address(idea)).status_code) for p in programs[: CROWD // 2]],
        *[lambda p=p: answers.append(p.send("DELETE", address(idea)).status_code) for p in programs[CROWD // 2 :]],
    )

    assert wrong == []
    assert answers == [200] * (2 * CROWD)
    assert Vote.objects.filter(idea=idea).count() == CROWD // 2
    assert Idea.objects.get(pk=idea.pk).support_count == CROWD // 2
    assert recount().supports == 0


def test_keys_of_a_crowd_are_all_different(lisbon):
    ana = a_resident("Ana")
    now = an_idea("Trees").published_at

    made = [services.make_token(person=ana, name="x", scopes=[], days=1, now=now) for _ in range(20)]

    assert len({one.text for one in made}) == len({one.token.digest for one in made}) == 20
