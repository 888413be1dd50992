"""An address or a number goes on the wall only when its writer says so: in ideas and comments, new or changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea
from tests.factories import a_resident, a_topic, an_idea
from tests.helpers import a_program, signed_in_client

SENTENCE = "Everybody will read the address or number in your text. Take it out, or say that you want it there."
CONTACT = "Write to ana@example.org."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(lisbon):
    cache.clear()
    a_topic()
    return a_resident("Ana")


@pytest.fixture
def idea(ana) -> Idea:
    return an_idea("Trees", text="Shade.", author=ana, now=timezone.now())


@pytest.fixture
def comment(idea, ana) -> Comment:
    return services.comment_on(idea=idea, author=ana, text="Limes.", now=timezone.now())


WRITES: list[tuple[str, Callable[[Idea, Comment], tuple[str, str]], dict[str, Any]]] = [
    ("share", lambda _i, _c: ("POST", "/api/v1/ideas/"), {"title": "Shade", "topics": ["work"]}),
    ("edit", lambda idea, _c: ("PATCH", f"/api/v1/ideas/{idea.number}/"), {}),
    ("comment", lambda idea, _c: ("POST", f"/api/v1/ideas/{idea.number}/comments/"), {}),
    ("change", lambda idea, one: ("PATCH", f"/api/v1/ideas/{idea.number}/comments/{one.pk}/"), {}),
]


@pytest.mark.parametrize(("address_of", "body"), [row[1:] for row in WRITES], ids=[row[0] for row in WRITES])
def test_a_program_is_refused_with_one_sentence_until_it_says_so(address_of, body, idea, comment, ana):
    program, (method, address) = a_program(ana), address_of(idea, comment)

    refused = program.send(method, address, body | {"text": CONTACT})
    kept = sorted(Idea.objects.values_list("text", flat=True)), sorted(Comment.objects.values_list("text", flat=True))
    taken = program.send(method, address, body | {"text": CONTACT, "with_contacts": True})

    assert (refused.status_code, refused.json()) == (
        400,
        {"code": "text.contacts", "message": SENTENCE, "field": "text"},
    )
    assert kept == (["Shade."], ["Limes."])
    assert (taken.status_code in {200, 201}, taken.json()["text"]) == (True, CONTACT)


def test_what_stood_there_before_is_not_asked_about_again(idea, comment, ana):
    program = a_program(ana)
    whole, said = f"/api/v1/ideas/{idea.number}/", f"/api/v1/ideas/{idea.number}/comments/{comment.pk}/"
    program.send("PATCH", whole, {"text": CONTACT, "with_contacts": True})
    program.send("PATCH", said, {"text": CONTACT, "with_contacts": True})

    same = [
        program.send("PATCH", whole, {"title": "Limes"}),
        program.send("PATCH", said, {"text": f"{CONTACT} Or me."}),
    ]
    more = [program.send("PATCH", where, {"text": f"{CONTACT} Or rui@example.org."}) for where in (whole, said)]

    assert [one.status_code for one in same] == [200, 200]
    assert [one.json()["code"] for one in more] == ["text.contacts", "text.contacts"]


def test_saying_so_alone_is_no_change(idea, comment, ana):
    program, whole = a_program(ana), f"/api/v1/ideas/{idea.number}/"

    answers = [
        program.send("PATCH", where, {"with_contacts": True}) for where in (whole, f"{whole}comments/{comment.pk}/")
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(400, "invalid")] * 2


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_form_of_a_comment_asks_and_keeps_what_was_typed(headers, idea, ana):
    browser, door = signed_in_client(ana), f"/en/ideas/{idea.number}/discussion/say/"

    asked = browser.post(door, {"text": CONTACT}, headers=headers)
    said = browser.post(door, {"text": CONTACT, "anyway": "1"}, headers=headers)

    page = asked.content.decode()
    assert (asked.status_code, SENTENCE in page, f">{CONTACT}</textarea>" in page) == (422, True, True)
    assert 'name="anyway"' in page
    assert said.status_code in {200, 303}
    assert Comment.objects.get().text == CONTACT


def test_the_forms_of_a_change_ask_too(idea, comment, ana):
    browser = signed_in_client(ana)
    change = f"/en/ideas/{idea.number}/discussion/{comment.pk}/edit/"
    edit, words = f"/en/ideas/{idea.number}/edit/", {"title": "Trees", "text": CONTACT, "language": "en"}

    asked = [browser.post(change, {"text": CONTACT}), browser.post(edit, words)]
    done = [browser.post(change, {"text": CONTACT, "anyway": "1"}), browser.post(edit, words | {"anyway": "1"})]

    pages = [one.content.decode() for one in asked]
    assert [one.status_code for one in asked] == [422, 422]
    assert [(SENTENCE in page, 'name="anyway"' in page) for page in pages] == [(True, True)] * 2
    assert [one.status_code for one in done] == [303, 302]
    assert (Comment.objects.get().text, Idea.objects.get().text) == (CONTACT, CONTACT)
