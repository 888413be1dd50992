"""The picture beside a link to an idea when somebody shares it: 1200 × 630, drawn by typst, no font from outside.

Drawn on the first request for it and kept in the city's storage under a name that changes with what it shows.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors.cards import where_words
from citizensourcing.taxonomy import selectors as taxonomy
from citizensourcing.taxonomy.drawn import drawn_map
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from tenants.models import City
from tenants.theme import palette

WIDTH, HEIGHT = 1200, 630
_TEMPLATE = Path(__file__).parent / "templates" / "ideas" / "typst" / "preview.typ"
_LONGEST_WORD = re.compile(r"\S{24}(?=\S)")
# A PNG ends like this; a file that does not was cut short while it was written.
_WHOLE = b"IEND\xaeB`\x82"
# What the fonts in the wheel have no letters for: pictograms, private characters, what only joins them.
_NOT_DRAWN = frozenset({"So", "Cs", "Co", "Cn", "Cf", "Cc", "Sk"})


@dataclass(frozen=True, slots=True)
class Preview:
    """What a picture says: the city, a title in large letters, a line of facts. ``lang`` is the title's."""

    city: str
    title: str
    lang: str
    facts: tuple[str, ...]
    brand: str

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change with every word, the colour and the template."""
        said = json.dumps([asdict(self), _template_digest()], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def of_idea(idea: Idea, *, topics: Iterable[Topic], places: Iterable[Neighbourhood], city: City) -> Preview:
    """What the picture of an idea says in the active language. No query."""
    return Preview(
        city=city.local_name,
        title=idea.title,
        lang=idea.language,
        facts=(
            _("Idea %(number)s") % {"number": idea.number},
            where_words([place.name.text for place in places]),
            *(topic.name.text for topic in topics),
        ),
        brand=city.branding.primary,
    )


def address_of_idea(idea: Idea, *, topics: Iterable[Topic], places: Iterable[Neighbourhood], city: City) -> str:
    """The path of an idea's picture in the active language; empty for an idea that is not on the wall. No query."""
    if idea.visibility != Idea.Visibility.PUBLISHED:
        return ""
    digest = of_idea(idea, topics=topics, places=places, city=city).digest
    return reverse("ideas_preview", args=[idea.number, get_language(), digest])


def kept(preview: Preview, folder: str) -> bytes:
    """The picture from the city's storage, or drawn and put there; older ones of this language in ``folder`` go."""
    language = get_language()
    name = f"{folder}/{language}.{preview.digest}.png"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            picture: bytes = file.read()
        if picture.endswith(_WHOLE):
            return picture
        default_storage.delete(name)
    picture = draw(preview, outline=_outline(preview.brand))
    _forget(folder, language)
    default_storage.save(name, ContentFile(picture))
    return picture


def draw(preview: Preview, *, outline: str = "") -> bytes:
    """A PNG of 1200 × 630 pixels; ``outline`` is an SVG to stand behind the words."""
    colours = palette(preview.brand, None, dark=False)
    given = {
        "city": _drawable(preview.city),
        "title": _drawable(preview.title),
        "lang": preview.lang,
        "facts": [_drawable(fact) for fact in preview.facts],
        "ground": colours.brand_ground,
        "ink": colours.on_brand_ground,
        "outline": outline,
    }
    import typst  # 7 MB, which a web worker that draws no picture does without

    made = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        ignore_system_fonts=True,
        format="png",
        ppi=72,
        sys_inputs={"given": json.dumps(given)},
    )
    if not isinstance(made, bytes):
        msg = "the template of the preview picture has more than one page"
        raise TypeError(msg)
    return made


def _drawable(text: str) -> str:
    """The text without what the fonts cannot draw, and with places to break in words that are longer than a line."""
    known = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in _NOT_DRAWN)
    return _LONGEST_WORD.sub("\\g<0>\u200b", " ".join(known.split()))


def _outline(brand: str) -> str:
    drawn = drawn_map(taxonomy.neighbourhoods())
    if not drawn.shapes:
        return ""
    ink = palette(brand, None, dark=False).on_brand_ground
    paths = "".join(f'<path d="{escape(shape.d)}"/>' for shape in drawn.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawn.viewbox}" fill="none">'
        f'<g opacity=".22" stroke="{ink}" stroke-width="1.6" stroke-linejoin="round">{paths}</g></svg>'
    )


def forget(folder: str) -> None:
    """Throw away every picture of one thing; it is drawn anew when it is asked for."""
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def _forget(folder: str, language: str | None) -> None:
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith(f"{language}."):
            default_storage.delete(f"{folder}/{name}")


@lru_cache(maxsize=1)
def _template_digest() -> str:
    return hashlib.sha256(_TEMPLATE.read_bytes()).hexdigest()[:12]
