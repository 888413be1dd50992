"""May this person do this here, now, and if not, why: everybody × every moment."""

from datetime import UTC, datetime, timedelta

import pytest

from citizensourcing.moderation.services import block, lift_block
from citizensourcing.participants.models import Participant
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action, Phase, Project
from common.exceptions import RuleViolation
from tenants.context import for_city
from tenants.models import City
from tests.factories import a_resident, staff

APRIL, MAY, JUNE, JULY = (datetime(2026, month, 1, 12, tzinfo=UTC) for month in (4, 5, 6, 7))
MOMENTS = {
    "before": APRIL - timedelta(days=1),
    "first instant": APRIL,
    "during": APRIL + timedelta(days=9),
    "gap": MAY + timedelta(days=9),
    "second phase": JUNE + timedelta(days=9),
    "last instant": JULY - timedelta(microseconds=1),
    "after": JULY,
}
SIGN_IN = "Sign in to take part. It takes a minute: we mail you a code."
READ_ONLY = "This wall is closed for writing. Everything on it can still be read."


@pytest.fixture
def project(lisbon) -> Project:
    """Ideas and votes in April, nothing in May, votes in June."""
    made = Project.objects.create(slug="spring", titles={"en": "Spring"}, visibility=Project.Visibility.PUBLISHED)
    Phase.objects.create(project=made, starts_at=APRIL, ends_at=MAY, actions=["post", "vote"])
    Phase.objects.create(project=made, starts_at=JUNE, ends_at=JULY, actions=["vote"])
    return made


@pytest.fixture
def cast(lisbon) -> dict[str, Participant | None]:
    blocked = a_resident("Blocked")
    block(person=blocked, by=staff("moderator"), reason="Insults")
    return {
        "visitor": None,
        "resident": a_resident("Ana"),
        "manager": staff("manager"),
        "city_admin": staff("city_admin"),
        "blocked": blocked,
    }


def said(person, action: Action, project: Project, now: datetime) -> str:
    refusal = participation.why_not(person, action, project, now)
    return str(refusal.sentence) if refusal else "yes"


def everybody(cast, action, project, now) -> dict[str, str]:
    return {name: said(person, action, project, now) for name, person in cast.items()}


OPEN = {
    "visitor": SIGN_IN,
    "resident": "yes",
    "manager": "yes",
    "city_admin": "yes",
    "blocked": "You may read but not write here until a moderator lifts it. To object, ask at the town hall of Lisbon. "
    "The moderators say: Insults",
}


@pytest.mark.parametrize(
    ("moment", "action", "expected"),
    [
        ("before", Action.POST, "This opens on 1 April 2026."),
        ("before", Action.VOTE, "This opens on 1 April 2026."),
        ("first instant", Action.POST, OPEN),
        ("first instant", Action.VOTE, OPEN),
        ("during", Action.POST, OPEN),
        ("during", Action.VOTE, OPEN),
        ("during", Action.COMMENT, "This is not part of the project's current phase."),
        ("gap", Action.POST, "This ended on 1 May 2026."),
        ("gap", Action.VOTE, "This opens on 1 June 2026."),
        ("second phase", Action.POST, "This ended on 1 May 2026."),
        ("second phase", Action.VOTE, OPEN),
        ("last instant", Action.VOTE, OPEN),
        ("after", Action.POST, "This ended on 1 May 2026."),
        ("after", Action.VOTE, "This ended on 1 July 2026."),
        ("after", Action.COMMENT, "This is not part of the project's current phase."),
    ],
)
def test_the_moment_decides_for_everybody_alike_and_then_the_person(project, cast, moment, action, expected):
    answers = everybody(cast, action, project, MOMENTS[moment])

    assert answers == (expected if isinstance(expected, dict) else dict.fromkeys(cast, expected))


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        ("pilot", True),
        ("active", True),
        ("past_due", True),
        ("read_only", False),
        ("suspended", False),
        ("archived", False),
        ("deleted", False),
        ("provisioning", False),
    ],
)
def test_the_state_of_the_city_comes_first(project, cast, lisbon, state, is_open):
    City.objects.filter(pk=lisbon.pk).update(state=state)

    with for_city(City.objects.get(pk=lisbon.pk)):
        answers = {action: everybody(cast, action, project, MOMENTS["during"]) for action in (Action.POST, Action.VOTE)}

    assert answers == dict.fromkeys(answers, OPEN if is_open else dict.fromkeys(cast, READ_ONLY))


