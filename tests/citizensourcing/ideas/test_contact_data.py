"""What is, and what is not, an address or a number by which somebody could be reached."""

import pytest

from citizensourcing.ideas.contact_data import Contact, Kind, find_contacts


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("BE", "0470 12 34 56"),
        ("BE", "0470/12.34.56"),
        ("BE", "0470123456"),
        ("BE", "02 511 22 33"),
        ("BE", "(02) 511 22 33"),
        ("BE", "+32 470 12 34 56"),
        ("BE", "+32 (0)470 12 34 56"),
        ("BE", "0032 2 511 22 33"),
        ("FR", "06 12 34 56 78"),
        ("FR", "01.42.76.40.40"),
        ("FR", "+33 6 12 34 56 78"),
        ("NL", "06-12345678"),
        ("NL", "020 624 11 11"),
        ("NL", "+31 20 624 1111"),
        ("FI", "040 123 4567"),
        ("FI", "09 310 1641"),
        ("FI", "+358 9 310 1641"),
        ("ES", "612 345 678"),
        ("ES", "612 34 56 78"),
        ("ES", "91 480 00 10"),
        ("ES", "914800010"),
        ("ES", "+34 915 29 82 10"),
        ("CO", "300 123 4567"),
        ("CO", "3001234567"),
        ("CO", "(604) 385 55 55"),
        ("CO", "+57 300 123 4567"),
        ("", "0470 12 34 56"),
        ("", "612 345 678"),
        ("", "300 123 4567"),
    ],
)
def test_a_phone_number_is_found_as_people_of_the_country_write_it(country, number):
    found = find_contacts(f"Call me: {number}. I am home in the evening.", country=country)

    assert found == [Contact(Kind.PHONE, number)]


@pytest.mark.parametrize(
    "address", ["ana@example.org", "ana.lopez+wall@mail.example.co", "Ana_L@EXAMPLE.BE", "josé@exemple.fr"]
)
def test_an_e_mail_address_is_found(address):
    assert find_contacts(f"Write to {address}, please.") == [Contact(Kind.EMAIL, address)]


@pytest.mark.parametrize("country", ["BE", "FR", "NL", "FI", "ES", "CO", ""])
@pytest.mark.parametrize(
    "harmless",
    [
        "since 01/02/2024 and until 31.12.2026",
        "on 2026-11-21, or on 01-02-26",
        "on 01 02 2026 at 18:30",
        "idea 2026-00042 says the same",
        "1000 Bruxelles, 75011 Paris, 1012 AB Amsterdam, 00100 Helsinki, 050021 Medellín",
        "it costs 612.345.678 pesos",
        "€ 612 345 678 in all",
        "900 000 000 in ten years",
        "612 345 678 habitants",
        "3.000.000.000 COP, or + 250 000 000 €",
        "between 2019 and 2024, rooms 101 to 118",
        "from 08:00-12:30 and 13:00-17:30",
        "at 50.850346, 4.351721, or 6.2442034, -75.5812119",
        "BE68 5390 0754 7034",
        "the 0,75 l bottle, 0.25 % of 1 244 015 people",
        "bus 12, 34, 56 and tram 81",
    ],
)
def test_dates_prices_idea_numbers_and_post_codes_are_no_phone_numbers(country, harmless):
    assert find_contacts(harmless, country=country) == []


def test_each_is_named_once_in_the_order_of_the_text():
    text = "0470 12 34 56 or ana@example.org; again: 0470 12 34 56, postcode 1000."

    assert find_contacts(text, country="BE") == [
        Contact(Kind.PHONE, "0470 12 34 56"),
        Contact(Kind.EMAIL, "ana@example.org"),
    ]


def test_a_number_after_a_price_is_still_found():
    assert find_contacts("It is 10 € 0470 12 34 56 for a place", country="BE") == [Contact(Kind.PHONE, "0470 12 34 56")]


def test_a_long_text_of_digits_takes_no_time():
    assert find_contacts("1 " * 5_000 + "a." * 2_500, country="BE") == []
