"""Whose address counts: the one that connects, or what the proxies we trust passed on."""

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from common.network import address_of
from common.ratelimit import source_of


def asks(*, proxies: int, settings, **meta: str):
    settings.TRUSTED_PROXIES = proxies
    return RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **meta)


@pytest.mark.parametrize(
    ("proxies", "passed_on", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, " 2001:DB8::1 ", "2001:db8::1"),
        (1, "unknown", "10.0.0.1"),
        (1, "203.0.113.9, ", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_the_address_is_read_from_the_right_end(settings, proxies, passed_on, address):
    assert address_of(asks(proxies=proxies, settings=settings, HTTP_X_FORWARDED_FOR=passed_on)) == address


def test_without_the_header_the_one_that_connects_counts(settings):
    assert address_of(asks(proxies=1, settings=settings)) == "10.0.0.1"


def test_behind_a_proxy_visitors_are_counted_apart(settings):
    one = source_of(asks(proxies=1, settings=settings, HTTP_X_FORWARDED_FOR="203.0.113.9"))
    other = source_of(asks(proxies=1, settings=settings, HTTP_X_FORWARDED_FOR="198.51.100.1"))

    assert one != other


def test_a_hall_behind_one_proxy_does_not_shut_out_another(settings, lisbon_client):
    cache.clear()
    settings.TRUSTED_PROXIES = 1
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/h/ip"}

    def ask(address: str) -> int:
        who = f"{address.replace('.', '-')}@example.org"
        return lisbon_client.post("/en/account/", {"email": who}, HTTP_X_FORWARDED_FOR=address).status_code

    assert [ask("203.0.113.9"), ask("203.0.113.10"), ask("198.51.100.1")] == [303, 422, 303]


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_told_to_the_own_network_alone(db, path):
    client = Client()

    assert client.get(path, REMOTE_ADDR="10.0.0.1").content == b"ok"
    assert client.get(path, REMOTE_ADDR="").content == b"ok"
    assert client.get(path, REMOTE_ADDR="9.9.9.9").status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "Via"])
@pytest.mark.parametrize("proxies", [0, 1])
def test_health_is_not_told_through_a_proxy(db, settings, header, proxies):
    settings.TRUSTED_PROXIES = proxies

    answer = Client().get("/livez", REMOTE_ADDR="10.0.0.1", headers={header: "10.0.0.7"})

    assert answer.status_code == 404
