"""What a city's address may be called, and the sentence that says why not."""

import pytest
from django.utils.text import slugify

from common.exceptions import RuleViolation
from tenants.models import City
from tenants.naming import RESERVED, check_slug, skeleton


def refusal(slug: str, **more) -> tuple[str, str, str]:
    with pytest.raises(RuleViolation) as caught:
        check_slug(slug, **more)
    return caught.value.code, str(caught.value.sentence), str(caught.value.field)


@pytest.mark.parametrize("slug", ["gent", "sao-paulo", "a1b", "s-hertogenbosch", "x" * 40, "91120", "medellin"])
def test_a_plain_name_is_free(db, slug):
    assert check_slug(slug) == slug


@pytest.mark.parametrize("slug", ["", "a", "ab", "x" * 41, "x" * 10_000])
def test_three_to_forty_characters(db, slug):
    assert refusal(slug) == ("slug.length", "Choose 3 to 40 characters for the address.", "slug")


@pytest.mark.parametrize(
    "slug",
    [
        "São-Paulo", "são-paulo", "Gent", "new york", "-gent", "gent-", "ge--nt", "xn--gnt-abc", "ge_nt", "ge.nt",
        "gent\n", "gent\x00", "ge/nt", "гент", "gеnt", "１２３", "٣٤٥", "t'gooi", "%2e%2e", "ﬁnn",
    ],
)  # fmt: skip
def test_only_small_letters_digits_and_single_hyphens(db, slug):
    assert refusal(slug) == (
        "slug.letters",
        "Use small letters a–z without accents, digits and single hyphens, such as “sao-paulo”.",
        "slug",
    )


@pytest.mark.parametrize("slug", ["admin", "www", "api", "commonwall", "livez", "console", "mail"])
def test_the_platform_keeps_its_own_names(db, slug):
    assert refusal(slug) == (
        "slug.reserved",
        f"“{slug}” is kept for the platform itself. Choose another.",
        "slug",
    )


@pytest.mark.parametrize("slug", ["adm1n", "supp0rt", "cornmonwall", "commonwa11", "bi-lling", "l0gin", "vvebhook"])
def test_nobody_gets_a_name_that_passes_for_the_platform(db, slug):
    assert refusal(slug)[0] == "slug.reserved"


def test_every_kept_name_is_refused_as_kept_or_as_too_short(db):
    codes = {word: refusal(word)[0] for word in RESERVED}

    assert {word for word, code in codes.items() if code != "slug.reserved"} == {
        word for word in RESERVED if len(word) < 3
    }


def test_a_name_belongs_to_one_city(lisbon):
    assert refusal("lisbon") == (
        "slug.taken",
        "“lisbon” belongs to another city. Try adding your region.",
        "slug",
    )


@pytest.mark.parametrize("slug", ["l1sbon", "lisb0n", "1i5bon", "lis-bon", "i1sbon"])
def test_a_name_that_looks_like_another_citys_is_refused(lisbon, slug):
    assert refusal(slug) == (
        "slug.lookalike",
        f"“{slug}” looks too much like “lisbon”, which belongs to another city. Choose another.",
        "slug",
    )


def test_a_city_may_ask_for_its_own_name_again(lisbon):
    assert check_slug("lisbon", but_for=lisbon) == "lisbon"
    assert check_slug("lis-bon", but_for=lisbon) == "lis-bon"


def test_the_name_of_one_city_stays_refused_to_another(porto):
    assert refusal("lisbon", but_for=porto)[0] == "slug.taken"


@pytest.mark.parametrize(("one", "other"), [("paris", "par1s"), ("bern", "bem"), ("vvien", "wien"), ("zug", "2vg")])
def test_names_that_read_alike_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


def test_real_cities_are_told_apart(db):
    names = ["Brussels", "Bruges", "Bern", "Berlin", "Burgos", "Turin", "Tours", "Lille", "Lyon", "Nice", "Nantes"]
    slugs = [slugify(name) for name in names]

    assert len({skeleton(slug) for slug in slugs}) == len(slugs)
    assert City.objects.filter(slug__in=slugs).count() == 0
