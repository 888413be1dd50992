"""What the services promise about an idea on its way to the wall."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.http import Http404

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.models import Attachment, Draft, Idea
from citizensourcing.ideas.services.contacts import contacts_in
from citizensourcing.projects.selectors import open_wall
from common.exceptions import RuleViolation
from tests.citizensourcing.ideas.sharing import *  # noqa: F403 -- fixtures
from tests.citizensourcing.ideas.sharing import TEXT, TITLE, jpeg, upload

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def begin(person=None, **words) -> Draft:
    wanted = {"title": TITLE, "text": TEXT} | words
    return services.begin_draft(person=person, project=open_wall(), now=NOW, **wanted)


def finished(person, topics, **words) -> Draft:
    draft = begin(person, **words)
    return services.save_step(draft=draft, changes={"topics": [topics[0].pk], "where": "city"})


def publish(draft, person, now=NOW, **more) -> Idea:
    return services.publish_draft(draft=draft, person=person, interface="en", now=now, **more)


def test_a_draft_keeps_each_step_and_forgets_none(topics, places):
    draft = begin()

    services.save_step(draft=draft, changes={"topics": [topics[1].pk, topics[0].pk]})
    services.save_step(draft=draft, changes={"where": "neighbourhoods", "neighbourhoods": [places[1].pk]})
    services.save_step(draft=draft, changes={"title": "  Shade   on the way  ", "text": TEXT})

    sheet = selectors.sheet_of(Draft.objects.get())
    assert (sheet.title, sheet.text, sheet.where) == ("Shade on the way", TEXT, "neighbourhoods")
    assert [topic.pk for topic in sheet.topics] == [topics[1].pk, topics[0].pk]
    assert sheet.neighbourhoods == [places[1]]


def test_two_tabs_do_not_lose_each_others_steps(topics):
    draft = begin()
    one_tab, other_tab = Draft.objects.get(pk=draft.pk), Draft.objects.get(pk=draft.pk)

    services.save_step(draft=one_tab, changes={"topics": [topics[0].pk]})
    services.save_step(draft=other_tab, changes={"where": "city"})

    assert selectors.sheet_of(Draft.objects.get()).missing_step is None


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": " ", "text": "x"}, "idea.words", "title"),
        ({"title": "x", "text": "\n"}, "idea.words", "text"),
        ({"topics": []}, "idea.topics", "topics"),
        ({"topics": [999_999]}, "idea.topics", "topics"),
        ({"where": "moon"}, "idea.where", "where"),
        ({"where": "neighbourhoods", "neighbourhoods": []}, "idea.where", "where"),
        ({"where": "pin", "pin": None}, "idea.where", "where"),
        ({"where": "pin", "pin": [48.85, 2.35]}, "idea.where_outside", "where"),
        ({"language": "tlh"}, "idea.language", "language"),
    ],
)
def test_what_a_step_may_not_say_is_refused_and_nothing_is_stored(topics, places, changes, code, field):
    draft = begin()
    before = Draft.objects.get().data

    with pytest.raises(RuleViolation) as refused:
        services.save_step(draft=draft, changes=changes)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert Draft.objects.get().data == before


def test_four_topics_are_too_many(topics):
    draft = begin()

    with pytest.raises(RuleViolation) as refused:
        services.save_step(draft=draft, changes={"topics": [topic.pk for topic in topics]})

    assert refused.value.code == "idea.topics"


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [(38.75, -9.15, "Alvalade"), (38.75, -9.05, "Belém"), (38.699, -9.05, "Belém"), (38.75, -9.1, "Alvalade")],
)
def test_a_pin_brings_its_neighbourhood_along(topics, places, latitude, longitude, name):
    draft = services.save_step(draft=begin(), changes={"where": "pin", "pin": [latitude, longitude]})

    sheet = selectors.sheet_of(draft)
    assert [place.name.text for place in sheet.neighbourhoods] == [name]
    assert (sheet.latitude, sheet.longitude) == (latitude, longitude)


def test_choosing_the_whole_city_takes_the_pin_away(topics, places):
    draft = services.save_step(draft=begin(), changes={"where": "pin", "pin": [38.75, -9.15]})

    draft = services.save_step(draft=draft, changes={"where": "city"})

    sheet = selectors.sheet_of(draft)
    assert (sheet.where, sheet.neighbourhoods, sheet.latitude) == ("city", [], None)


def test_publishing_makes_an_idea_with_all_of_it(ana, topics, places):
    draft = begin(ana)
    services.save_step(draft=draft, changes={"topics": [topics[2].pk], "where": "pin", "pin": [38.75, -9.15]})
    services.save_step(draft=draft, changes={"language": "en"})
    picture = services.attach_picture(draft=draft, upload=upload(jpeg()))
    services.describe_picture(draft=draft, attachment_id=picture.pk, alt="A wall in the sun")

    idea = publish(draft, ana)

    draft.refresh_from_db()
    assert (idea.title, idea.text, idea.language, idea.author) == (TITLE, TEXT, "en", ana)
    assert (idea.latitude, idea.longitude) == (38.75, -9.15)
    assert list(idea.topics.all()) == [topics[2]]
    assert list(idea.neighbourhoods.all()) == [places[0]]
    assert [(one.pk, one.alt, one.draft_id) for one in idea.attachments.all()] == [
        (picture.pk, "A wall in the sun", None)
    ]
    assert (draft.idea, draft.data, draft.owner) == (idea, {}, ana)


def test_publishing_twice_gives_the_same_idea(ana, topics):
    draft = finished(ana, topics)

    first, second = publish(draft, ana), publish(draft, ana)

    assert first == second
    assert Idea.objects.count() == 1


def test_a_published_draft_cannot_be_changed(ana, topics):
    draft = finished(ana, topics)
    publish(draft, ana)

    with pytest.raises(RuleViolation) as refused:
        services.save_step(draft=draft, changes={"title": "Other", "text": "Words"})

    assert refused.value.code == "draft.published"


def test_a_visitor_cannot_publish(topics):
    draft = finished(None, topics)

    with pytest.raises(RuleViolation) as refused:
        publish(draft, None)

    assert refused.value.code == "participation.sign_in"
    assert Idea.objects.count() == 0


def test_an_unfinished_draft_is_not_published(ana):
    draft = begin(ana)

    with pytest.raises(RuleViolation) as refused:
        publish(draft, ana)

    assert refused.value.code == "draft.unfinished"
    assert Idea.objects.count() == 0


def test_an_address_in_the_text_is_published_only_when_it_is_meant(ana, topics):
    draft = finished(ana, topics, text="Write to ana@example.org.")

    with pytest.raises(RuleViolation) as refused:
        publish(draft, ana)
    idea = publish(draft, ana, with_contacts=True)

    assert refused.value.code == "text.contacts"
    assert idea.text == "Write to ana@example.org."
    assert contacts_in(TITLE, idea.text) == ["ana@example.org"]


def test_the_sixth_idea_of_a_day_waits_for_tomorrow(ana, rui, topics):
    for number in range(5):
        publish(finished(ana, topics, title=f"Idea {number}"), ana, now=NOW + timedelta(hours=number))
    sixth = finished(ana, topics, title="One more")

    with pytest.raises(RuleViolation) as refused:
        publish(sixth, ana, now=NOW + timedelta(hours=23))
    others = publish(finished(rui, topics), rui, now=NOW + timedelta(hours=23))
    tomorrow = publish(sixth, ana, now=NOW + timedelta(hours=25))

    assert refused.value.code == "idea.too_many"
    assert (others.author, tomorrow.title) == (rui, "One more")


def test_only_who_holds_the_key_reaches_a_draft_and_only_its_owner_once_claimed(ana, rui):
    draft = begin()
    key = str(draft.key)

    by_key = selectors.draft_for(None, [key], draft.key)
    with pytest.raises(Http404):
        selectors.draft_for(rui, [], draft.key)
    services.claim_draft(draft=draft, person=ana)

    assert by_key == draft
    assert selectors.draft_for(ana, [], draft.key) == draft
    with pytest.raises(Http404):
        selectors.draft_for(rui, [key], draft.key)
    with pytest.raises(Http404):
        selectors.draft_for(None, [key], draft.key)


def test_a_claimed_draft_is_not_claimed_again(ana, rui):
    draft = begin()

    services.claim_draft(draft=Draft.objects.get(), person=ana)
    services.claim_draft(draft=draft, person=rui)

    assert Draft.objects.get().owner == ana


def test_drafts_nobody_touched_for_thirty_days_go_with_their_pictures(ana, topics, django_capture_on_commit_callbacks):
    with time_machine.travel(NOW, tick=False):
        old = begin(ana)
        picture = services.attach_picture(draft=old, upload=upload(jpeg()))
        published = finished(ana, topics)
        kept = services.attach_picture(draft=published, upload=upload(jpeg()))
        idea = publish(published, ana)
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        younger = begin(ana)

    with django_capture_on_commit_callbacks(execute=True):
        gone = services.tidy_drafts(now=NOW + timedelta(days=31))

    assert gone == 2
    assert list(Draft.objects.all()) == [younger]
    assert not default_storage.exists(picture.file.name)
    assert not default_storage.exists(picture.thumbnail.name)
    assert list(idea.attachments.all()) == [kept]
    assert default_storage.exists(kept.file.name)


def test_throwing_a_draft_away_takes_its_pictures_along(ana, django_capture_on_commit_callbacks):
    draft = begin(ana)
    picture = services.attach_picture(draft=draft, upload=upload(jpeg()))

    with django_capture_on_commit_callbacks(execute=True):
        services.discard_draft(draft=draft)

    assert (Draft.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not default_storage.exists(picture.file.name)


def test_topics_named_in_the_text_are_suggested_first_and_ticked(topics):
    suggested = selectors.suggest_topics("A market on Sunday. With culture.")

    assert [(one.topic.names["en"], one.is_likely) for one in suggested] == [
        ("Culture", True),
        ("Market", True),
        ("Economy", False),
    ]


def test_without_a_hint_the_most_used_topics_are_offered_and_none_is_ticked(ana, topics):
    publish(services.save_step(draft=begin(ana), changes={"topics": [topics[2].pk], "where": "city"}), ana)

    suggested = selectors.suggest_topics("Nothing that has to do with them.")

    assert [(one.topic.names["en"], one.is_likely) for one in suggested] == [
        ("Urbanism", False),
        ("Culture", False),
        ("Economy", False),
    ]
