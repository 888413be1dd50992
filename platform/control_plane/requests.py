"""What may be said about a new city, and whether it can be."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from common.exceptions import RuleViolation
from common.i18n import LANGUAGE_NAMES
from tenants.models import Branding, City, Domain, Rules
from tenants.naming import check_slug

_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# Two-letter codes that Unicode uses for what is no country.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True)
class CityRequest:
    """Everything that may be said about a new city; only name and slug must be.

    ``names`` is ``{language: name}``, ``branding`` and ``rules`` are fields of the models of those names.
    """

    name: str
    slug: str
    names: dict[str, str] = field(default_factory=dict)
    country: str = ""
    time_zone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    default_language: str = ""
    population: int | None = None
    branding: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    domain: str = ""

    @property
    def host(self) -> str:
        """The address the city will answer under."""
        return self.domain or f"{self.slug}.{settings.CITY_HOST_SUFFIX}"

    @property
    def first_language(self) -> str:
        """The language of visitors who ask for none of the city's."""
        return self.default_language or self.languages[0]


def check_request(wish: CityRequest, *, begun: City | None = None) -> None:
    """Raise ``RuleViolation`` with a sentence and the field it is about, unless the city can be made as asked.

    Codes: those of ``check_slug``, and ``city.name``, ``city.country``, ``city.time_zone``, ``city.languages``,
    ``city.names``, ``city.population``, ``city.domain``, ``city.branding``, ``city.rules``. ``begun`` is the city that
    an earlier call with this slug left unfinished. Three queries.
    """
    check_slug(wish.slug, but_for=begun)
    if not wish.name.strip() or len(wish.name) > 100:
        raise RuleViolation("city.name", _("Give the city a name of at most 100 characters."), field="name")
    _check_country(wish.country)
    if wish.time_zone not in available_timezones():
        raise RuleViolation(
            "city.time_zone",
            _("“%(zone)s” is no time zone we know. Write it like “Europe/Lisbon”.") % {"zone": wish.time_zone},
            field="time_zone",
        )
    _check_languages(wish)
    if wish.population is not None and not 0 < wish.population < 2**31:
        raise RuleViolation("city.population", _("The population is a number above 0."), field="population")
    _check_domain(wish, begun)
    _check_fields("city.branding", Branding, wish.branding)
    _check_fields("city.rules", Rules, wish.rules)


def _check_country(country: str) -> None:
    known = Locale("en").territories
    if country and (len(country) != 2 or country not in known or country in _NO_COUNTRIES):
        raise RuleViolation(
            "city.country",
            _("“%(country)s” is no country code. Use two capital letters, like PT for Portugal.")
            % {"country": country},
            field="country",
        )


def _check_languages(wish: CityRequest) -> None:
    if not wish.languages:
        raise RuleViolation("city.languages", _("Name at least one language."), field="languages")
    unknown = [code for code in wish.languages if code not in LANGUAGE_NAMES]
    if unknown:
        raise RuleViolation(
            "city.languages",
            _("We do not know the language “%(code)s”. Choose from: %(known)s.")
            % {"code": unknown[0], "known": ", ".join(sorted(LANGUAGE_NAMES))},
            field="languages",
        )
    if len(set(wish.languages)) != len(wish.languages):
        raise RuleViolation("city.languages", _("Name each language once."), field="languages")
    if wish.first_language not in wish.languages:
        raise RuleViolation(
            "city.languages",
            _("The default language, “%(code)s”, must be one of the city's languages.") % {"code": wish.first_language},
            field="default_language",
        )
    strange = sorted(set(wish.names) - set(wish.languages))
    if strange:
        raise RuleViolation(
            "city.names",
            _("There is a name in “%(code)s”, but that is none of the city's languages.") % {"code": strange[0]},
            field="names",
        )


def _check_domain(wish: CityRequest, begun: City | None) -> None:
    host = wish.host
    if not _HOST.fullmatch(host):
        raise RuleViolation(
            "city.domain",
            _("“%(domain)s” is no host name. Write it in small letters, like “ideas.example.org”.") % {"domain": host},
            field="domain",
        )
    suffix = f".{settings.CITY_HOST_SUFFIX}"
    if host in settings.PLATFORM_HOSTS or (host.endswith(suffix) and host != f"{wish.slug}{suffix}"):
        raise RuleViolation(
            "city.domain",
            _("“%(domain)s” belongs to the platform. Use a domain of the city's own, or none.") % {"domain": host},
            field="domain",
        )
    if Domain.objects.filter(domain=host).exclude(tenant=begun).exists():
        raise RuleViolation(
            "city.domain", _("Another city answers under “%(domain)s”.") % {"domain": host}, field="domain"
        )


def _check_fields(code: str, model: type[Model], values: Mapping[str, Any]) -> None:
    """Whether the fields exist and hold what they may; the sentence names the field."""
    allowed = _open_fields(model)
    strange = sorted(set(values) - set(allowed))
    if strange:
        raise RuleViolation(
            code,
            _("There is no “%(field)s” to set. There is: %(known)s.")
            % {"field": strange[0], "known": ", ".join(sorted(allowed))},
            field=strange[0],
        )
    thing = model(**values)
    try:
        thing.clean_fields(exclude=[f.name for f in model._meta.concrete_fields if f.name not in values])
    except ValidationError as problem:
        name, sentences = next(iter(problem.message_dict.items()))
        raise RuleViolation(code, f"{name}: {' '.join(sentences)}", field=name) from problem


def _open_fields(model: type[Model]) -> Iterable[str]:
    return [f.name for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation]
