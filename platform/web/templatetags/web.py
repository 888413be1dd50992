"""Tags every template may use: icons, and what a status looks like."""

from __future__ import annotations

from functools import lru_cache

import lucide as drawings
from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from web import residents

register = template.Library()

# A status is always a word and a shape; colour only adds. Each shape differs in outline, not just in detail.
_STATUS_LOOK = {
    "proposed": ("circle-dashed", "neutral"),
    "under_review": ("search", "violet"),
    "planned": ("calendar-check", "blue"),
    "in_progress": ("hammer", "amber"),
    "implemented": ("circle-check-big", "green"),
    "declined": ("octagon-x", "red"),
    "merged": ("merge", "plum"),
}
_STANCE_LOOK = {
    "for": ("thumbs-up", "green"),
    "against": ("thumbs-down", "red"),
    "neutral": ("message-circle", "neutral"),
}


@lru_cache(maxsize=512)
def _drawn(name: str, css: str) -> SafeString:
    markup = drawings._render_icon(
        name, None, **{"class": f"icon {css}".strip(), "aria-hidden": "true", "focusable": "false"}
    )
    return mark_safe("".join(line.strip(" ") for line in markup.splitlines()))


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Return Lucide's icon `name` as inline SVG in the text's colour, hidden from screen readers.

    `css` adds classes. An unknown name raises `lucide.IconDoesNotExist`: the author's mistake, never a resident's.
    """
    return _drawn(str(name), str(escape(css)))


@register.filter
def status_icon(code: str) -> str:
    """The icon of a status code; codes nobody knows look like `proposed`."""
    return _STATUS_LOOK.get(code, _STATUS_LOOK["proposed"])[0]


@register.filter
def status_tone(code: str) -> str:
    """The tone of a status code, for a city that has not chosen one."""
    return _STATUS_LOOK.get(code, _STATUS_LOOK["proposed"])[1]


@register.filter
def stance_icon(stance: str) -> str:
    """The icon of `for`, `against` or `neutral`."""
    return _STANCE_LOOK.get(stance, _STANCE_LOOK["neutral"])[0]


@register.filter
def stance_tone(stance: str) -> str:
    """The tone of `for`, `against` or `neutral`."""
    return _STANCE_LOOK.get(stance, _STANCE_LOOK["neutral"])[1]


class YoursNode(Node):
    """What a card says of the reader's own support, for whoever will read it."""

    def __init__(self, pk: FilterExpression, nodes: NodeList) -> None:
        self.pk = pk
        self.nodelist = nodes

    def render(self, context: Context) -> SafeString:
        """As it is; in a page made for every resident both ways, of which ``residents.fill`` takes one."""
        if not residents.is_for_all(context.get("request")):
            return self.nodelist.render(context)
        with context.push(yours=False):
            no = self.nodelist.render(context)
        with context.push(yours=True):
            yes = self.nodelist.render(context)
        return mark_safe(residents.either(int(self.pk.resolve(context)), no=no, yes=yes))


@register.tag
def yours(parser: Parser, token: Token) -> YoursNode:
    """``{% yours idea_id %} … {% endyours %}``: inside, ``yours`` says whether the reader supports the idea."""
    _name, pk = token.split_contents()
    nodes = parser.parse(("endyours",))
    parser.delete_first_token()
    return YoursNode(parser.compile_filter(pk), nodes)
