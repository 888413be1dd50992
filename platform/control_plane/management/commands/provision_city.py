"""``manage.py provision_city``: a new city, from the command line."""

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.exceptions import RuleViolation
from control_plane.requests import CityRequest
from control_plane.services import STEPS, abandon_city, check_wishes, provision_city
from tenants.models import Branding, City

_DONE = {
    "registered": "The city, its address, its looks and its rules are written down.",
    "schema": "Its schema stands.",
    "open_wall": "Its open wall is open.",
    "opened": "Residents may come in.",
}


def pair(text: str) -> tuple[str, str]:
    """``key=value``, as options write it."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        msg = f"“{text}” is not of the form key=value"
        raise ArgumentTypeError(msg)
    return key.strip(), value.strip()


class Command(BaseCommand):
    """Sets up a city; run again after a kill, it goes on where it was."""

    help = "Set up a city: its schema, address, looks, rules and open wall. Run again after a kill, it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option per thing that may be said about a city."""
        add = parser.add_argument
        add("--slug", required=True, help="its name in addresses: small letters, digits, hyphens")
        add("--name", help="what people call it (needed unless --abandon)")
        add("--names", nargs="+", type=pair, default=[], metavar="LANG=NAME", help="its name in its languages")
        add("--country", default="", help="two capital letters: PT")
        add("--time-zone", default="UTC", help="such as Europe/Lisbon")
        add("--languages", nargs="+", default=["en"], metavar="LANG", help="the languages its residents write in")
        add("--default-language", default="", metavar="LANG", help="the first of them, unless said otherwise")
        add("--population", type=int, help="how many people live there")
        add("--domain", default="", help="its own host name; else <slug>.<CITY_HOST_SUFFIX>")
        add("--primary-colour", metavar="#RRGGBB")
        add("--accent", metavar="#RRGGBB")
        add("--radius", type=int, help="roundness of corners, 0 to 16")
        add("--stack", choices=Branding.Stack.values, help="its type")
        add("--question", nargs="+", type=pair, default=[], metavar="LANG=TEXT", help="stands large on the front page")
        add("--promise", nargs="+", type=pair, default=[], metavar="LANG=TEXT", help="what the city promises")
        add("--about", nargs="+", type=pair, default=[], metavar="LANG=TEXT", help="who runs the wall, who decides")
        add("--rules", nargs="+", type=pair, default=[], metavar="KEY=VALUE", help="such as answer_threshold=50")
        add("--dry-run", action="store_true", help="say what would happen; write nothing")
        add("--abandon", action="store_true", help="remove what an unfinished run left, instead")
        add("--json", action="store_true", help="answer in JSON")

    def handle(self, **options: Any) -> None:
        """Print what was done, or the refusal as one sentence with exit code 1."""
        try:
            answer = self._answer(options)
        except RuleViolation as refusal:
            self.stderr.write(str(refusal.sentence))
            raise SystemExit(1) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _answer(self, options: dict[str, Any]) -> dict[str, Any]:
        slug = options["slug"]
        say = (lambda _line: None) if options["json"] else self.stdout.write
        if options["abandon"]:
            removed = abandon_city(slug)
            say(f"What there was of {slug} is removed." if removed else f"There is no unfinished city {slug}.")
            return {"slug": slug, "removed": removed}
        wishes = _wishes(options)
        open_city = City.objects.filter(slug=slug).exclude(state=City.State.PROVISIONING).first()
        if options["dry_run"] and open_city is not None:
            say(f"{open_city.name} is open already; nothing would change.")
            return {"slug": slug, "host": open_city.primary_domain, "dry_run": True}
        if options["dry_run"]:
            wish = check_wishes(**wishes)
            for line in _plan(wish):
                say(line)
            return {"slug": slug, "host": wish.host, "dry_run": True}
        known = open_city is not None
        city = provision_city(on_step=lambda step: say(_DONE[step]) if not known else None, **wishes)
        host = city.primary_domain
        say(f"{city.name} was open before; nothing changed." if known else f"{city.name} answers under {host}.")
        return {"slug": slug, "schema": city.schema_name, "host": host, "state": city.state, "new": not known}


def _wishes(options: dict[str, Any]) -> dict[str, Any]:
    looks: dict[str, Any] = {
        "primary": (options["primary_colour"] or "").lower(),
        "accent": (options["accent"] or "").lower(),
        "radius": options["radius"],
        "stack": options["stack"],
        "question": dict(options["question"]),
        "promise": dict(options["promise"]),
        "about": dict(options["about"]),
    }
    return {
        "name": options["name"] or "",
        "slug": options["slug"],
        "names": dict(options["names"]),
        "country": options["country"],
        "time_zone": options["time_zone"],
        "languages": tuple(options["languages"]),
        "default_language": options["default_language"],
        "population": options["population"],
        "domain": options["domain"],
        "branding": {key: value for key, value in looks.items() if value not in ("", None, {})},
        "rules": dict(options["rules"]),
    }


def _plan(wish: CityRequest) -> list[str]:
    """What would happen, in sentences."""
    begun = City.objects.filter(slug=wish.slug, state=City.State.PROVISIONING).first()
    if begun is not None:
        return [
            f"{begun.name} was begun earlier as {begun.schema_name}: it would be finished as it was asked for then."
        ]
    return [
        f"{wish.name} would answer under {wish.host}, in {', '.join(wish.languages)} ({wish.first_language} first).",
        f"Its clocks would follow {wish.time_zone}.",
        f"There are {len(STEPS)} steps: its row and address, its schema, its open wall, its doors.",
        "Nothing was written.",
    ]
