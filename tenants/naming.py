"""What a city's address may be called. Pure but for one look-up of the names that are taken."""

import re

from django.utils.translation import gettext as _

from common.exceptions import RuleViolation
from tenants.models import City

SHORTEST, LONGEST = 3, 40
_SHAPE = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")

_RESERVED_WORDS = """
    about abuse account accounts admin administrator analytics api app apps ask assets auth billing blog cdn
    cities city commonwall console contact control dashboard data demo desk dev developer developers dns docs
    download email embed events example export feed feeds files ftp graphql health help home host hosting
    hostmaster http https imap info internal intranet invoices jobs join legal livez local localhost login
    logout mail mailer marketing me media metrics mobile mx new news newsletter ns ns1 ns2 office official
    operator operators ops partner partners pay payment payments pilot pilots platform pop postmaster preview
    pricing privacy prod production public readyz register root sales sandbox search secure security server
    shop signup site sites smtp sso stage staging static stats status store stripe sub subscribe support sys
    system team template templates tenant tenants terms test tests tools upload uploads user users vpn wall
    web webhook webhooks webmail webmaster wiki www www1 www2 xmlrpc
"""
RESERVED = frozenset(_RESERVED_WORDS.split())

# Letters that are read as one another. Two names with the same skeleton look alike at a glance.
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "2": "z", "8": "b", "u": "v"})


def skeleton(slug: str) -> str:
    """What is left of a name when lookalikes are made equal: ``paris``, ``par1s`` and ``pa-ris`` are one."""
    return slug.replace("-", "").replace("rn", "m").replace("vv", "w").translate(_ALIKE)


# A wall at ``supp0rt`` would be taken for the platform itself.
_RESERVED_SKELETONS = frozenset(skeleton(word) for word in RESERVED)


def check_slug(slug: str, *, but_for: City | None = None) -> str:
    """The name, when a city may have it. ``but_for`` is the city that asks for its own name again.

    Raises ``RuleViolation`` with a sentence: ``slug.length``, ``slug.letters``, ``slug.reserved``, ``slug.taken``,
    ``slug.lookalike``. One query.
    """
    if not SHORTEST <= len(slug) <= LONGEST:
        raise RuleViolation(
            "slug.length",
            _("Choose %(least)d to %(most)d characters for the address.") % {"least": SHORTEST, "most": LONGEST},
            field="slug",
        )
    if not _SHAPE.fullmatch(slug):
        raise RuleViolation(
            "slug.letters",
            _("Use small letters a–z without accents, digits and single hyphens, such as “sao-paulo”."),
            field="slug",
        )
    if skeleton(slug) in _RESERVED_SKELETONS:
        raise RuleViolation(
            "slug.reserved",
            _("“%(slug)s” is kept for the platform itself. Choose another.") % {"slug": slug},
            field="slug",
        )
    others = City.objects.values_list("slug", flat=True)
    if but_for is not None:
        others = others.exclude(pk=but_for.pk)
    mine = skeleton(slug)
    for other in others:
        if other == slug:
            raise RuleViolation(
                "slug.taken",
                _("“%(slug)s” belongs to another city. Try adding your region.") % {"slug": slug},
                field="slug",
            )
        if skeleton(other) == mine:
            raise RuleViolation(
                "slug.lookalike",
                _("“%(slug)s” looks too much like “%(other)s”, which belongs to another city. Choose another.")
                % {"slug": slug, "other": other},
                field="slug",
            )
    return slug
