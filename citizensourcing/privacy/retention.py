"""How long each kind of thing is kept, why, and what removes it: one table.

The privacy notice prints it, docs/privacy.md repeats it (a test compares), and the nightly ``privacy.tidy`` runs every
``tidy`` of it. Where there is none, another task or the person themselves does it, as ``how_long`` says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citizensourcing.ideas.services import tidy_drafts
from citizensourcing.privacy.services import copying, retiring


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing. ``tidy`` takes ``now`` and says how many it removed."""

    key: str
    what: str | Promise
    how_long: str | Promise
    why: str | Promise
    tidy: Callable[..., int] | None = None


KEPT: Final = (
    Kept(
        "accounts",
        _("Your account: e-mail address, name, what you follow, which mails you want"),
        _("Until you leave, or three years after you last signed in; a mail tells you thirty days before"),
        _("To let you in and to count each person once"),
        retiring.warn_unused,
    ),
    Kept(
        "newcomers",
        _("An e-mail address that signed in but never joined"),
        _("Thirty days"),
        _("Somebody may come back and finish"),
        retiring.remove_newcomers,
    ),
    Kept(
        "texts",
        _("Ideas, comments and pictures"),
        _("As long as the wall stands, or until you remove them; when you leave, pictures go, and texts if you wish"),
        _("They are what the city and others answer"),
    ),
    Kept(
        "supports",
        _("Supports and likes"),
        _("Until you take them back; when you leave they count on without your name"),
        _("So that each person counts once, and counts stay true"),
    ),
    Kept(
        "drafts",
        _("Drafts"),
        _("Thirty days after you last touched them"),
        _("To go on where you stopped"),
        tidy_drafts,
    ),
    Kept(
        "sessions",
        _("Being signed in"),
        _("Sixty days; a day later nothing is left of it"),
        _("So that you need no new code each day"),
    ),
    Kept(
        "programs",
        _("Programs that act for you"),
        _("Until you end them, leave, or their key runs out; answers kept for repeated requests go after a day"),
        _("To let in only the programs you chose, and to answer a repeated request alike"),
    ),
    Kept(
        "mails",
        _("Mails on their way to you"),
        _("Until they are sent; what could not be sent is emptied after seven days"),
        _("To deliver them"),
    ),
    Kept(
        "copies",
        _("The copy of your data that you asked for"),
        _("Seven days"),
        _("To let you fetch it"),
        copying.tidy_copies,
    ),
    Kept(
        "decisions",
        _("Reports and what moderators decided"),
        _("Two years after the decision; then only counts by reason stay"),
        _("To answer questions about a decision"),
        retiring.empty_decisions,
    ),
    Kept(
        "blocks",
        _("Blocks"),
        _(
            "Two years after they end, with a scrambled form of the e-mail address; of somebody who left, only that, "
            "until the block ends, a year at most"
        ),
        _("So that neither leaving nor a second account is a way round one"),
        retiring.remove_old_blocks,
    ),
    Kept(
        "audit",
        _("The record of who did what, as numbers without names"),
        _("Five years"),
        _("To find out what went wrong"),
        retiring.remove_old_audit,
    ),
    Kept(
        "strangers",
        _("Names from an earlier platform with nothing left here under them"),
        _("Thirty days"),
        _("An import may be done again"),
        retiring.remove_strangers,
    ),
    Kept(
        "orphans",
        _("Files that belong to nothing any more"),
        _("A day"),
        _("What is just being saved must not go"),
        retiring.remove_orphans,
    ),
    Kept(
        "previews",
        _("Pictures drawn for links to ideas"),
        _("Ninety days; then they are drawn anew"),
        _("To draw each only once"),
        retiring.remove_old_previews,
    ),
)
TIDY: Final = {kept.key: kept.tidy for kept in KEPT if kept.tidy is not None}
