"""Every version of what the city promises can be read; new house rules are asked about once, and no word is lost."""

from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea, Vote
from citizensourcing.participants.documents import VERSIONS, Document, Version, current
from citizensourcing.participants.models import Agreement, Participant
from citizensourcing.participants.services import agree_to_rules
from common.exceptions import RuleViolation
from tenants import lookup
from tests import factories
from tests.helpers import CityClient, signed_in_client, visitor_client

NOW_HOLDS = str(current(Document.RULES).number)


@pytest.fixture
def idea(lisbon, topics) -> Idea:
    return factories.an_idea("Trees along the tram")


@pytest.fixture
def ana(lisbon) -> Participant:
    """She agreed to the rules as they were before."""
    person = factories.a_resident("Ana")
    Agreement.objects.filter(participant=person, document=Document.RULES).update(version=0)
    Participant.objects.filter(pk=person.pk).update(rules_version=0)
    person.refresh_from_db()
    return person


@pytest.fixture
def browser(ana) -> CityClient:
    return signed_in_client(ana)


@pytest.mark.parametrize("document", Document)
def test_every_version_is_there_to_read(lisbon, document):
    client = visitor_client()
    name = {"privacy": "privacy", "house-rules": "house-rules", "accessibility": "accessibility"}[document.value]

    pages = [client.get(f"/en/about/{name}/{version.number}/") for version in VERSIONS[document]]
    newest = client.get(f"/en/about/{name}/").content.decode()

    assert {page.status_code for page in pages} == {200}
    assert [version.number for version in VERSIONS[document]] == list(range(1, len(VERSIONS[document]) + 1))
    assert f"Version {current(document).number}, since" in newest
    assert "This is an older version" not in newest


def test_an_older_version_says_so_and_until_when_it_held(lisbon, monkeypatch):
    newer = Version(2, date(2027, 3, 1), "Shorter.")
    monkeypatch.setitem(VERSIONS, Document.PRIVACY, (*VERSIONS[Document.PRIVACY], newer))

    page = visitor_client().get("/en/about/privacy/1/").content.decode()

    assert "This is an older version" in page
    assert "It applied until 1 March 2027." in page
    assert "Version 2, 1 March 2027" in page


def notice_of(city) -> str:
    lookup.forget()
    cache.clear()
    return " ".join(visitor_client(city).get("/en/about/privacy/").content.decode().split())


def test_the_notice_says_who_answers_for_it_why_and_to_whom_one_complains(lisbon):
    lisbon.country = "PT"
    lisbon.save(update_fields=["country"])

    notice = notice_of(lisbon)

    assert "Lisbon decides what happens to your data on this wall (the law says “controller”)." in notice
    assert "article 6(1)(e) of the General Data Protection Regulation." in notice
    assert "article 6(1)(a)" in notice
    assert "article 9(2)(a)" in notice
    assert "complain to Comissão Nacional de Proteção de Dados " in notice
    assert '(<a href="https://cnpd.pt/">cnpd.pt</a>), or to the authority where you live.' in notice
    assert "no law and no contract obliges you" in notice
    assert "(in its “local storage”)" in notice
    assert "your supports count on, but lead to nobody any more." in notice
    assert "Where the servers stand that keep your data, Lisbon tells you: ask." in notice
    assert "ask for them at the town hall, or write to them there by post." in notice
    assert "For up to a day a shortened, scrambled form of it counts" in notice
    assert "a mark of their e-mail address stays until the block ends, a year at most" in notice


def test_an_authority_of_two_languages_is_named_in_the_readers_first(lisbon):
    lisbon.country, lisbon.languages, lisbon.default_language = "BE", ["nl", "fr"], "nl"
    lisbon.save(update_fields=["country", "languages", "default_language"])
    lookup.forget()

    dutch, french = (visitor_client().get(f"/{code}/about/privacy/").content.decode() for code in ("nl", "fr"))

    assert "Gegevensbeschermingsautoriteit / Autorité de protection des données" in dutch
    assert "Autorité de protection des données / Gegevensbeschermingsautoriteit" in french


