"""To whom residents complain about how their data is treated, by the country of their city."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Authority:
    """Its name, as it calls itself, and its site without ``https://``."""

    name: str
    site: str


# Where a country has one for its cities. Not Germany, where each state has its own.
_BY_COUNTRY: Final = {
    "AT": Authority("Österreichische Datenschutzbehörde", "dsb.gv.at"),
    "BE": Authority(
        "Autorité de protection des données / Gegevensbeschermingsautoriteit", "dataprotectionauthority.be"
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
