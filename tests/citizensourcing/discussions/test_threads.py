"""A thread stands on two levels, counts exactly, and reads in the same few queries at any length."""

import contextlib
import random
from datetime import UTC, datetime, timedelta

import pytest

from citizensourcing.discussions import selectors, services
from citizensourcing.discussions.models import Comment, CommentLike, Discussion, Follow
from citizensourcing.participants.models import Participant
from common.exceptions import RuleViolation
from tenants.context import require_city
from tests.factories import staff

NOON = datetime(2026, 9, 3, 12, tzinfo=UTC)


@pytest.fixture
def thread(lisbon) -> Discussion:
    return Discussion.objects.create()


@pytest.fixture
def ana(lisbon) -> Participant:
    return Participant.objects.create(display_name="Ana")


@pytest.fixture
def rui(lisbon) -> Participant:
    return Participant.objects.create(display_name="Rui")


def say(thread, author, text="Yes", **more):
    return services.add_comment(discussion=thread, author=author, text=text, **{"now": NOON, **more})


def like(comment, times):
    people = [Participant.objects.create(display_name=f"P{n}") for n in range(times)]
    for person in people:
        services.like_comment(comment=comment, by=person)


def counters(thread):
    thread.refresh_from_db()
    return thread.comment_count, thread.for_count, thread.against_count


def texts(lines):
    return [line.text for line in lines]


def test_an_answer_to_an_answer_stands_on_level_two_and_remembers_whom_it_answers(thread, ana, rui):
    root = say(thread, ana, "Open them")
    first = say(thread, rui, "Who cleans?", parent=root)
    second = say(thread, ana, "The city does", parent=first)

    page = selectors.thread_page(thread.pk, viewer=None)

    line = page.comments[0]
    assert (second.root_id, second.parent_id) == (root.pk, first.pk)
    assert [(r.text, r.in_reply_to, r.in_reply_to_id) for r in line.replies] == [
        ("Who cleans?", "", None),
        ("The city does", "Rui", first.pk),
    ]
    assert line.reply_count == 2


