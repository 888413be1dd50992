"""Programs discuss as people do: the same words, the same rules, the same counters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citizensourcing.discussions.models import Comment, CommentLike, Follow
from citizensourcing.ideas import services
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.models import Report
from outbox.models import OutboxEntry
from tenants.context import for_city
from tests.factories import a_resident, an_idea, staff
from tests.helpers import UTC_SECONDS, a_program, queries, visitor_client

NOON = timezone.now() - timedelta(hours=2)


@pytest.fixture
def ana(lisbon):
    return a_resident("Ana")


@pytest.fixture
def rui(lisbon):
    return a_resident("Rui")


@pytest.fixture
def idea(ana):
    return an_idea(author=ana, now=NOON)


def thread(idea: Idea) -> str:
    return f"/api/v1/ideas/{idea.number}/comments/"


def say(idea, author, text="Plane trees.", minutes=0, **more) -> Comment:
    return services.comment_on(idea=idea, author=author, text=text, now=NOON + timedelta(minutes=minutes), **more)


def many(idea: Idea, author, count: int) -> None:
    """A long discussion, every tenth comment an answer to the first."""
    first = say(idea, author, text="First")
    Comment.objects.bulk_create(
        Comment(
            discussion_id=idea.discussion_id,
            author=author,
            text=f"Number {at}",
            parent=first if at % 10 == 0 else None,
            root=first if at % 10 == 0 else None,
            like_count=at * 7 % 50,
            created_at=NOON + timedelta(seconds=at),
        )
        for at in range(1, count)
    )


# --- Reading -----------------------------------------------------------------------------------------------------


def test_a_comment_is_told_whole_with_its_answers(idea, ana, rui):
    root = say(idea, ana, stance="for")
    answer = say(idea, rui, text="Limes.", minutes=1, parent=root)
    client = visitor_client()

    with queries(2):
        page = client.get(thread(idea)).json()

    told = {
        "stance": "neutral", "language": "", "visibility": "published", "hidden_reason": None, "staff_role": None,
        "likes": 0, "earlier_likes": 0, "earlier_dislikes": 0, "edited_at": None,
    }  # fmt: skip
    below = told | {
        "id": answer.pk, "parent": root.pk, "root": root.pk, "text": "Limes.",
        "author": {"name": "Rui", "profile": None}, "created_at": f"{answer.created_at:{UTC_SECONDS}}",
    }  # fmt: skip
    above = told | {
        "id": root.pk, "parent": None, "root": None, "stance": "for", "text": "Plane trees.",
        "author": {"name": "Ana", "profile": None}, "created_at": f"{root.created_at:{UTC_SECONDS}}",
        "reply_count": 1, "replies": [below], "more_replies": None,
    }  # fmt: skip
    assert page == {
        "items": [above], "next": None, "count": 2, "for": 1, "against": 0, "earlier_count": 0, "is_open": True,
    }  # fmt: skip


def test_a_thousand_comments_cost_two_queries_and_every_order_ends(idea, ana):
    many(idea, ana, 1000)
    client = visitor_client()

    for sort, first in [("best", "-like_count"), ("newest", "-created_at"), ("oldest", "created_at")]:
        seen: list[int] = []
        address = f"{thread(idea)}?sort={sort}&limit=100"
        while address:
            with queries(2):
                page = client.get(address).json()
            seen += [one["id"] for one in page["items"]]
            address = page["next"]
        roots = Comment.objects.filter(root=None).order_by(first, "id" if sort == "oldest" else "-id")
        assert seen == list(roots.values_list("pk", flat=True))


def test_three_answers_come_along_and_the_rest_by_their_address(idea, ana, rui):
    root = say(idea, ana)
    answers = [say(idea, rui, text=f"Answer {at}", minutes=at + 1, parent=root).pk for at in range(5)]
    client = visitor_client()

    [above] = client.get(thread(idea)).json()["items"]
    with queries(3):
        first = client.get(f"{above['more_replies']}?limit=4").json()
    second = client.get(first["next"]).json()

    assert [one["id"] for one in above["replies"]] == answers[:3]
    assert above["more_replies"] == f"{thread(idea)}{root.pk}/replies/"
    assert [one["id"] for one in first["items"] + second["items"]] == answers
    assert second["next"] is None
    assert client.get(f"{thread(idea)}{answers[0]}/replies/").status_code == 404


def test_what_was_taken_back_or_hidden_holds_its_place_without_its_words(idea, ana, rui):
    gone, hidden = say(idea, rui, text="Oh well"), say(idea, rui, text="Rude words", minutes=1)
    services.delete_own_comment(idea=idea, comment=gone, by=rui, now=NOON)
    services.hide_comment(idea=idea, comment=hidden, by=staff("moderator"), reason="It is rude.")

    raw = visitor_client().get(f"{thread(idea)}?sort=oldest")

    shown = [(one["visibility"], one["text"], one["author"], one["hidden_reason"]) for one in raw.json()["items"]]
    assert shown == [("deleted", None, None, None), ("hidden", None, None, "It is rude.")]
    assert b"Rude words" not in raw.content
    assert b"Rui" not in raw.content


def test_what_waits_for_a_moderator_only_its_author_sees(idea, ana, rui):
    held = say(idea, rui)
    Comment.objects.filter(pk=held.pk).update(visibility=Comment.Visibility.HELD)
    address = f"{thread(idea)}{held.pk}/"

    asked = [visitor_client(), a_program(ana), a_program(rui, "votes:read"), a_program(rui)]

    assert [client.get(address).status_code for client in asked] == [404, 404, 404, 200]
    assert [len(client.get(thread(idea)).json()["items"]) for client in asked] == [0, 0, 0, 1]
    assert a_program(ana).send("PUT", f"{address}like/").status_code == 404


def test_only_who_may_be_told_learns_what_they_like(idea, ana, rui):
    comment = say(idea, rui)
    services.like_comment(idea=idea, comment=comment, by=ana, now=NOON)

    asked = [visitor_client(), a_program(ana, "comments:write"), a_program(ana, "me:read"), a_program(rui)]
    told = [client.get(thread(idea)).json()["items"][0] for client in asked]

    assert [one.get("liked") for one in told] == [None, None, True, False]
    assert [one.get("is_yours") for one in told] == [None, None, False, True]
    assert {one["likes"] for one in told} == {1}


# --- Writing -----------------------------------------------------------------------------------------------------


def test_a_program_comments_answers_changes_and_takes_back(idea, ana, rui):
    program = a_program(rui, "comments:write")

    made = program.send("POST", thread(idea), {"text": " Limes,  please. ", "stance": "for"})
    answered = program.send("POST", thread(idea), {"text": "Or planes.", "parent": made.json()["id"]})
    changed = program.send("PATCH", made["Location"], {"stance": "against"})
    after = Idea.objects.select_related("discussion").get(pk=idea.pk)
    counts = (after.comment_count, after.discussion.for_count, after.discussion.against_count)
    removed = program.send("DELETE", made["Location"])

    statuses = [made.status_code, answered.status_code, changed.status_code, removed.status_code]
    assert statuses == [201, 201, 200, 204]
    assert (made["Location"], made.json()["text"]) == (f"{thread(idea)}{made.json()['id']}/", "Limes,  please.")
    assert (answered.json()["root"], changed.json()["stance"]) == (made.json()["id"], "against")
    assert counts == (2, 0, 1)
    assert Comment.objects.get(pk=made.json()["id"]).visibility == "deleted"
    assert Follow.objects.filter(participant=rui, discussion=idea.discussion).count() == 1


def test_the_same_key_comments_once(idea, rui):
    program = a_program(rui)

    sent = [program.send("POST", thread(idea), {"text": "Once."}, Idempotency_Key="a") for _ in range(2)]

    assert sent[0].content == sent[1].content
    assert sent[1]["Idempotent-Replay"] == "true"
    assert Comment.objects.filter(author=rui).count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code", "fields"),
    [
        ({}, 400, "invalid", ["text"]),
        ({"text": ""}, 400, "invalid", ["text"]),
        ({"text": " \u200b "}, 400, "invalid", ["text"]),
        ({"text": None}, 400, "invalid", ["text"]),
        ({"text": 7}, 400, "invalid", ["text"]),
        ({"text": ["x"]}, 400, "invalid", ["text"]),
        ({"text": "x" * 2001}, 400, "invalid", ["text"]),
        ({"text": "x", "stance": "maybe"}, 400, "invalid", ["stance"]),
        ({"text": "x", "stance": None}, 400, "invalid", ["stance"]),
        ({"text": "x", "parent": "1"}, 400, "invalid", ["parent"]),
        ({"text": "x", "parent": 1.5}, 400, "invalid", ["parent"]),
        ({"text": "x", "parent": True}, 400, "invalid", ["parent"]),
        ({"text": "x", "parent": 0}, 400, "invalid", ["parent"]),
        ({"text": "x", "parent": 2**63}, 400, "invalid", ["parent"]),
        ({"text": "x", "parent": 999_999}, 400, "invalid", ["parent"]),
        ({"text": "x", "author": 1}, 400, "invalid", ["author"]),
        ({"text": "x", "likes": 9}, 400, "invalid", ["likes"]),
        (b'{"text": "\\u0000"}', 400, "json.nul", None),
        (b'{"text": "\\ud800"}', 400, "json.surrogate", None),
        (b'{"text": "x", "text": "y"}', 400, "json.duplicate", None),
        (b"[]", 400, "json.object", None),
        (b'{"text": "' + b"x" * 262_144 + b'"}', 413, "body.too_large", None),
    ],
)
def test_what_cannot_be_said_is_refused_and_leaves_nothing(idea, rui, body, status, code, fields):
    refused = a_program(rui).send("POST", thread(idea), body)

    said = refused.json()
    assert (refused.status_code, said["code"]) == (status, code)
    assert said["message"]
    assert (list(said["fields"]) if "fields" in said else None) == fields
    assert (Comment.objects.count(), OutboxEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("sort=liked", "invalid"), ("sort=", "invalid"), ("limit=0", "invalid"), ("limit=101", "invalid"),
        ("limit=", "invalid"), ("limit=x", "invalid"), ("after=x", "cursor.unreadable"),
        ("after=", "cursor.unreadable"), ("after=%00", "invalid"), ("page=2", "invalid"),
        ("sort=best&sort=newest", "invalid"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(idea, query, code):
    refused = visitor_client().get(f"{thread(idea)}?{query}")

    assert (refused.status_code, refused.json()["code"]) == (400, code)


def test_a_cursor_belongs_to_its_thread_its_order_and_its_city(idea, ana, porto):
    many(idea, ana, 30)
    other = an_idea("Benches", author=ana)
    after = visitor_client().get(thread(idea)).json()["next"].rpartition("after=")[2]
    with for_city(porto):
        foreign = an_idea("Benches", author=a_resident("Zé"))
        abroad = visitor_client(porto).get(f"{thread(foreign)}?after={after}")

    stale = [
        visitor_client().get(f"{thread(idea)}?sort=newest&after={after}"),
        visitor_client().get(f"{thread(other)}?after={after}"),
    ]

    assert [one.json()["code"] for one in stale] == ["cursor.stale", "cursor.stale"]
    assert (abroad.status_code, abroad.json()["code"]) == (400, "cursor.unreadable")


@pytest.mark.parametrize("tail", ["", "replies/", "like/", "report/"])
@pytest.mark.parametrize("pk", [999_999, 2**63, 10**40])
def test_an_id_of_nothing_is_not_found(idea, rui, pk, tail):
    method = {"": "GET", "replies/": "GET", "like/": "PUT", "report/": "POST"}[tail]

    missing = a_program(rui).send(
        method, f"{thread(idea)}{pk}/{tail}", {"reason": "spam"} if "report" in tail else None
    )

    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_rules_of_the_page_hold(idea, ana, rui):
    elsewhere = say(an_idea("Benches", author=ana, now=NOON), ana)
    root, gone = say(idea, ana), say(idea, rui, minutes=1)
    services.delete_own_comment(idea=idea, comment=gone, by=rui, now=NOON)
    program = a_program(rui)
    mine = program.send("POST", thread(idea), {"text": "Me", "parent": root.pk}).json()

    answers = [
        program.send("POST", thread(idea), {"text": "x", "parent": elsewhere.pk}),
        program.send("POST", thread(idea), {"text": "x", "parent": gone.pk}),
        program.send("POST", thread(idea), {"text": "x", "parent": root.pk, "stance": "for"}),
        program.send("PATCH", f"{thread(idea)}{root.pk}/", {"text": "Not mine"}),
        program.send("PATCH", f"{thread(idea)}{mine['id']}/", {"stance": "for"}),
        program.send("PATCH", f"{thread(idea)}{mine['id']}/", {}),
        program.send("DELETE", f"{thread(idea)}{root.pk}/"),
        program.send("DELETE", f"{thread(idea)}{gone.pk}/"),
        program.send("PUT", f"{thread(idea)}{mine['id']}/like/"),
        a_program(ana, "votes:write").send("PUT", f"{thread(idea)}{mine['id']}/like/"),
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (400, "invalid"), (409, "comment.parent_gone"), (400, "invalid"), (403, "comment.not_yours"),
        (400, "invalid"), (400, "invalid"), (403, "comment.not_yours"), (409, "comment.gone"),
        (403, "comment.own_like"), (403, "token.scope"),
    ]  # fmt: skip


def test_the_first_minutes_over_nothing_changes(idea, rui):
    old = say(idea, rui)

    refused = a_program(rui).send("PATCH", f"{thread(idea)}{old.pk}/", {"text": "Later"})

    assert (refused.status_code, refused.json()["code"]) == (409, "comment.edit_over")


# --- Liking, reporting, following --------------------------------------------------------------------------------


def test_liking_twice_counts_once_and_goes_as_it_came(idea, ana, rui):
    comment = say(idea, ana)
    program, address = a_program(rui), f"{thread(idea)}{comment.pk}/like/"

    said = [program.send(method, address).json() for method in ("PUT", "PUT", "DELETE", "DELETE")]

    assert said == [
        {"likes": 1, "liked": True}, {"likes": 1, "liked": True},
        {"likes": 0, "liked": False}, {"likes": 0, "liked": False},
    ]  # fmt: skip
    assert CommentLike.objects.count() == 0


def test_a_report_reaches_the_moderators_once(idea, ana, rui):
    comment = say(idea, ana)
    program = a_program(rui)

    first = program.send("POST", f"/api/v1/ideas/{idea.number}/report/", {"reason": "spam", "text": "An advert."})
    again = program.send("POST", f"/api/v1/ideas/{idea.number}/report/", {"reason": "insult"})
    other = program.send("POST", f"{thread(idea)}{comment.pk}/report/", {"reason": "insult"})
    wrong = program.send("POST", f"{thread(idea)}{comment.pk}/report/", {"reason": "dull"})

    assert [one.status_code for one in (first, again, other, wrong)] == [201, 201, 201, 400]
    assert first.json() == again.json()
    assert (first.json()["reason"], first.json()["text"]) == ("spam", "An advert.")
    assert sorted(Report.objects.values_list("reason", flat=True)) == ["insult", "spam"]


def test_following_is_there_or_it_is_not(idea, rui):
    program, address = a_program(rui), f"/api/v1/ideas/{idea.number}/follow/"

    said = [program.send(method, address).json() for method in ("GET", "PUT", "PUT", "GET", "DELETE", "GET")]

    assert [one["followed"] for one in said] == [False, True, True, True, False, False]
