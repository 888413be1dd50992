"""Whatever one city hands out is worth nothing in another: each kind of thing, tried."""

import logging
import threading

import pytest
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import BadSignature
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import User
from citizensourcing.notifications.mails import unsubscribe_address
from citizensourcing.notifications.selectors import wants_answers
from citizensourcing.taxonomy.models import Topic
from common.exceptions import RuleViolation
from common.logs import CityFilter
from common.ratelimit import take
from common.schema import current_schema, leave_to_public, schema_by_the_database, stand_in
from config.celery import app
from tenants import signing
from tenants.context import current_city, for_city, require_city
from tenants.models import City
from tests.factories import a_resident, an_idea
from tests.helpers import a_program, carry_cookies, mails, signed_in_client, visitor_client

PROFILE, CODE = "/en/me/profile/", "/en/account/code/"


# --- What a browser carries --------------------------------------------------------------------------------------


def test_a_session_cookie_is_anonymous_in_another_city(lisbon, porto):
    ana = a_resident("Ana")
    at_home = signed_in_client(ana)
    with for_city(porto):
        User.objects.create(pk=ana.user_id, email="of-the-same-number@example.org")
    abroad = carry_cookies(at_home, porto)

    assert at_home.get(PROFILE).status_code == 200
    assert abroad.get(PROFILE).status_code == 303
    assert abroad.get(PROFILE)["Location"].startswith("/en/account/")


def test_a_code_asked_for_in_one_city_opens_no_door_in_another(lisbon, porto):
    cache.clear()
    a_resident("Ana", email="ana@example.org")
    with for_city(porto):
        a_resident("Ana", email="ana@example.org")
    at_home = visitor_client()
    at_home.post("/en/account/", {"email": "ana@example.org"})
    code = next(word for word in mails()[-1].body.split() if word.isdigit() and len(word) == 6)
    abroad = carry_cookies(at_home, porto)

    refused = abroad.post(CODE, {"code": code})
    came_in = at_home.post(CODE, {"code": code})

    assert (refused.status_code, refused["Location"]) == (303, "/en/account/?why=late")
    assert abroad.get(PROFILE).status_code == 303
    assert came_in.status_code in {302, 303}
    assert at_home.get(PROFILE).status_code == 200


# --- What stands in an address -----------------------------------------------------------------------------------


def test_a_signed_token_is_worth_nothing_in_another_city_or_for_another_purpose(lisbon, porto):
    token = signing.sign({"person": 7}, purpose="unsubscribe")

    assert signing.read(token, purpose="unsubscribe") == {"person": 7}
    with pytest.raises(BadSignature):
        signing.read(token, purpose="something else")
    with for_city(porto), pytest.raises(BadSignature):
        signing.read(token, purpose="unsubscribe")
    leave_to_public()
    with pytest.raises(BadSignature):
        signing.read(token, purpose="unsubscribe")


def test_a_link_from_a_mail_is_not_found_in_another_city_and_changes_nothing_there(lisbon, porto):
    path = unsubscribe_address(a_resident("Ana")).removeprefix(f"http://{lisbon.primary_domain}:8000")
    with for_city(porto):
        stranger = a_resident("Rui")

    abroad = visitor_client(porto).post(path)
    at_home = visitor_client(lisbon).post(path)

    assert (abroad.status_code, at_home.status_code) == (404, 200)
    with for_city(porto):
        assert wants_answers(stranger) is True


def test_a_programs_key_and_a_pages_cursor_are_worth_nothing_in_another_city(lisbon, porto):
    ana = a_resident("Ana")
    at_home, abroad = a_program(ana), a_program(ana, city=porto)
    for title in ("Trees", "Benches"):
        an_idea(title)
    with for_city(porto):
        a_resident("Of the same number")
        an_idea("Of Porto")
    cursor = visitor_client(lisbon).get("/api/v1/ideas/?limit=1").json()["next"]

    answers = [abroad.get("/api/v1/session/"), visitor_client(porto).get(cursor)]

    assert [answer.json()["code"] for answer in answers] == ["token.unknown", "cursor.unreadable"]
    assert (at_home.get("/api/v1/session/").json()["by"], visitor_client(lisbon).get(cursor).status_code) == (
        "token",
        200,
    )


def test_the_number_of_an_idea_means_nothing_in_another_city(lisbon, porto):
    idea = an_idea("Only in Lisbon")
    address = reverse("ideas:detail", args=[idea.number], urlconf="config.urls_city")

    abroad = visitor_client(porto).get(address)
    at_home = visitor_client(lisbon).get(address)

    assert (abroad.status_code, at_home.status_code) == (404, 200)


# --- What lies in a store ----------------------------------------------------------------------------------------