def test_counters_move_with_every_comment_and_its_author_follows(thread, ana):
    say(thread, ana, stance="for")
    say(thread, ana, stance="against", now=NOON + timedelta(hours=1))
    say(thread, ana)

    assert counters(thread) == (3, 1, 1)
    assert thread.last_comment_at == NOON + timedelta(hours=1)
    assert Follow.objects.filter(participant=ana, discussion=thread).count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": " \n\t "}, "comment.empty"),
        ({"text": "\u202e"}, "comment.empty"),
        ({"text": "a" * 2001}, "comment.long"),
        ({"stance": "maybe"}, "comment.stance"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_counted(thread, ana, more, code):
    with pytest.raises(RuleViolation) as refusal:
        say(thread, ana, **more)

    assert refusal.value.code == code
    assert counters(thread) == (0, 0, 0)
    assert Comment.objects.count() == 0


def test_a_closed_thread_takes_no_comment(thread, ana):
    Discussion.objects.update(is_open=False)

    with pytest.raises(RuleViolation) as refusal:
        say(thread, ana)

    assert refusal.value.code == "discussion.closed"


def test_nobody_answers_what_is_gone_or_stands_in_another_thread(thread, ana):
    gone = say(thread, ana)
    services.delete_comment(comment=gone, by=ana, now=NOON)
    elsewhere = say(Discussion.objects.create(), ana)

    for parent in (Comment.objects.get(pk=gone.pk), elsewhere):
        with pytest.raises(RuleViolation) as refusal:
            say(thread, ana, parent=parent)
        assert refusal.value.code == "comment.parent_gone"


def test_the_author_changes_a_comment_for_fifteen_minutes(thread, ana):
    comment = say(thread, ana, "Yse", stance="for")

    services.edit_comment(comment=comment, by=ana, text="No", stance="against", now=NOON + timedelta(minutes=14))
    with pytest.raises(RuleViolation) as late:
        services.edit_comment(comment=comment, by=ana, text="Yes", stance="for", now=NOON + timedelta(minutes=15))

    comment.refresh_from_db()
    assert (comment.text, comment.stance, comment.edited_at) == ("No", "against", NOON + timedelta(minutes=14))
    assert counters(thread) == (1, 0, 1)
    assert late.value.code == "comment.edit_over"
    assert str(late.value.sentence) == "A comment can be changed for 15 minutes. You can answer it, or remove it."


def test_nobody_changes_or_removes_what_another_said(thread, ana, rui):
    comment = say(thread, ana)

    with pytest.raises(RuleViolation) as edited:
        services.edit_comment(comment=comment, by=rui, text="No", stance="neutral", now=NOON)
    with pytest.raises(RuleViolation) as removed:
        services.delete_comment(comment=comment, by=rui, now=NOON)

    assert (edited.value.code, removed.value.code) == ("comment.not_yours", "comment.not_yours")
    assert counters(thread) == (1, 0, 0)


def test_a_removed_comment_leaves_a_tombstone_without_its_words_and_its_answers_stay(thread, ana, rui):
    comment = say(thread, ana, "I regret this", stance="for")
    say(thread, rui, "I do not", parent=comment)

    services.delete_comment(comment=comment, by=ana, now=NOON + timedelta(days=1))

    line = selectors.thread_page(thread.pk, viewer=None).comments[0]
    assert (line.visibility, line.text, line.name) == ("deleted", "", "")
    assert line.edited_at == NOON + timedelta(days=1)
    assert texts(line.replies) == ["I do not"]
    assert Comment.objects.get(pk=comment.pk).text == ""
    assert counters(thread) == (1, 0, 0)


def test_a_hidden_comment_shows_its_reason_and_never_its_words_until_it_is_shown_again(thread, ana):
    moderator = staff("moderator", "Mia")
    comment = say(thread, ana, "You are a fool", stance="against")

    services.hide_comment(comment=comment, by=moderator, reason="An insult.")
    hidden = selectors.thread_page(thread.pk, viewer=None).comments[0]
    while_hidden = counters(thread)
    services.show_comment_again(comment=comment, by=moderator)

    assert (hidden.text, hidden.hidden_reason, hidden.name) == ("", "An insult.", "")
    assert while_hidden == (0, 0, 0)
    assert counters(thread) == (1, 0, 1)


def test_hiding_needs_the_role_and_a_reason(thread, ana):
    moderator = staff("moderator", "Mia")
    manager = staff("manager", "Max")
    comment = say(thread, ana)

    codes = []
    for by, reason in ((ana, "Because"), (manager, "Because"), (None, "Because"), (moderator, "  ")):
        with pytest.raises(RuleViolation) as refusal:
            services.hide_comment(comment=comment, by=by, reason=reason)
        codes.append(refusal.value.code)

    assert codes == ["staff.not_allowed"] * 3 + ["comment.hide_reason"]
    assert counters(thread) == (1, 0, 0)


def test_the_best_argument_of_each_side_stands_on_top_and_nowhere_else(thread, ana):
    say(thread, ana, "For, unliked", stance="for")
    good = say(thread, ana, "For, liked", stance="for")
    better = say(thread, ana, "For, liked more", stance="for")
    against = say(thread, ana, "Against, liked", stance="against")
    neutral = say(thread, ana, "Neither, liked most")
    for comment, times in ((good, 1), (better, 2), (against, 1), (neutral, 5)):
        like(comment, times)

    page = selectors.thread_page(thread.pk, viewer=None)

    assert texts(page.best) == ["For, liked more", "Against, liked"]
    assert texts(page.comments) == ["Neither, liked most", "For, liked", "For, unliked"]


def test_without_a_like_nothing_is_best(thread, ana):
    say(thread, ana, stance="for")

    assert selectors.thread_page(thread.pk, viewer=None).best == ()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", [f"c{n}" for n in range(6, -1, -1)]),
        ("oldest", [f"c{n}" for n in range(7)]),
        ("best", ["c3", "c5", "c6", "c4", "c2", "c1", "c0"]),
    ],
)
def test_pages_follow_each_other_without_a_gap_or_a_double(thread, ana, sort, expected):
    comments = [say(thread, ana, f"c{n}", now=NOON + timedelta(minutes=n // 2)) for n in range(7)]
    like(comments[3], 2)
    like(comments[5], 1)

    first = selectors.thread_page(thread.pk, viewer=None, size=3, sort=sort)
    second = selectors.thread_page(thread.pk, viewer=None, size=3, sort=sort, after=first.after)
    third = selectors.thread_page(thread.pk, viewer=None, size=3, sort=sort, after=second.after)

    assert texts([*first.comments, *second.comments, *third.comments]) == expected
    assert (first.is_first, second.is_first, third.after) == (True, False, None)


@pytest.mark.parametrize("after", ["", "x", "1", "1.2.3", "9" * 40 + ".1", "99999999999999999.1", "-1.5"])
def test_an_address_that_somebody_made_up_shows_a_page_and_not_a_failure(thread, ana, after):
    say(thread, ana)

    for sort in ("best", "newest", "oldest", "nonsense"):
        assert selectors.thread_page(thread.pk, viewer=None, sort=sort, after=after).sort in selectors.SORTS


def test_three_answers_show_and_the_others_are_one_click_away(thread, ana):
    root = say(thread, ana, "root")
    for n in range(5):
        say(thread, ana, f"r{n}", parent=root, now=NOON + timedelta(minutes=n))

    line = selectors.thread_page(thread.pk, viewer=None).comments[0]
    whole = selectors.one_with_replies(root, viewer=None)

    assert (texts(line.replies), line.reply_count, line.has_more_replies) == (["r0", "r1", "r2"], 5, True)
    assert (texts(whole.replies), whole.has_more_replies) == (["r0", "r1", "r2", "r3", "r4"], False)


def test_the_comment_somebody_came_for_is_on_the_first_page_with_what_surrounds_it(thread, ana):
    root = say(thread, ana, "the first of all")
    answers = [say(thread, ana, f"r{n}", parent=root, now=NOON + timedelta(minutes=n)) for n in range(5)]
    for n in range(4):
        say(thread, ana, f"later {n}", now=NOON + timedelta(hours=n))

    page = selectors.thread_page(thread.pk, viewer=None, size=2, sort="newest", focus=answers[4].pk)
    after = selectors.thread_page(thread.pk, viewer=None, size=2, sort="newest", focus=answers[4].pk, after=page.after)
    foreign = selectors.thread_page(thread.pk, viewer=None, size=2, focus=10**9)

    assert texts(page.comments) == ["the first of all", "later 3", "later 2"]
    assert texts(page.comments[0].replies) == ["r0", "r1", "r2", "r3", "r4"]
    assert texts(after.comments) == ["later 1", "later 0"]
    assert foreign.focus is None


def test_a_reader_sees_their_own_likes_and_what_of_theirs_can_still_be_changed(thread, ana, rui):
    mine = say(thread, ana, "mine")
    other = say(thread, rui, "other")
    services.like_comment(comment=other, by=ana)

    page = selectors.thread_page(thread.pk, viewer=ana, sort="oldest", now=NOON + timedelta(minutes=5))
    later = selectors.thread_page(thread.pk, viewer=ana, sort="oldest", now=NOON + timedelta(minutes=20))

    assert [(c.id, c.is_own, c.can_edit, c.is_liked) for c in page.comments] == [
        (mine.pk, True, True, False),
        (other.pk, False, False, True),
    ]
    assert [c.can_edit for c in later.comments] == [False, False]


def test_what_waits_for_a_moderator_is_seen_by_its_author_alone(thread, ana, rui):
    comment = say(thread, ana, "waiting")
    Comment.objects.filter(pk=comment.pk).update(visibility="held")

    seen = [texts(selectors.thread_page(thread.pk, viewer=viewer).comments) for viewer in (ana, rui, None)]

    assert seen == [["waiting"], [], []]


def test_a_like_counts_once_and_its_undo_once(thread, ana, rui):
    comment = say(thread, ana)

    given = [services.like_comment(comment=comment, by=rui) for _ in range(2)]
    after_given = Comment.objects.get(pk=comment.pk).like_count
    taken = [services.unlike_comment(comment=comment, by=rui) for _ in range(2)]

    assert (given, after_given) == ([True, False], 1)
    assert (taken, Comment.objects.get(pk=comment.pk).like_count) == ([True, False], 0)


def test_nobody_likes_their_own_or_what_is_gone(thread, ana, rui):
    comment = say(thread, ana)

    with pytest.raises(RuleViolation) as own:
        services.like_comment(comment=comment, by=ana)
    services.delete_comment(comment=comment, by=ana, now=NOON)

    assert own.value.code == "comment.own_like"
    assert services.like_comment(comment=comment, by=rui) is False
    assert CommentLike.objects.count() == 0


def test_after_a_long_mixed_history_the_recount_finds_nothing_to_mend(thread):
    chance = random.Random(2026)
    people = [Participant.objects.create(display_name=f"P{n}") for n in range(6)]
    moderator = staff("moderator", "Mia")
    said = [say(thread, people[0])]

    for _ in range(400):
        act = chance.choice(["say", "say", "answer", "like", "like", "unlike", "edit", "delete", "hide", "show"])
        comment, person = chance.choice(said), chance.choice(people)
        comment.refresh_from_db()
        with contextlib.suppress(RuleViolation):
            match act:
                case "say":
                    said.append(say(thread, person, stance=chance.choice(["for", "against", "neutral"])))
                case "answer":
                    said.append(say(thread, person, parent=comment))
                case "like":
                    services.like_comment(comment=comment, by=person)
                case "unlike":
                    services.unlike_comment(comment=comment, by=person)
                case "edit":
                    services.edit_comment(
                        comment=comment,
                        by=comment.author,
                        text="New",
                        stance=chance.choice(["for", "against"]),
                        now=NOON,
                    )
                case "delete":
                    services.delete_comment(comment=comment, by=comment.author, now=NOON)
                case "hide":
                    services.hide_comment(comment=comment, by=moderator, reason="Off topic")
                case "show":
                    services.show_comment_again(comment=comment, by=moderator)

    before = list(Comment.objects.order_by("pk").values_list("like_count", "reply_count"))
    assert services.recount() == 0
    assert list(Comment.objects.order_by("pk").values_list("like_count", "reply_count")) == before
    assert len(said) > 80
    assert counters(thread)[0] == Comment.objects.filter(visibility="published").count()


@pytest.mark.parametrize("sort", selectors.SORTS)
def test_a_thousand_comments_are_read_in_four_queries(thread, ana, rui, sort, assert_queries):
    # The city's rules are read once per process and city.
    assert require_city().rules.edit_minutes == 15
    roots = Comment.objects.bulk_create(
        Comment(discussion=thread, author=ana, text=f"c{n}", stance="for", like_count=n % 7, created_at=NOON)
        for n in range(200)
    )
    Comment.objects.bulk_create(
        Comment(discussion=thread, author=rui, text=f"r{n}", root=root, parent=root, created_at=NOON)
        for root in roots
        for n in range(4)
    )
    Comment.objects.filter(root=None).update(reply_count=4)

    with assert_queries(4):
        page = selectors.thread_page(thread.pk, viewer=None, sort=sort)
    with assert_queries(4):
        selectors.thread_page(thread.pk, viewer=rui, sort=sort)
    with assert_queries(4):
        second = selectors.thread_page(thread.pk, viewer=rui, sort=sort, after=page.after)
    with assert_queries(6):
        selectors.thread_page(thread.pk, viewer=rui, sort=sort, focus=roots[0].pk)

    assert len(page.comments) == len(second.comments) == 20
    assert {len(line.replies) for line in page.comments} == {3}