@pytest.mark.parametrize("visibility", ["draft", "hidden"])
def test_a_project_that_is_not_open_takes_nothing_from_anybody(project, cast, visibility):
    project.visibility = visibility

    assert everybody(cast, Action.VOTE, project, MOMENTS["during"]) == dict.fromkeys(cast, "This project is not open.")


def test_a_block_for_some_time_says_until_when_and_how_to_object_and_ends_by_itself(project, lisbon):
    lisbon.rules.privacy_contact = "wall@lisbon.example"
    lisbon.rules.save(update_fields=["privacy_contact"])
    person = a_resident()
    block(person=person, by=staff("moderator"), reason="Insults", until=APRIL + timedelta(days=2))

    answers = [said(person, Action.VOTE, project, APRIL + timedelta(days=days)) for days in (1, 2)]

    until = "You may read but not write here until 3 April 2026."
    assert answers == [
        f"{until} To object, write to wall@lisbon.example. The moderators say: Insults",
        "yes",
    ]


def test_a_lifted_block_is_over(project):
    person, moderator = a_resident(), staff("moderator")
    made = block(person=person, by=moderator, reason="Insults")
    lift_block(block=made, by=moderator, now=APRIL)

    assert said(person, Action.VOTE, project, MOMENTS["during"]) == "yes"


def test_days_are_days_of_the_readers_language(project):
    from django.utils import translation

    with translation.override("fr"):
        sentence = said(None, Action.POST, project, MOMENTS["before"])

    assert "1 avril 2026" in sentence


def test_a_phase_without_dates_is_always_open(project, cast):
    project.phases.all().delete()
    Phase.objects.create(project=project, actions=Action.values)

    assert [everybody(cast, action, project, at) for action in Action for at in MOMENTS.values()] == [OPEN] * 21


def test_require_gives_the_person_or_raises_the_same_refusal(project, cast):
    with pytest.raises(RuleViolation) as refused:
        participation.require(None, Action.VOTE, project, MOMENTS["during"])

    assert (refused.value.code, str(refused.value.sentence)) == ("participation.sign_in", SIGN_IN)
    assert participation.require(cast["resident"], Action.VOTE, project, MOMENTS["during"]) == cast["resident"]


def test_what_no_phase_governs_asks_for_the_city_and_the_person_only(project, cast, lisbon):
    codes = {}
    for name in ("visitor", "blocked"):
        with pytest.raises(RuleViolation) as refused:
            participation.require_person(cast[name], MOMENTS["after"])
        codes[name] = refused.value.code

    assert codes == {"visitor": "participation.sign_in", "blocked": "participation.blocked"}
    assert participation.require_person(cast["resident"], MOMENTS["after"]) == cast["resident"]


def test_only_signing_in_is_about_signing_in(project, cast):
    refusals = {name: participation.why_not(person, Action.VOTE, project, APRIL) for name, person in cast.items()}

    assert {name: refusal.is_about_signing_in for name, refusal in refusals.items() if refusal} == {
        "visitor": True,
        "blocked": False,
    }


def test_it_costs_two_queries_at_most(project, cast, assert_queries):
    with assert_queries(2):
        participation.why_not(cast["resident"], Action.VOTE, project, MOMENTS["during"])
    with assert_queries(1):
        participation.why_not(cast["resident"], Action.VOTE, project, MOMENTS["after"])
    known = Project.objects.prefetch_related("phases").get(pk=project.pk)
    with assert_queries(0):
        participation.why_not(None, Action.VOTE, known, MOMENTS["during"])