def test_a_file_is_found_in_its_own_city_only(lisbon, porto, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stored = default_storage.save("ideas/map.txt", ContentFile(b"of Lisbon"))

    assert default_storage.open(stored).read() == b"of Lisbon"
    with for_city(porto):
        assert default_storage.exists(stored) is False
        with pytest.raises(SuspiciousFileOperation):
            default_storage.open(f"../{lisbon.schema_name}/{stored}")
    leave_to_public()
    assert default_storage.exists(stored) is False


def test_a_cached_value_is_seen_in_its_own_city_only(lisbon, porto):
    cache.set("front-page", "of Lisbon", 60)

    with for_city(porto):
        assert cache.get("front-page") is None
        cache.set("front-page", "of Porto", 60)
    leave_to_public()
    assert cache.get("front-page") is None
    stand_in(lisbon)
    assert cache.get("front-page") == "of Lisbon"


def test_what_somebody_used_up_in_one_city_they_still_have_in_another(lisbon, porto):
    def ask():
        take(purpose="isolation", who="somebody", limit=1, seconds=3600)

    cache.clear()
    ask()

    with pytest.raises(RuleViolation):
        ask()
    with for_city(porto):
        ask()
        with pytest.raises(RuleViolation):
            ask()


def test_rows_of_one_city_are_not_in_another(lisbon, porto):
    Topic.objects.create(slug="trams", names={"en": "Trams"})

    with for_city(porto):
        assert not Topic.objects.filter(slug="trams").exists()
    assert Topic.objects.filter(slug="trams").exists()


# --- What is written about it ------------------------------------------------------------------------------------


@pytest.fixture
def logged():
    """The city on each record of one logger, in order."""
    cities: list[str] = []
    handler = logging.Handler()
    handler.addFilter(CityFilter())
    handler.emit = lambda record: cities.append(record.city)
    log = logging.getLogger("tests.isolation")
    log.addHandler(handler)
    log.setLevel("INFO")
    yield cities
    log.removeHandler(handler)


def test_a_log_record_carries_the_city_in_which_it_was_written(logged, db):
    lisbon, porto = City.objects.get(slug="lisbon"), City.objects.get(slug="porto")
    log = logging.getLogger("tests.isolation")

    log.info("outside")
    with for_city(lisbon):
        log.info("in Lisbon")
        with for_city(porto):
            log.info("in Porto")
        log.info("in Lisbon again")
    log.info("outside again")

    assert logged == ["public", lisbon.schema_name, porto.schema_name, lisbon.schema_name, "public"]


# --- What runs later ---------------------------------------------------------------------------------------------


@app.task(name="tests.where_am_i")
def where_am_i():
    return current_schema(), schema_by_the_database(), require_city().slug


@app.task(name="tests.write_a_user")
def write_a_user():
    User.objects.create_user("written-by-a-task@example.org")


def test_a_task_runs_in_the_city_that_its_header_names(lisbon, porto):
    leave_to_public()

    answers = [where_am_i.apply(headers={"_schema_name": city.schema_name}).get() for city in (lisbon, porto)]

    assert answers == [(city.schema_name, city.schema_name, city.slug) for city in (lisbon, porto)]
    assert current_schema() == "public"


def test_a_task_takes_the_city_along_in_which_it_was_sent(lisbon):
    assert where_am_i.apply().get() == (lisbon.schema_name, lisbon.schema_name, "lisbon")


def test_a_task_for_a_city_that_is_gone_fails_and_does_nothing_in_public(db):
    before = User.objects.count()

    result = write_a_user.apply(headers={"_schema_name": "t_999999"})

    assert result.failed()
    assert "t_999999" in str(result.result)
    assert User.objects.count() == before


def test_a_task_for_a_city_whose_schema_is_gone_fails_and_does_nothing_in_public(db):
    City.objects.create(slug="atlantis", name="Atlantis", schema_name="t_888888")

    result = write_a_user.apply(headers={"_schema_name": "t_888888"})

    leave_to_public()
    assert result.failed()
    assert "stands in public" in str(result.result)
    assert not User.objects.filter(email="written-by-a-task@example.org").exists()


def test_a_task_refuses_to_run_where_its_header_does_not_point(lisbon, porto):
    write_a_user.push_request(headers={"_schema_name": porto.schema_name})
    try:
        with pytest.raises(RuntimeError, match=f"belongs to {porto.schema_name}"):
            write_a_user()
    finally:
        write_a_user.pop_request()

    assert not User.objects.filter(email="written-by-a-task@example.org").exists()


# --- The way in, and the way back --------------------------------------------------------------------------------


def test_a_with_statement_on_a_city_is_refused(lisbon, porto):
    with pytest.raises(RuntimeError, match="for_city"), porto:
        pass

    assert current_city() == lisbon


def test_after_an_exception_or_a_rolled_back_savepoint_we_stand_where_we_were(lisbon, porto):
    def fail_in_porto():
        with transaction.atomic(), for_city(porto):
            assert schema_by_the_database() == porto.schema_name
            raise LookupError

    with pytest.raises(LookupError):
        fail_in_porto()

    assert (current_schema(), schema_by_the_database()) == (lisbon.schema_name, lisbon.schema_name)


def test_inside_a_city_a_rolled_back_savepoint_leads_nowhere_else(lisbon, porto):
    def fail():
        with transaction.atomic():
            schema_by_the_database()
            raise LookupError

    leave_to_public()
    schema_by_the_database()

    with for_city(porto):
        with pytest.raises(LookupError):
            fail()
        seen = schema_by_the_database()

    assert (seen, schema_by_the_database()) == (porto.schema_name, "public")


def test_threads_that_enter_cities_at_once_each_end_where_they_began(db):
    cities = list(City.objects.filter(slug__in=["lisbon", "porto"]).order_by("pk"))
    start = threading.Barrier(4)
    wrong: list[str] = []

    def walk(first):
        try:
            start.wait(timeout=10)
            for turn in range(50):
                city = cities[(first + turn) % 2]
                with for_city(city):
                    wrong.extend([city.slug] if schema_by_the_database() != city.schema_name else [])
                wrong.extend(["public"] if schema_by_the_database() != "public" else [])
        finally:
            connection.close()

    threads = [threading.Thread(target=walk, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
