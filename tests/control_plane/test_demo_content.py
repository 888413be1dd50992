"""The demo cities read as their residents wrote them, and everything in them fits together."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import lucide
import pytest

from control_plane.demo import FOLDER, DemoCity, DemoContentError, Reply, demo_cities, load

CITIES = ("brussels", "medellin")
# south, west, north, east
BOXES = {"brussels": (50.76, 4.24, 50.92, 4.49), "medellin": (6.16, -75.66, 6.32, -75.52)}
E_MAIL = re.compile(r"\S@\S+\.\w")
PHONE = re.compile(r"\+?\d(?:[ ./-]?\d){8,}")


@pytest.fixture(params=CITIES)
def city(request: pytest.FixtureRequest) -> DemoCity:
    return load(request.param)


def everything_said(city: DemoCity) -> list[Reply]:
    return [said for idea in city.ideas for comment in idea.comments for said in (comment.said, *comment.replies)]


def every_text(city: DemoCity) -> list[str]:
    return [
        *(text for idea in city.ideas for text in (idea.title, idea.text)),
        *(change.reason for idea in city.ideas for change in idea.statuses if change.reason),
        *(answer.text for idea in city.ideas for answer in idea.feedback),
        *(said.text for said in everything_said(city)),
    ]


def test_both_demo_cities_are_found():
    assert demo_cities() == CITIES


@pytest.mark.parametrize(
    ("slug", "topics", "neighbourhoods", "languages"),
    [
        ("brussels", 9, 19, {"fr": 26, "nl": 18, "en": 16}),
        ("medellin", 8, 16, {"es": 60}),
    ],
)
def test_a_demo_city_has_its_sixty_ideas_in_its_own_languages(slug, topics, neighbourhoods, languages):
    city = load(slug)

    assert len(city.ideas) == 60
    assert len(city.topics) == topics
    assert len(city.neighbourhoods) == neighbourhoods
    assert Counter(idea.language for idea in city.ideas) == languages


def test_brussels_carries_the_nine_topics_of_openwall_in_their_order():
    names = [topic.names["en"] for topic in sorted(load("brussels").topics, key=lambda topic: topic.position)]

    assert names == [
        "Work", "Production", "Education", "Consumption", "Urbanism", "Economy", "Politics", "Healthcare", "Culture",
    ]  # fmt: skip


def test_every_topic_has_an_idea_and_an_icon_that_exists(city):
    used = {topic for idea in city.ideas for topic in idea.topics}

    assert {topic.slug for topic in city.topics} == used
    assert all("<svg" in str(lucide._render_icon(topic.icon, None)) for topic in city.topics)


def test_every_neighbourhood_has_a_resident_and_an_idea(city):
    slugs = {area.slug for area in city.neighbourhoods}

    assert {person.neighbourhood for person in city.people} == slugs
    assert {area for idea in city.ideas for area in idea.neighbourhoods} == slugs


def test_every_place_lies_in_the_city(city):
    south, west, north, east = BOXES[city.profile.slug]
    pins = [idea.pin for idea in city.ideas if idea.pin]

    places = [*pins, *(area.centre for area in city.neighbourhoods)]

    assert len(pins) >= 12
    assert [p for p in places if not (south < p.lat < north and west < p.lon < east)] == []


def test_no_two_people_wrote_the_same(city):
    assert [text for text, times in Counter(every_text(city)).items() if times > 1] == []
    assert [title for title, times in Counter(idea.title.lower() for idea in city.ideas).items() if times > 1] == []
    assert [name for name, times in Counter(person.display_name for person in city.people).items() if times > 1] == []


def test_ideas_differ_in_length_from_two_sentences_to_a_page(city):
    words = sorted(len(idea.text.split()) for idea in city.ideas)

    assert words[0] < 45
    assert words[-1] > 140


def test_nobody_leaves_an_address_or_a_phone_number(city):
    assert [text for text in every_text(city) if E_MAIL.search(text) or PHONE.search(text)] == []


def test_the_wall_is_alive(city):
    supports = sorted(idea.supports for idea in city.ideas)
    recent = [idea for idea in city.ideas if idea.days_ago <= 21]
    stances = {said.stance for said in everything_said(city)}

    assert supports[0] == 0
    assert 120 <= supports[-1] <= 145
    assert supports[30] < 45
    assert len(recent) >= 15
    assert max(idea.days_ago for idea in city.ideas) <= 240
    assert stances == {"for", "against", "neutral"}
    assert len(everything_said(city)) >= 150
    assert max(len(idea.comments) + sum(len(c.replies) for c in idea.comments) for idea in city.ideas) <= 14


def test_the_city_answers_and_what_it_did_has_a_cost(city):
    answered = [idea for idea in city.ideas if idea.feedback]
    outcomes = {answer.outcome.kind for idea in city.ideas for answer in idea.feedback if answer.outcome}
    codes = {change.code for idea in city.ideas for change in idea.statuses}

    assert len(answered) >= 15
    assert outcomes == {"built", "service_changed", "policy_adopted", "money_granted", "tried_and_stopped"}
    assert codes == {"under_review", "planned", "in_progress", "implemented", "declined"}


def test_brussels_argues_in_three_languages_under_one_idea():
    mixed = [
        idea.key
        for idea in load("brussels").ideas
        if {said.language for comment in idea.comments for said in (comment.said, *comment.replies)}
        == {"fr", "nl", "en"}
    ]

    assert len(mixed) >= 8


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / "brussels", tmp_path / "brussels")
    return tmp_path


def change_first_idea(folder: Path, **changes: object) -> str:
    path = folder / "brussels" / "ideas.json"
    ideas = json.loads(path.read_text(encoding="utf-8"))
    ideas[0].update(changes)
    path.write_text(json.dumps(ideas), encoding="utf-8")
    return str(ideas[0]["key"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"author": "nobody"}, "brussels.ideas.bancs-dossier.author: nothing here is called 'nobody'"),
        ({"topics": []}, "brussels.ideas.bancs-dossier.topics: one to three topics are needed"),
        ({"title": " "}, "brussels.ideas[0].title: a text is needed, without space around it"),
        ({"supports": -1}, "brussels.ideas[0].supports: a whole number from 0 is needed"),
        (
            {"support_days": 999},
            "brussels.ideas.bancs-dossier.support_days: supports cannot come in for longer than the idea is there",
        ),
        (
            {"statuses": [{"code": "declined", "days_ago": 3}]},
            "brussels.ideas.bancs-dossier.statuses: a no needs its reason, and only a no has one",
        ),
        (
            {"statuses": [{"code": "planned", "days_ago": 3}, {"code": "in_progress", "days_ago": 5}]},
            "brussels.ideas.bancs-dossier.statuses: 5 days ago comes before 3 days ago",
        ),
        (
            {"statuses": [{"code": "done", "days_ago": 3}]},
            (
                "brussels.ideas[0].statuses[0].code: 'done' is none of declined, implemented, in_progress, merged, "
                "planned, proposed, under_review"
            ),
        ),
    ],
)
def test_content_that_does_not_fit_is_named_by_its_place(copied, changes, sentence):
    change_first_idea(copied, **changes)

    with pytest.raises(DemoContentError) as refusal:
        load("brussels", copied)

    assert str(refusal.value) == sentence


def test_an_unknown_city_is_told_which_there_are(copied):
    with pytest.raises(DemoContentError) as refusal:
        load("atlantis", copied)

    assert str(refusal.value) == "atlantis: there is no such demo city; there is brussels"


def test_a_broken_file_is_named_with_its_line(copied):
    (copied / "brussels" / "ideas.json").write_text("[\n{", encoding="utf-8")

    with pytest.raises(DemoContentError) as refusal:
        load("brussels", copied)

    assert refusal.value.place == "ideas.json"
    assert "not JSON at line 2" in refusal.value.sentence


def test_the_promise_names_the_figures_of_the_rules(city):
    rules = city.profile.rules
    figures = {str(rules.read_within_days), str(rules.answer_threshold), str(rules.answer_working_days)}

    assert [text for text in city.profile.promise.values() if set(re.findall(r"\d+", text)) != figures] == []


def test_one_late_answer_per_city_shows_that_the_clock_is_honest(city):
    rules = city.profile.rules
    overdue = [
        idea.key
        for idea in city.ideas
        if not idea.feedback
        and idea.supports >= rules.answer_threshold
        and idea.days_ago - idea.support_days * rules.answer_threshold / idea.supports
        > rules.answer_working_days * 7 / 5 + 2
    ]

    assert overdue == {"brussels": ["school-meals"], "medellin": ["guarderia-sabado"]}[city.profile.slug]
