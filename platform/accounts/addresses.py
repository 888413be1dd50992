"""E-mail addresses in one form, so that one mailbox is counted and stored as one."""

import unicodedata
from contextlib import suppress


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