@pytest.mark.parametrize("country", ["", "DE", "XX"])
def test_without_one_authority_the_notice_names_that_of_the_country(lisbon, country):
    lisbon.country = country
    lisbon.save(update_fields=["country"])

    assert "complain to the data protection authority of your country." in notice_of(lisbon)


def test_the_notice_speaks_of_servers_and_backups_as_they_are(lisbon, settings):
    before = notice_of(lisbon)
    settings.HOSTED_BY, settings.BACKUPS_KEPT_DAYS = "Example SA in Porto", 14
    after = notice_of(lisbon)

    assert "The platform runs on servers of" not in before
    assert "What is removed stays in backups for 30 days more; they are used for nothing but a restore." in before
    assert "The platform runs on servers of Example SA in Porto." in after
    assert "What is removed stays in backups for 14 days more" in after


def test_the_notice_speaks_of_a_foreign_map_only_where_there_is_one(lisbon, settings):
    before = notice_of(lisbon)
    settings.MAP_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    after = notice_of(lisbon)

    assert "no foreign map or font" in before
    assert "tiles.example" not in before
    assert "its pictures come from tiles.example, which sees your internet address then." in after


def test_the_accessibility_statement_says_how_far_whom_to_ask_and_where_to_complain(lisbon):
    lisbon.rules.privacy_contact = "wall@lisbon.example"
    lisbon.rules.save(update_fields=["privacy_contact"])
    lookup.forget()

    page = " ".join(visitor_client().get("/en/about/accessibility/").content.decode().split())

    assert "partially conforms to WCAG 2.2, level AA" in page
    assert "on 22 November 2026" in page
    assert "Write to wall@lisbon.example." in page
    assert "complain to the ombudsperson of Lisbon" in page
    assert "criterion 3.1.2, Language of Parts" in page
    assert "What was not tested" in page


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("FR", 'Défenseur des droits (<a href="https://defenseurdesdroits.fr/">'),
        ("BE", "to the body that watches over"),
    ],
)
def test_the_accessibility_statement_names_the_body_where_there_is_one(lisbon, country, said):
    lisbon.country = country
    lisbon.save(update_fields=["country"])
    lookup.forget()

    assert said in " ".join(visitor_client().get("/en/about/accessibility/").content.decode().split())


def test_a_version_that_never_was_is_not_found(lisbon):
    client = visitor_client()

    addresses = ("privacy/0/", "privacy/99/", "imprint/1/")
    assert [client.get(f"/en/about/{address}").status_code for address in addresses] == [404, 404, 404]


def test_the_notice_names_whom_to_ask(lisbon):
    without = visitor_client().get("/en/about/privacy/").content.decode()
    lisbon.rules.privacy_contact = "privacy@lisbon.example"
    lisbon.rules.save(update_fields=["privacy_contact"])
    lookup.forget()
    with_one = visitor_client().get("/en/about/privacy/").content.decode()

    assert "Ask the town hall of Lisbon" in without
    assert "Write to privacy@lisbon.example." in with_one
    assert "To reach the data protection officer of Lisbon, write to privacy@lisbon.example too." in with_one


# --- New house rules ---------------------------------------------------------------------------------------------


def test_who_agreed_to_older_rules_may_read_but_not_act(ana, idea):
    with pytest.raises(RuleViolation) as refusal:
        ideas.vote_for(idea=idea, voter=ana, now=timezone.now())

    assert refusal.value.code == "participation.rules_changed"
    assert Vote.objects.count() == 0


