"""Every table that holds something of a person, and what becomes of it when they ask for a copy or leave.

Which tables these are, the database itself is asked (tests/citizensourcing/privacy/test_catalogue.py): each that
points to a participant or a user, and each that points to one of those. A new one without a line here is red.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """``copied`` names the file in "my data" (a ``Kind``), or is empty and ``why_not`` says why."""

    table: str
    leaving: str
    copied: str = ""
    why_not: str = ""


CATALOGUE: Final = (
    Entry("accounts_user", "goes", copied="account"),
    Entry("accounts_user_groups", "goes", why_not="Unused: roles are in participants_staffrole."),
    Entry("accounts_user_user_permissions", "goes", why_not="Unused: roles are in participants_staffrole."),
    Entry("account_emailaddress", "goes", copied="addresses"),
    Entry("account_emailconfirmation", "goes", why_not="A secret key, and nothing else."),
    Entry("participants_participant", "goes; supports and likes move to a row without a name", copied="profile"),
    Entry("participants_staffrole", "goes; the last city admin cannot leave", copied="roles"),
    Entry("participants_agreement", "goes", copied="agreements"),
    Entry("participants_apitoken", "goes", copied="programs"),
    Entry("participants_keptreply", "goes", why_not="For a day, what a program was answered: the same data once more."),
    Entry("ideas_idea", "stays without its author, or goes as far as nobody else acted on it", copied="ideas"),
    Entry("ideas_idea_topics", "as the idea", why_not="In the ideas, as topics."),
    Entry("ideas_idea_neighbourhoods", "as the idea", why_not="In the ideas, as neighbourhoods."),
    Entry("ideas_idearevision", "goes", copied="older-wordings"),
    Entry("ideas_attachment", "goes, files and all", copied="pictures"),
    Entry("ideas_draft", "goes", copied="drafts"),
    Entry("ideas_vote", "stays, on a row without a name", copied="supports"),
    Entry("ideas_statuschange", "stays, without who did it: the city's act", copied="status-changes"),
    Entry("ideas_officialfeedback", "stays as it was signed: the city's word", copied="official-answers"),
    Entry(
        "discussions_comment", "stays without its author, or goes; one with answers leaves its place", copied="comments"
    ),
    Entry("discussions_commentlike", "stays, on a row without a name", copied="likes"),
    Entry("discussions_follow", "goes", copied="follows"),
    Entry("moderation_report", "stays without name and words", copied="reports"),
    Entry("moderation_block", "goes; one that holds goes on as a keyed hash of the address", copied="blocks"),
    Entry("notifications_preference", "goes", copied="mail-preferences"),
    Entry("notifications_delivery", "goes", copied="told-of"),
    Entry("privacy_datacopy", "goes, files and all", why_not="The copy itself."),
    Entry("privacy_departure", "goes", why_not="Shown on the page about leaving; it goes with the person."),
    # No foreign key leads here; what they hold of a person is found by what is inside.
    Entry("django_session", "goes", copied="sessions"),
    Entry("outbox_outboxentry", "goes; one last mail, which is emptied when sent", copied="waiting-mails"),
    Entry("audit_auditentry", "stays as numbers, which lead nowhere then", copied="audit"),
    Entry("tenants_erasure", "a line is written: numbers, for after a restore", why_not="Written when one has left."),
)
