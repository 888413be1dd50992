"""E-mail addresses in one form, so that one mailbox is counted and stored as one."""

import re
import unicodedata
from contextlib import suppress
from typing import Final


def one_form(email: str) -> str:
    """The address in lower case, its domain as mail servers ask for it (NFKC, then IDNA: ``xn--…``).

    A domain that cannot be written so stays as it is; whether it is one, the form's validator says.
    """
    name, at, domain = email.strip().lower().rpartition("@")
    domain = unicodedata.normalize("NFKC", domain).lower()
    # The same codec with which Django writes the address on the envelope: what is stored is what was mailed.
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii").lower()
    return f"{name}{at}{domain}"


_QUOTED_PAIR: Final = re.compile(r"\\(.)")
# Where dots in a name mean nothing, under the one domain that all of them are.
_WITHOUT_DOTS: Final = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def mailbox(email: str) -> str:
    """The mailbox behind an address, to recognise whose it is: ``one_form`` without quotes, ``+tag`` and idle dots.

    ``Ana.Maria+wall@GoogleMail.com`` and ``anamaria@gmail.com`` are one. Never mail to it, and never sign in by it:
    some servers hold a plus or a dot for a letter like any other, so two people may share one.
    """
    name, at, domain = one_form(email).rpartition("@")
    if len(name) > 1 and name[0] == name[-1] == '"':
        # RFC 5321, 4.1.2: quotes, and a backslash before a letter, change nothing about which mailbox it is.
        name = _QUOTED_PAIR.sub(r"\1", name[1:-1])
    # A name that begins with a plus has nothing before its tag to be known by.
    name = name[:1] + name[1:].split("+", 1)[0]
    if domain in _WITHOUT_DOTS:
        name, domain = name.replace(".", "") or name, _WITHOUT_DOTS[domain]
    return f"{name}{at}{domain}"
