"""Invented content for the living page at /design: people, ideas and answers that could be real, and are not.

Development only. The dictionaries have the shape the components take, so a page builder may copy from here.
"""

from __future__ import annotations

from typing import Any

from django import forms

from web.sample_map import CELLS, VIEWBOX

CITY = {"name": "Bruxelles", "question": "What should Brussels do next?", "viewbox": VIEWBOX}

MOST = max(count for *_, count in CELLS)
SHAPES: list[dict[str, Any]] = [
    {
        "name": name,
        "label": label,
        "d": d,
        "x": x,
        "y": y,
        "count": count,
        "words": f"{count} ideas",
        "level": round(5 * count / MOST),
        "href": "#",
    }
    for name, label, d, x, y, count in CELLS
]

IDEAS: list[dict[str, Any]] = [
    {
        "href": "/design/idea/",
        "title": "Open the school playgrounds of Molenbeek on Sundays",
        "lang": "en",
        "excerpt": "Four schools between Ribaucourt and the canal have green yards that stay locked from Friday to "
        "Monday. Our children play on the pavement in front of the gate.",
        "where": "Molenbeek-Saint-Jean",
        "topics": ["Education", "Urbanism"],
        "supports": 128,
        "comments": 34,
        "status": "under_review",
        "status_label": "Being looked at",
        "clock": "9 working days left",
        "yours": True,
        "picture": "/static/web/img/sample-yard.svg",
        "alt": "A school yard with a lawn behind a closed gate",
        "width": 600,
        "height": 400,
    },
    {
        "href": "/design/idea/",
        "title": "Des bancs à l’ombre sur le chemin du marché de la place Flagey",
        "lang": "fr",
        "excerpt": "Ma mère a 81 ans et fait le trajet chaque dimanche. Entre la rue Malibran et le marché, pas un "
        "seul endroit pour s’asseoir, et plus un arbre depuis les travaux.",
        "where": "Ixelles",
        "topics": ["Urbanism"],
        "supports": 97,
        "comments": 12,
        "status": "planned",
        "status_label": "Planned",
        "picture": "/static/web/img/sample-bench.svg",
        "alt": "A bench under a tree",
        "width": 400,
        "height": 600,
    },
    {
        "href": "/design/idea/",
        "title": "Een veilige fietsroute van Schaarbeek naar de Noordwijk",
        "lang": "nl",
        "excerpt": "Wie ’s ochtends met kinderen langs de Paviljoenstraat fietst, weet waarom dit nodig is.",
        "where": "Schaerbeek",
        "topics": ["Urbanism", "Healthcare"],
        "supports": 211,
        "comments": 88,
        "status": "in_progress",
        "status_label": "Under way",
    },
    {
        "href": "/design/idea/",
        "title": "A repair café in every library, one evening a week",
        "lang": "en",
        "excerpt": "The libraries are open, warm and near. The tools can travel between them in one van.",
        "where": "The whole city",
        "topics": ["Consumption", "Production"],
        "supports": 164,
        "comments": 27,
        "status": "implemented",
        "status_label": "Done",
    },
    {
        "href": "/design/idea/",
        "title": "Une maison médicale pour les Marolles, ouverte le samedi",
        "lang": "fr",
        "excerpt": "Aux urgences de Saint-Pierre on attend cinq heures pour une otite. Un cabinet ouvert le week-end "
        "suffirait pour la moitié des familles du quartier.",
        "where": "Bruxelles-Ville",
        "topics": ["Healthcare"],
        "supports": 76,
        "comments": 19,
        "status": "proposed",
        "status_label": "Proposed",
        "clock": "3 working days late",
        "late": True,
    },
    {
        "href": "/design/idea/",
        "title": "Let empty shops on the Chaussée de Gand be used while they wait for a tenant",
        "lang": "en",
        "excerpt": "Eleven windows are papered over. Artists, a toy library and a language café would move in "
        "tomorrow.",
        "where": "Molenbeek-Saint-Jean",
        "topics": ["Economy", "Culture"],
        "supports": 58,
        "comments": 9,
        "status": "proposed",
        "status_label": "Proposed",
    },
    {
        "href": "/design/idea/",
        "title": "Publish the council’s agenda in plain words, a week before",
        "lang": "en",
        "excerpt": "",
        "where": "The whole city",
        "topics": ["Politics"],
        "supports": 3,
        "comments": 1,
        "status": "proposed",
        "status_label": "Proposed",
    },
]

