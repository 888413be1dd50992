"""A copy of one's data: asked for, made beside the page, fetched by nobody else, gone after seven days."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from django.utils import timezone

from citizensourcing.desk import services as desk
from citizensourcing.ideas.models import Attachment, Draft
from citizensourcing.moderation import services as moderation
from citizensourcing.moderation.models import Report
from citizensourcing.notifications.models import Preference
from citizensourcing.privacy import folders, gathering
from citizensourcing.privacy.kinds import KINDS
from citizensourcing.privacy.models import DataCopy
from citizensourcing.privacy.services import copying
from citizensourcing.projects.selectors import open_wall
from outbox.services import deliver_all
from tenants import lookup
from tenants.context import for_city
from tests import factories
from tests.citizensourcing.privacy.somebody import ALONE, ANSWERED, BUILT_ON, EMAIL, NAME, OLDER, REPORTED
from tests.helpers import mails, signed_in_client, visitor_client

DATA = "/en/me/data/"


def make(zelda, committing) -> DataCopy:
    committing(zelda.browser.post, DATA)
    committing(deliver_all)
    return DataCopy.objects.get()


def opened(copy: DataCopy) -> dict[str, bytes]:
    with zipfile.ZipFile(folders.finished(copy.key)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_that_is_hers_is_in_the_copy(zelda, committing):
    files = opened(make(zelda, committing))
    data = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}

    assert data["account.json"][0]["email"] == EMAIL
    assert data["profile.json"][0]["name"] == NAME
    assert {row["title"] for row in data["ideas.json"]} >= {f"Benches {ALONE}", f"Trees {BUILT_ON}"}
    assert data["ideas.json"][0]["topics"] == ["work"]
    assert OLDER in data["older-wordings.json"][0]["text"]
    assert data["comments.json"][0]["text"] == f"Yes {ANSWERED}"
    assert [row["idea"] for row in data["supports.json"]] == [f"Benches {ALONE}", f"Trees {BUILT_ON}", "A fountain"]
    assert REPORTED in data["reports.json"][0]["text"]
    assert [(row["document"], row["version"]) for row in data["agreements.json"]] == [
        ("privacy", 1),
        ("house-rules", 1),
    ]
    assert {len(data[f"{name}.json"]) for name in ("likes", "drafts", "mail-preferences", "told-of")} == {1}
    assert len(data["sessions.json"]) == 2
    assert len(data["pictures.json"]) == 2
    assert {row["what"] for row in data["audit.json"]} >= {"participants.joined", "ideas.submitted"}
    assert {row["for"] for row in data["waiting-mails.json"]} <= {"copy_ready", "login_code"}


def test_the_copy_explains_itself_and_holds_the_pictures(zelda, committing):
    files = opened(make(zelda, committing))

    schema = json.loads(files["schema.json"])["properties"]
    assert set(schema) == {f"{kind.name}.json" for kind in KINDS}
    assert [name for name in schema if name not in files] == []
    for name, said in schema.items():
        keys = {frozenset(row) for row in json.loads(files[name])}
        assert keys <= {frozenset(said["items"]["required"])}, name
    readme = files["README.txt"].decode()
    assert readme.startswith("Everything the wall of Lisbon keeps about you, as of ")
    assert "supports.json, supports.csv" in readme
    names = {f"pictures/{name.removeprefix('ideas/')}" for name in Attachment.objects.values_list("file", flat=True)}
    assert {name for name in files if name.startswith("pictures/")} == names


def test_each_value_is_of_the_type_that_is_said_and_means_something(zelda, committing):
    files = opened(make(zelda, committing))
    schema = json.loads(files["schema.json"])["properties"]

    for name, said in schema.items():
        jsonschema.validate(json.loads(files[name]), said, format_checker=jsonschema.FormatChecker())
        assert [value for value, what in said["items"]["properties"].items() if not what["description"]] == []
    values = {name: said["items"]["properties"] for name, said in schema.items()}
    assert values["ideas.json"]["supports"] == {"type": "integer", "description": "How many people support it."}
    assert values["ideas.json"]["latitude"]["type"] == ["number", "null"]
    assert values["comments.json"]["stance"]["enum"] == ["for", "against", "neutral"]
    assert values["comments.json"]["number"]["type"] == ["string", "null"]
    assert values["likes.json"]["comment"]["type"] == "integer"
    assert values["sessions.json"]["ends_at"] == {
        "type": "string", "format": "date-time", "description": "When that ends by itself."
    }  # fmt: skip
    assert values["roles.json"]["role"]["enum"] == ["moderator", "manager", "city_admin"]


def test_ideas_are_named_as_people_name_them(zelda, committing, topics):
    drafted = Draft.objects.get(owner=zelda.person)
    drafted.data |= {"topics": [topics[0].pk], "seen": [zelda.others.pk]}
    drafted.save(update_fields=["data"])
    files = opened(make(zelda, committing))
    data = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}

    number, begun = zelda.others.number, data["drafts.json"][0]["typed_so_far"]
    said = {"kind": "idea", "number": number, "address": f"http://lisbon.localhost:8000/en/ideas/{number}/"}
    assert data["reports.json"][0].items() >= (said | {"state": "open", "decision": ""}).items()
    assert data["comments.json"][0]["number"] == data["likes.json"][0]["number"] == number
    assert data["supports.json"][2]["address"] == said["address"]
    assert {row["number"] for row in data["ideas.json"]} >= {zelda.alone.number, zelda.built_on.number}
    assert (begun["project"], begun["topics"]) == (open_wall().title.text, ["work"])
    assert "seen" not in begun


def test_what_only_the_desk_reads_is_not_in_it_and_what_everybody_reads_is(zelda, committing):
    moderator, now = factories.staff("moderator"), timezone.now()
    second = factories.an_idea("A kiosk", author=zelda.other)
    desk.dismiss(report=Report.objects.get(), by=moderator, note="She always reports Rui.", now=now)
    told = moderation.file_report(target=second, author_id=None, reporter=zelda.person, reason="spam")
    desk.uphold(report=told, by=moderator, reason="An advertisement.", now=now)

    rows = json.loads(opened(make(zelda, committing))["reports.json"])

    assert [(row["state"], row["decision"]) for row in rows] == [("dismissed", ""), ("upheld", "An advertisement.")]


def test_who_chose_nothing_about_mails_reads_what_applies(zelda, committing):
    Preference.objects.all().delete()

    (row,) = json.loads(opened(make(zelda, committing))["mail-preferences.json"])

    assert row == {"answers_by_mail": True, "is_default": True, "changed_at": None}


def test_pictures_are_named_as_they_lie_in_the_archive(zelda, committing):
    files = opened(make(zelda, committing))

    lying = {name for name in files if name.startswith("pictures/")}
    ideas = {row["title"]: row["pictures"] for row in json.loads(files["ideas.json"])}
    assert {row["file"] for row in json.loads(files["pictures.json"])} == lying
    assert len(ideas[f"Benches {ALONE}"]) == 1
    assert set(ideas[f"Benches {ALONE}"]) < lying
    assert ideas[f"Trees {BUILT_ON}"] == []


def test_all_moments_are_in_the_zone_of_the_city_and_the_readme_says_so(zelda, lisbon, committing):
    lisbon.time_zone = "Asia/Tokyo"
    lisbon.save(update_fields=["time_zone"])
    lookup.forget()
    with for_city(lisbon):
        copy = make(zelda, committing)
        files = opened(copy)

    moment = re.compile(rb'"[a-z_]+_at": "(\d{4}-[^"]+)"')
    moments = [found for name in files if name.endswith(".json") for found in moment.findall(files[name])]
    ends = copy.expires_at.astimezone(ZoneInfo("Asia/Tokyo"))
    ends_in_words = f"{ends.day} {ends:%B %Y}"
    readme = files["README.txt"].decode()
    assert len(moments) > 20
    assert [one for one in moments if not re.fullmatch(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00", one)] == []
    assert b"+09:00" in files["ideas.csv"]
    assert "in the time zone of the city, Asia/Tokyo" in readme
    assert f"when this copy goes from the wall: {ends_in_words}" in readme
    assert f"{ends_in_words}" in mails()[-1].body


def test_tables_open_in_a_spreadsheet_and_run_no_formula(zelda, committing):
    factories.an_idea("=HYPERLINK(1)", text="A formula.", author=zelda.person)

    files = opened(make(zelda, committing))

    rows = list(csv.DictReader(io.StringIO(files["ideas.csv"].decode("utf-8-sig"))))
    assert [row["title"] for row in rows][-1] == "'=HYPERLINK(1)"
    assert [row["topics"] for row in rows][-1] == "work"
    assert {name for name in files if name.endswith(".csv")} == {"ideas.csv", "comments.csv", "supports.csv"}


def test_no_secret_and_no_other_person_is_in_it(zelda, committing):
    keys = [zelda.browser.cookies["sessionid"].value]
    files = opened(make(zelda, committing))
    everything = b"\n".join(content for name, content in files.items() if name.endswith((".json", ".csv", ".txt")))

    assert [key for key in keys if key.encode() in everything] == []
    assert b"Rui" not in everything
    assert b"Thank you." not in everything


def test_a_mail_says_when_it_is_ready(zelda, committing):
    make(zelda, committing)

    (mail,) = [mail for mail in mails() if mail.subject == "The copy of your data is ready"][-1:]
    assert mail.to == [EMAIL]
    assert "/en/me/data/" in mail.body


def test_the_page_goes_from_a_button_to_progress_to_a_link(zelda, committing):
    before = zelda.browser.get(DATA).content.decode()
    committing(zelda.browser.post, DATA)
    meanwhile = zelda.browser.get(DATA).content.decode()
    part = zelda.browser.get(DATA, headers={"hx-request": "true"}).content.decode()
    committing(deliver_all)
    after = zelda.browser.get(DATA).content.decode()

    assert "Make a copy of my data" in before
    assert f"0 of {len(KINDS) + 1} parts are there" in meanwhile
    assert "See how far it is" in meanwhile
    assert part.strip().startswith('<div id="my-copy"')
    assert "<html" not in part
    assert f"/en/me/data/{DataCopy.objects.get().key}.zip" in after
    assert "hx-trigger" not in after


def test_only_she_can_fetch_it_and_no_cache_keeps_it(zelda, committing, porto):
    address = f"{DATA}{make(zelda, committing).key}.zip"

    own = zelda.browser.get(address)

    assert (own.status_code, own["Content-Type"]) == (200, "application/zip")
    assert own["Cache-Control"].startswith("private, no-store")
    assert own["Content-Disposition"].startswith('attachment; filename="my-data-lisbon-')
    assert b"".join(own.streaming_content)[:2] == b"PK"
    assert signed_in_client(factories.a_resident("Eve")).get(address).status_code == 404
    assert signed_in_client(factories.staff("city_admin")).get(address).status_code == 404
    assert visitor_client().get(address)["Location"].startswith("/en/account/")
    assert visitor_client(porto).get(address).status_code == 303


def test_after_seven_days_it_is_gone_with_its_file(zelda, committing):
    copy = make(zelda, committing)
    assert copy.expires_at is not None
    address = f"{DATA}{copy.key}.zip"

    kept = committing(copying.tidy_copies, now=copy.expires_at - timedelta(seconds=1))
    is_there = folders.finished(copy.key).exists()
    removed = committing(copying.tidy_copies, now=copy.expires_at)

    assert (kept, is_there, removed) == (0, True, 1)
    assert not folders.finished(copy.key).exists()
    assert zelda.browser.get(address).status_code == 404


def test_one_copy_a_day(zelda, committing):
    first = make(zelda, committing)

    again = zelda.browser.post(DATA)
    first.asked_at -= timedelta(days=1)
    first.save(update_fields=["asked_at"])
    next_day = zelda.browser.post(DATA)

    assert again.status_code == 422
    assert "One copy a day." in again.content.decode()
    assert next_day.status_code == 303
    assert DataCopy.objects.count() == 2


def test_asked_for_twice_at_once_it_is_made_once(zelda):
    now = timezone.now()

    first = copying.ask_for_copy(person=zelda.person, language="en", now=now)
    second = copying.ask_for_copy(person=zelda.person, language="en", now=now)

    assert first == second


def test_it_is_made_in_small_bites_whatever_was_killed_in_between(zelda, committing):
    copy = copying.ask_for_copy(person=zelda.person, language="en", now=timezone.now())
    while gathering.gather(copy, limit=2):
        # A step that was killed after writing: its bytes are there, its cursor is not.
        kept = json.loads(json.dumps(copy.cursor))
        gathering.gather(copy, limit=1)
        copy.cursor = kept
    bitten = (folders.workshop(copy.key) / "audit.json").read_text()
    ideas = json.loads((folders.workshop(copy.key) / "ideas.json").read_text())
    table = (folders.workshop(copy.key) / "ideas.csv").read_text(encoding="utf-8-sig").splitlines()

    assert len(json.loads(bitten)) > 5
    assert len(ideas) == 3
    assert len({row["title"] for row in ideas}) == 3
    assert len(table) == 4


def test_each_step_sends_the_next_and_one_that_got_lost_is_sent_again(zelda, monkeypatch):
    monkeypatch.setattr(copying, "_STEP", 0.0)
    now = timezone.now()
    copy = copying.ask_for_copy(person=zelda.person, language="en", now=now)

    finished = [copying.copy_step(copy_id=copy.pk, now=now) for _step in range(len(KINDS))]
    copy.refresh_from_db()
    is_due = [copying.revive(now=now), copying.revive(now=now + timedelta(minutes=6))]

    assert not any(finished)
    assert (copy.state, copy.cursor) == ("making", {"kind": len(KINDS)})
    assert is_due == [0, 1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_readme_speaks_her_language(zelda, committing, language):
    committing(copying.ask_for_copy, person=zelda.person, language=language, now=timezone.now())
    committing(deliver_all)

    assert "README.txt" in opened(DataCopy.objects.get())