def test_on_arriving_she_passes_by_the_rules_and_goes_on_where_she_was_going(browser, ana, idea):
    there = f"/en/ideas/{idea.number}/"

    arrival = browser.get(f"/en/me/welcome/?next={there}")
    page = browser.get(arrival["Location"]).content.decode()
    onward = browser.post("/en/me/rules/", {"agrees_to": NOW_HOLDS, "next": there})
    second = browser.get(f"/en/me/welcome/?next={there}")

    ana.refresh_from_db()
    assert arrival["Location"].startswith("/en/me/rules/?next=")
    assert "The house rules have changed" in page
    assert "Speak about the matter, not about the person." in page
    assert (onward.status_code, onward["Location"]) == (303, there)
    assert second["Location"] == there
    assert ana.rules_version == int(NOW_HOLDS)
    assert ana.agreements.filter(document=Document.RULES).count() == 2


def test_what_she_typed_goes_through_with_her_yes(browser, ana, idea):
    door = f"/en/ideas/{idea.number}/discussion/say/"
    typed = {"text": 'Shade "for" <everybody>.\nIn July too.', "stance": "for"}

    asked = browser.post(door, typed)
    page = asked.content.decode()
    sent = browser.post(door, typed | {"agrees_to": NOW_HOLDS})

    assert (asked.status_code, sent.status_code) == (422, 303)
    assert "Nothing you typed is lost." in page
    assert f'action="{door}"' in page
    assert "Shade &quot;for&quot; &lt;everybody&gt;." in page
    assert Comment.objects.get().text == typed["text"]
    assert Comment.objects.get().author == ana


def test_a_support_goes_through_with_her_yes_and_not_without(browser, idea):
    door = f"/en/ideas/{idea.number}/support/"

    asked = browser.post(door, {"support": "1"})
    before = Vote.objects.count()
    browser.post(door, {"support": "1", "agrees_to": "0"})
    between = Vote.objects.count()
    browser.post(door, {"support": "1", "agrees_to": NOW_HOLDS})

    assert asked.status_code == 422
    assert (before, between, Vote.objects.count()) == (0, 0, 1)


def test_htmx_is_sent_to_the_page_and_comes_back(browser, idea):
    answer = browser.post(
        f"/en/ideas/{idea.number}/support/",
        {"support": "1"},
        headers={
            "hx-request": "true",
            "hx-current-url": f"http://lisbon.localhost/en/ideas/{idea.number}/?then=support",
        },
    )

    assert answer["HX-Redirect"] == f"/en/me/rules/?next=%2Fen%2Fideas%2F{idea.number}%2F%3Fthen%3Dsupport"
    assert Vote.objects.count() == 0


def test_the_button_on_an_idea_leads_to_the_rules_and_back(browser, idea):
    page = browser.get(f"/en/ideas/{idea.number}/").content.decode()

    assert f"/en/me/welcome/?next=%2Fen%2Fideas%2F{idea.number}%2F%3Fthen%3Dsupport" in page


def test_her_own_data_and_leaving_need_no_yes(browser):
    assert [browser.get(path).status_code for path in ("/en/me/data/", "/en/me/leave/", "/en/me/profile/")] == [200] * 3
    assert browser.post("/en/me/data/").status_code == 303


def test_a_yes_to_rules_that_have_changed_meanwhile_is_asked_again(ana):
    with pytest.raises(RuleViolation) as refusal:
        agree_to_rules(person=ana, version=0, language="en", now=timezone.now())

    assert refusal.value.code == "rules.changed"
    assert ana.agreements.filter(document=Document.RULES).count() == 1


def test_nobody_is_led_away_by_a_next_from_elsewhere(browser):
    answer = browser.post("/en/me/rules/", {"agrees_to": NOW_HOLDS, "next": "https://evil.example/"})

    assert (answer.status_code, answer["Location"]) == (303, "/en/")


def test_a_yes_is_kept_once_with_its_language_and_moment(lisbon):
    now = timezone.now()
    person = factories.a_resident("Ana", now=now, language="fr")

    agree_to_rules(person=person, version=int(NOW_HOLDS), language="en", now=timezone.now())

    kept = person.agreements.get(document=Document.RULES)
    assert (kept.version, kept.language, kept.accepted_at) == (int(NOW_HOLDS), "fr", now)