STATUSES = [
    ("proposed", "Proposed"),
    ("under_review", "Being looked at"),
    ("planned", "Planned"),
    ("in_progress", "Under way"),
    ("implemented", "Done"),
    ("declined", "Not this time"),
    ("merged", "Joined with another"),
]

STATIONS = [
    {"state": "past", "when": "3 September 2026", "title": "Idea 2026-00042 is shared", "who": "Amina B."},
    {
        "state": "past",
        "when": "11 September",
        "title": "Two ideas join this one",
        "who": "Karel V., moderator",
        "href": "#",
        "text": "“Sunday keys” and “Speelplein open” ask for the same. Their supporters were told.",
    },
    {"state": "past", "when": "2 October", "title": "100 people support it", "who": "The answer clock starts"},
    {"state": "now", "when": "Until 4 December", "title": "The city owes an answer", "who": "Department of Education"},
    {"state": "future", "when": "Spring 2027", "title": "A trial with two schools", "who": ""},
]

TOPICS = [
    {"name": "Urbanism", "percent": 100, "value": 96, "words": "96 comments", "change": "up by 31", "href": "#"},
    {"name": "Healthcare", "percent": 71, "value": 68, "words": "68", "change": "up by 12", "href": "#"},
    {"name": "Education", "percent": 64, "value": 61, "words": "61", "change": "", "href": "#"},
    {"name": "Culture", "percent": 38, "value": 36, "words": "36", "change": "down by 8", "href": "#"},
    {"name": "Economy", "percent": 27, "value": 26, "words": "26", "change": "", "href": "#"},
    {"name": "Work", "percent": 19, "value": 18, "words": "18", "change": "", "href": "#"},
    {"name": "Consumption", "percent": 14, "value": 13, "words": "13", "change": "", "href": "#"},
    {"name": "Politics", "percent": 9, "value": 9, "words": "9", "change": "", "href": "#"},
    {"name": "Production", "percent": 4, "value": 4, "words": "4", "change": "", "href": "#"},
]

SORTS = [
    ("#trending", "Trending", True),
    ("#newest", "Newest", False),
    ("#supported", "Most supported", False),
    ("#discussed", "Most discussed", False),
    ("#answered", "Answered", False),
    ("#voice", "Needs your voice", False),
]

LETTERS = [
    {"due": "3 days late", "tone": "amber", "read": False, **IDEAS[4]},
    {"due": "9 days", "tone": "neutral", "read": True, "current": True, **IDEAS[0]},
    {"due": "12 days", "tone": "neutral", "read": False, **IDEAS[1]},
    {"due": "To read", "tone": "violet", "read": False, **IDEAS[5]},
    {"due": "To read", "tone": "violet", "read": False, **IDEAS[6]},
    {"due": "Answered", "tone": "green", "read": True, **IDEAS[3]},
]


class SampleForm(forms.Form):
    """Every kind of field, as Django renders it."""

    title = forms.CharField(
        label="Your idea in one sentence",
        max_length=90,
        help_text="Say what should change, and where.",
        error_messages={"required": "Write one sentence; it becomes the title."},
    )
    text = forms.CharField(label="Tell us more", widget=forms.Textarea(attrs={"rows": 5}), required=False)
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send a code to it. Nobody else ever sees it.",
        error_messages={"invalid": "An address looks like amina@example.org."},
    )
    neighbourhood = forms.ChoiceField(
        label="Neighbourhood", choices=[("", "Choose one"), ("1", "Anderlecht"), ("2", "Ixelles")]
    )
    where = forms.ChoiceField(
        label="Where is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three."},
        choices=[("city", "The whole city"), ("one", "One neighbourhood or several"), ("pin", "A place on the map")],
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        widget=forms.CheckboxSelectMultiple,
        help_text="We suggest three. Change them if we are wrong.",
        choices=[(t["name"], t["name"]) for t in TOPICS],
    )
    agree = forms.BooleanField(
        label="I am 16 or older", help_text="The city asks for this age, and for no birth date.", required=False
    )
