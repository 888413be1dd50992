"""To whom residents complain, by the country of their city: about their data, and about pages that shut them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Authority:
    """Its name, as it calls itself, and its site without ``https://``.

    ``also`` holds its names in further languages of the country, by code.
    """

    name: str
    site: str
    also: Mapping[str, str] = field(default_factory=dict)

    def named_in(self, language: str) -> str:
        """All its names, that of the reader's language first."""
        first = self.also.get(language, self.name)
        return " / ".join([first, *(name for name in (self.name, *self.also.values()) if name != first)])


# Where a country has one for its cities. Not Germany, where each state has its own.
_BY_COUNTRY: Final = {
    "AT": Authority("Österreichische Datenschutzbehörde", "dsb.gv.at"),
    "BE": Authority(
        "Autorité de protection des données",
        "dataprotectionauthority.be",
        {"nl": "Gegevensbeschermingsautoriteit", "de": "Datenschutzbehörde"},
    ),
    "DK": Authority("Datatilsynet", "datatilsynet.dk"),
    "ES": Authority("Agencia Española de Protección de Datos", "aepd.es"),
    "FI": Authority("Tietosuojavaltuutetun toimisto", "tietosuoja.fi"),
    "FR": Authority("CNIL", "cnil.fr"),
    "GB": Authority("Information Commissioner’s Office", "ico.org.uk"),
    "IE": Authority("Data Protection Commission", "dataprotection.ie"),
    "IS": Authority("Persónuvernd", "personuvernd.is"),
    "IT": Authority("Garante per la protezione dei dati personali", "garanteprivacy.it"),
    "LU": Authority("Commission nationale pour la protection des données", "cnpd.public.lu"),
    "NL": Authority("Autoriteit Persoonsgegevens", "autoriteitpersoonsgegevens.nl"),
    "PL": Authority("Urząd Ochrony Danych Osobowych", "uodo.gov.pl"),
    "PT": Authority("Comissão Nacional de Proteção de Dados", "cnpd.pt"),
    "SE": Authority("Integritetsskyddsmyndigheten", "imy.se"),
}


def authority_of(country: str) -> Authority | None:
    """The data protection authority for cities of a country (ISO code); None where we know of none."""
    return _BY_COUNTRY.get(country.upper())


# Who takes complaints about public websites that shut people out (directive (EU) 2016/2102), where we know it.
_ACCESSIBILITY: Final = {
    "FI": Authority("Liikenne- ja viestintävirasto Traficom", "saavutettavuusvaatimukset.fi"),
    "FR": Authority("Défenseur des droits", "defenseurdesdroits.fr"),
    "IT": Authority("Difensore civico per il digitale (AgID)", "agid.gov.it"),
    "SE": Authority("Myndigheten för digital förvaltning", "digg.se"),
}


def accessibility_body_of(country: str) -> Authority | None:
    """To whom one complains about a city's pages that are not accessible; None where we know of no single one."""
    return _ACCESSIBILITY.get(country.upper())
