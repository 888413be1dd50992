"""Everything that writes people, their roles and their programs. Other apps import from here."""

from citizensourcing.participants.services.joining import (
    actor,
    agree_to_rules,
    change_profile,
    forget_person,
    grant_role,
    join,
    make_heir,
)
from citizensourcing.participants.services.programs import (
    MadeToken,
    holder_of,
    make_token,
    make_token_once,
    note_use,
    reads_as,
    revoke_token,
)
from citizensourcing.participants.services.replies import Claim, claim_key, keep_reply, tidy_replies

__all__ = [
    "Claim",
    "MadeToken",
    "actor",
    "agree_to_rules",
    "change_profile",
    "claim_key",
    "forget_person",
    "grant_role",
    "holder_of",
    "join",
    "keep_reply",
    "make_heir",
    "make_token",
    "make_token_once",
    "note_use",
    "reads_as",
    "revoke_token",
    "tidy_replies",
]
