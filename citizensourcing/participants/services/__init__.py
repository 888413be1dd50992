"""Everything that writes people, their roles and their programs. Other apps import from here."""

from citizensourcing.participants.services.joining import actor, change_profile, grant_role, join
from citizensourcing.participants.services.programs import MadeToken, make_token, note_use, revoke_token
from citizensourcing.participants.services.replies import Claim, claim_key, keep_reply, tidy_replies

__all__ = [
    "Claim",
    "MadeToken",
    "actor",
    "change_profile",
    "claim_key",
    "grant_role",
    "join",
    "keep_reply",
    "make_token",
    "note_use",
    "revoke_token",
    "tidy_replies",
]
