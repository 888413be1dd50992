"""What must fit together in a demo city, beyond each record having the right shape."""

from collections.abc import Iterable
from itertools import pairwise
from typing import get_args

from control_plane.demo.reading import DemoContentError
from control_plane.demo.shapes import DemoCity, Idea, StatusCode


def check(city: DemoCity) -> None:
    """Raise `DemoContentError` at the first thing that does not fit; say nothing when all of it does."""
    place = city.profile.slug
    _distinct(f"{place}.topics", (topic.slug for topic in city.topics))
    _distinct(f"{place}.topics", (str(topic.position) for topic in city.topics))
    _distinct(f"{place}.neighbourhoods", (area.slug for area in city.neighbourhoods))
    _distinct(f"{place}.departments", (department.key for department in city.departments))
    _distinct(f"{place}.people", (person.key for person in city.people))
    _distinct(f"{place}.ideas", (idea.key for idea in city.ideas))
    codes = tuple(status.code for status in city.profile.statuses)
    if codes != get_args(StatusCode):
        raise DemoContentError(
            f"{place}.city.statuses", f"one of each is needed, in the order {', '.join(get_args(StatusCode))}"
        )
    areas = {area.slug for area in city.neighbourhoods}
    for person in city.people:
        _known(f"{place}.people.{person.key}.neighbourhood", person.neighbourhood, areas)
        _known(f"{place}.people.{person.key}.language", person.language, city.profile.languages)
    for idea in city.ideas:
        _check_idea(f"{place}.ideas.{idea.key}", idea, city)


def _check_idea(place: str, idea: Idea, city: DemoCity) -> None:
    people = {person.key for person in city.people}
    _known(f"{place}.author", idea.author, people)
    _known(f"{place}.language", idea.language, city.profile.languages)
    for topic in idea.topics:
        _known(f"{place}.topics", topic, {topic.slug for topic in city.topics})
    for area in idea.neighbourhoods:
        _known(f"{place}.neighbourhoods", area, {area.slug for area in city.neighbourhoods})
    if not 1 <= len(idea.topics) <= 3:
        raise DemoContentError(f"{place}.topics", "one to three topics are needed")
    if len(idea.neighbourhoods) > 3:
        raise DemoContentError(f"{place}.neighbourhoods", "three neighbourhoods are the most")
    if idea.support_days > idea.days_ago:
        raise DemoContentError(f"{place}.support_days", "supports cannot come in for longer than the idea is there")
    _check_answers(place, idea, city)
    for position, comment in enumerate(idea.comments):
        where = f"{place}.comments[{position}]"
        for said in (comment.said, *comment.replies):
            _known(f"{where}.author", said.author, people)
            _known(f"{where}.language", said.language, city.profile.languages)
        _later(where, idea.days_ago, (comment.said.days_ago,))
        _later(f"{where}.replies", comment.said.days_ago, (reply.days_ago for reply in comment.replies))


def _check_answers(place: str, idea: Idea, city: DemoCity) -> None:
    _later(f"{place}.statuses", idea.days_ago, (change.days_ago for change in idea.statuses))
    for change in idea.statuses:
        if (change.code == "declined") != bool(change.reason):
            raise DemoContentError(f"{place}.statuses", "a no needs its reason, and only a no has one")
    for earlier, later in pairwise(("proposed", *(change.code for change in idea.statuses))):
        if earlier == later:
            raise DemoContentError(f"{place}.statuses", f"{later!r} follows itself")
    _later(f"{place}.feedback", idea.days_ago, (answer.days_ago for answer in idea.feedback))
    for answer in idea.feedback:
        _known(f"{place}.feedback.department", answer.department, {department.key for department in city.departments})
        _known(f"{place}.feedback.language", answer.language, (idea.language,))
        if answer.outcome and not answer.days_ago <= answer.outcome.done_days_ago <= idea.days_ago:
            raise DemoContentError(
                f"{place}.feedback.outcome", "what was done lies between the idea and the answer that tells it"
            )


def _later(place: str, start: float, moments: Iterable[float]) -> None:
    """Days before now must fall, or stand still, from one moment to the next."""
    for earlier, later in pairwise((start, *moments)):
        if later > earlier:
            raise DemoContentError(place, f"{later:g} days ago comes before {earlier:g} days ago")


def _known(place: str, key: str, known: Iterable[str]) -> None:
    if key not in known:
        raise DemoContentError(place, f"nothing here is called {key!r}")


def _distinct(place: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise DemoContentError(place, f"{key!r} stands there twice")
        seen.add(key)
