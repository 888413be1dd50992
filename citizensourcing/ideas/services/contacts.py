"""Nobody publishes an address or a phone number by accident: one question for ideas and comments, new or changed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from citizensourcing.ideas.contact_data import find_contacts
from common.exceptions import RuleViolation
from tenants.context import require_city


def contacts_in(*texts: str) -> list[str]:
    """The e-mail addresses and phone numbers that publishing would show to everybody, as they stand in the texts."""
    return [contact.text for contact in find_contacts("\n".join(texts), country=require_city().country)]


def require_no_contacts(texts: Mapping[str, str], *, before: tuple[str, ...] = ()) -> None:
    """Raise ``RuleViolation`` (``text.contacts``) for an address or number that did not stand in ``before`` already.

    ``texts`` are by the name of their field; the first that holds one is named.
    """
    for field, text in texts.items():
        found = contacts_in(text)
        if found and not set(found) <= set(contacts_in(*before)):
            raise RuleViolation(
                "text.contacts",
                _(
                    "Everybody will read the address or number in your text. Take it out, or say that you want it "
                    "there."
                ),
                field=field,
            )
