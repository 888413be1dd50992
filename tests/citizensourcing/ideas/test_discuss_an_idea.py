"""Discussing an idea through its doors: with a browser that runs scripts, and with one that does not."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from audit.models import AuditEntry
from citizensourcing.discussions.models import Comment, CommentLike
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation.services import block
from tests.factories import a_resident, an_idea, staff
from tests.helpers import signed_in_client, visitor_client

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def idea(lisbon) -> Idea:
    return an_idea()


@pytest.fixture
def ana(lisbon):
    return a_resident("Ana")


def about(idea: Idea, tail: str = "") -> str:
    return f"/en/ideas/{idea.number}/discussion/{tail}"


def said(idea, author, text="Who cleans?", **more) -> Comment:
    return ideas.comment_on(idea=idea, author=author, text=text, now=timezone.now(), **more)


def counts(idea: Idea) -> tuple[int, int]:
    idea = Idea.objects.select_related("discussion").get(pk=idea.pk)
    return idea.comment_count, idea.discussion.comment_count


def test_a_resident_comments_without_a_script_and_lands_on_the_comment(idea, ana):
    browser = signed_in_client(ana)

    answer = browser.post(about(idea, "say/"), {"text": "Who <b>cleans</b>?\r\n\r\nI sign.", "stance": "for"})
    page = browser.get(answer["Location"].split("#")[0]).content.decode()

    comment = Comment.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/en/ideas/{idea.number}/?comment={comment.pk}#comment-{comment.pk}",
    )
    assert (comment.text, comment.stance, comment.language) == ("Who <b>cleans</b>?\n\nI sign.", "for", "en")
    assert f'id="comment-{comment.pk}"' in page
    assert "<p>Who &lt;b&gt;cleans&lt;/b&gt;?</p><p>I sign.</p>" in page
    assert "Your comment is in the discussion." in page
    assert counts(idea) == (1, 1)


def test_with_a_script_the_discussion_itself_comes_back_and_says_so(idea, ana):
    answer = signed_in_client(ana).post(about(idea, "say/"), {"text": "Yes", "stance": "neutral"}, headers=HTMX)

    page = answer.content.decode()
    comment = Comment.objects.get()
    assert answer.status_code == 200
    assert page.lstrip().startswith("<section")
    assert 'data-say="Your comment is in the discussion."' in page
    assert f'id="comment-{comment.pk}"\n         tabindex="-1" data-focus' in page
    assert f'data-forget="comment-idea-{idea.pk}"' in page


def test_an_answer_comes_back_under_what_it_answers(idea, ana):
    root = said(idea, ana)
    inner = said(idea, ana, "First", parent=root)

    form = signed_in_client(ana).get(about(idea, f"{inner.pk}/reply/"), headers=HTMX).content.decode()
    answer = signed_in_client(ana).post(about(idea, "say/"), {"text": "Second", "parent": inner.pk}, headers=HTMX)

    assert f'hx-target="#comment-{root.pk}"' in form
    assert "<html" not in form
    page = answer.content.decode()
    second = Comment.objects.get(text="Second")
    assert (second.root_id, second.parent_id) == (root.pk, inner.pk)
    assert f'id="comment-{root.pk}"' in page
    assert f'data-forget="answer-{inner.pk}"' in page
    assert "in reply to Ana" in page
    assert counts(idea) == (3, 3)


def test_without_a_script_the_form_to_answer_is_a_page_that_shows_what_is_answered(idea, ana):
    root = said(idea, ana, "Who holds the key?")

    page = signed_in_client(ana).get(about(idea, f"{root.pk}/reply/")).content.decode()

    assert "<html" in page
    assert "Who holds the key?" in page
    assert f'name="parent" value="{root.pk}"' in page
    assert "hx-post" not in page[page.index('name="parent"') - 600 : page.index('name="parent"')]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_empty_comment_is_refused_with_a_sentence(idea, ana, headers):
    answer = signed_in_client(ana).post(about(idea, "say/"), {"text": "   ", "stance": "against"}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write what you want to say." in page
    assert 'value="against" id="stance-say-against" checked' in " ".join(page.split())
    assert counts(idea) == (0, 0)


def test_what_was_typed_is_kept_when_it_is_too_long(idea, ana):
    answer = signed_in_client(ana).post(about(idea, "say/"), {"text": "x" * 2010}, headers=HTMX)

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#say")
    assert "x" * 2010 in answer.content.decode()
    assert "This is 10 characters too long." in answer.content.decode()


def test_a_visitor_reads_finds_no_form_and_is_led_to_signing_in(idea, ana):
    comment = said(idea, ana)
    browser = visitor_client()

    response = browser.get(about(idea))
    refused = browser.post(about(idea, "say/"), {"text": "Hello"})
    to_answer = browser.get(about(idea, f"{comment.pk}/reply/"))

    page = response.content.decode()
    assert "Who cleans?" in page
    assert "<textarea" not in page
    assert "csrfmiddlewaretoken" not in page
    assert f"/en/account/?next=%2Fen%2Fideas%2F{idea.number}%2F%23discussion" in page
    assert dict(browser.cookies) == {}
    assert (refused.status_code, refused["Location"]) == (
        303,
        f"/en/account/?next=%2Fen%2Fideas%2F{idea.number}%2F%23discussion",
    )
    assert to_answer["Location"].startswith("/en/account/?next=%2Fen%2Fideas%2F")
    assert counts(idea) == (1, 1)


def test_who_is_blocked_reads_why_and_nothing_is_said(idea, ana):
    mia = staff("moderator", "Mia")
    block(person=ana, by=mia, reason="Three insults in a week.")

    page = signed_in_client(ana).get(about(idea)).content.decode()
    answer = signed_in_client(ana).post(about(idea, "say/"), {"text": "Hello"})

    assert "The moderators say: Three insults in a week." in page
    assert "<textarea" not in page
    assert answer.status_code == 422
    assert counts(idea) == (0, 0)


def test_who_is_blocked_begins_to_follow_nothing_but_may_let_go(idea, ana):
    client, follow = signed_in_client(ana), about(idea, "follow/").replace("/discussion", "")
    client.post(follow, {"follow": "1"})
    before = idea.discussion.follows.filter(participant=ana).count()
    block(person=ana, by=staff("moderator", "Mia"), reason="Three insults in a week.")

    client.post(follow, {"follow": "0"})
    after = idea.discussion.follows.filter(participant=ana).count()
    client.post(follow, {"follow": "1"})

    assert (before, after, idea.discussion.follows.filter(participant=ana).count()) == (1, 0, 0)


def test_staff_speak_under_their_role_and_keep_the_badge_after_they_leave(idea):
    max_ = staff("manager", "Max")
    said(idea, max_, "We are counting the hours.")
    max_.user.staff_roles.all().delete()

    page = visitor_client().get(about(idea)).content.decode()

    assert Comment.objects.get().staff_role == "manager"
    assert "comment staff" in page
    assert "manager" in page


def test_a_like_is_one_tap_and_its_undo_another(idea, ana):
    comment = said(idea, a_resident("Rui"))
    browser = signed_in_client(ana)

    liked = browser.post(about(idea, f"{comment.pk}/like/"), {"like": "1"}, headers=HTMX).content.decode()
    plain = browser.post(about(idea, f"{comment.pk}/like/"), {"like": "1"})
    after = Comment.objects.get().like_count
    undone = browser.post(about(idea, f"{comment.pk}/like/"), {"like": "0"}, headers=HTMX).content.decode()

    assert 'aria-pressed="true"' in liked
    assert 'data-say="You like this comment."' in liked
    assert (plain.status_code, after) == (303, 1)
    assert 'aria-pressed="false"' in undone
    assert Comment.objects.get().like_count == 0
    assert CommentLike.objects.count() == 0


def test_a_visitor_who_likes_is_led_to_signing_in(idea, ana):
    comment = said(idea, ana)

    answer = visitor_client().post(about(idea, f"{comment.pk}/like/"), {"like": "1"})

    assert answer["Location"].startswith("/en/account/?next=")
    assert CommentLike.objects.count() == 0


def test_who_likes_is_told_to_nobody(idea, ana):
    comment = said(idea, a_resident("Rui"))
    before = AuditEntry.objects.count()

    signed_in_client(ana).post(about(idea, f"{comment.pk}/like/"), {"like": "1"})

    assert AuditEntry.objects.count() == before
    assert "Ana" not in visitor_client().get(about(idea)).content.decode()


def test_the_author_changes_and_removes_a_comment(idea, ana):
    comment = said(idea, ana, "Yse", stance="for")
    browser = signed_in_client(ana)

    form = browser.get(about(idea, f"{comment.pk}/edit/")).content.decode()
    changed = browser.post(about(idea, f"{comment.pk}/edit/"), {"text": "Yes", "stance": "against"})
    after_edit = Comment.objects.get()
    asked = browser.get(about(idea, f"{comment.pk}/remove/"))
    counted = counts(idea)
    removed = browser.post(about(idea, f"{comment.pk}/remove/"))
    page = visitor_client().get(about(idea)).content.decode()

    assert ">Yse</textarea>" in form
    assert (changed.status_code, after_edit.text, after_edit.stance) == (303, "Yes", "against")
    assert (asked.status_code, counted) == (200, (1, 1))
    assert removed.status_code == 303
    assert "This comment was removed by its author on" in page
    assert "Yes</p>" not in page
    assert counts(idea) == (0, 0)


def test_after_the_window_a_change_is_refused_with_the_reason(idea, ana):
    comment = said(idea, ana)
    Comment.objects.update(created_at="2026-01-01T00:00Z")

    answer = signed_in_client(ana).post(about(idea, f"{comment.pk}/edit/"), {"text": "New", "stance": "neutral"})

    assert answer.status_code == 422
    assert "A comment can be changed for 15 minutes." in answer.content.decode()
    assert Comment.objects.get().text == "Who cleans?"


@pytest.mark.parametrize("tail", ["edit/", "remove/", "hide/"])
def test_of_what_another_said_there_is_no_page_to_change_it(idea, ana, tail):
    comment = said(idea, a_resident("Rui"))

    browser = signed_in_client(ana)
    assert browser.get(about(idea, f"{comment.pk}/{tail}")).status_code == 404
    assert browser.post(about(idea, f"{comment.pk}/{tail}"), {"text": "x", "reason": "x"}).status_code == 404
    assert visitor_client().get(about(idea, f"{comment.pk}/hide/")).status_code == 404

    assert Comment.objects.get().visibility == "published"


def test_somebody_who_is_blocked_may_still_take_back_what_they_said(idea, ana):
    comment = said(idea, ana)
    block(person=ana, by=staff("moderator", "Mia"), reason="Insults.")

    signed_in_client(ana).post(about(idea, f"{comment.pk}/remove/"))

    assert Comment.objects.get().visibility == "deleted"
    assert counts(idea) == (0, 0)


def test_a_moderator_hides_with_a_reason_and_shows_again(idea, ana):
    comment = said(idea, ana, "You fool")
    browser = signed_in_client(staff("moderator", "Mia"))

    empty = browser.post(about(idea, f"{comment.pk}/hide/"), {"reason": ""})
    hidden = browser.post(about(idea, f"{comment.pk}/hide/"), {"reason": "Speak to the idea."})
    page = visitor_client().get(about(idea)).content.decode()
    hidden_counts = counts(idea)
    browser.post(about(idea, f"{comment.pk}/show/"))

    assert (empty.status_code, hidden.status_code) == (422, 303)
    assert "The moderators hid this comment: Speak to the idea." in page
    assert "You fool" not in page
    assert (hidden_counts, counts(idea)) == ((0, 0), (1, 1))
    assert ideas.recount().comments == 0


def test_a_manager_does_not_hide(idea, ana):
    comment = said(idea, ana)

    answer = signed_in_client(staff("manager", "Max")).post(about(idea, f"{comment.pk}/hide/"), {"reason": "No"})

    assert answer.status_code == 404
    assert Comment.objects.get().visibility == "published"


def test_a_comment_of_another_idea_is_not_found_under_this_one(idea, ana):
    elsewhere = said(an_idea(title="Another"), ana)

    for tail in ("reply/", "replies/", "edit/", "report/"):
        assert signed_in_client(ana).get(about(idea, f"{elsewhere.pk}/{tail}")).status_code == 404
    assert signed_in_client(ana).post(about(idea, "say/"), {"text": "x", "parent": elsewhere.pk}).status_code == 404


def test_the_next_page_is_a_link_and_a_fragment(idea, ana):
    for n in range(23):
        said(idea, ana, f"comment number {n}")

    first = visitor_client().get(about(idea, "?sort=oldest")).content.decode()
    href = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    page = visitor_client().get(href).content.decode()
    fragment = visitor_client().get(href, headers=HTMX).content.decode()

    assert "comment number 19<" in first
    assert "comment number 20<" not in first
    assert "<html" in page
    assert "comment number 22<" in page
    assert fragment.count("<article") == 3
    assert "<section" not in fragment


def test_a_page_of_the_discussion_costs_the_same_whatever_its_length(idea, ana, assert_queries):
    for n in range(3):
        said(idea, ana, f"c{n}")
    browser = visitor_client()
    browser.get(about(idea))

    with assert_queries(6):
        browser.get(about(idea))
    Comment.objects.bulk_create(
        Comment(discussion=idea.discussion, author=ana, text=f"c{n}", created_at=timezone.now()) for n in range(200)
    )
    with assert_queries(6):
        browser.get(about(idea))


def test_a_hidden_idea_is_not_discussed(idea, ana):
    Idea.objects.filter(pk=idea.pk).update(visibility="withdrawn")

    assert signed_in_client(ana).get(about(idea)).status_code == 404
    assert signed_in_client(ana).post(about(idea, "say/"), {"text": "Hello"}).status_code == 404
    assert signed_in_client(ana).get("/en/ideas/not-a-number/discussion/").status_code == 404


@pytest.mark.parametrize(
    ("door", "sent"),
    [
        ("discussion/say/", {"text": "Who cleans?", "stance": "for"}),
        ("discussion/say/", {"text": "We do.", "parent": "{comment}"}),
        ("discussion/{comment}/like/", {"like": "1"}),
        ("discussion/{comment}/edit/", {"text": "Who sweeps?"}),
        ("discussion/{comment}/remove/", {}),
        ("discussion/{comment}/report/", {"reason": "spam"}),
        ("report/", {"reason": "spam"}),
        ("follow/", {"follow": "1"}),
        ("support/", {"support": "1"}),
        ("edit/", {"title": "Other", "text": "Words"}),
        ("withdraw/", {}),
    ],
)
def test_a_session_that_ended_meanwhile_leads_the_whole_page_to_sign_in(idea, ana, door, sent):
    number = str(said(idea, ana).pk)
    address = f"/en/ideas/{idea.number}/{door.replace('{comment}', number)}"
    typed = {name: value.replace("{comment}", number) for name, value in sent.items()}

    by_script = visitor_client().post(address, typed, headers=HTMX)
    by_form = visitor_client().post(address, typed)

    assert by_script.status_code == 200
    assert by_script.content == b""
    assert by_script["HX-Redirect"].startswith("/en/account/?next=%2Fen%2Fideas%2F")
    assert not by_script.has_header("Location")
    assert by_form["Location"] == by_script["HX-Redirect"]
    assert (Comment.objects.count(), CommentLike.objects.count()) == (1, 0)


def test_an_answer_asked_for_without_a_session_leads_there_too(idea, ana):
    answer = visitor_client().get(about(idea, f"{said(idea, ana).pk}/reply/"), headers=HTMX)

    assert answer["HX-Redirect"].startswith("/en/account/?next=%2Fen%2Fideas%2F")
