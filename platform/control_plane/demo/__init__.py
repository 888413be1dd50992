"""The demo cities: what their residents wrote, read from JSON into frozen dataclasses.

`demo_cities()` names them; `load("brussels")` reads one and promises that everything in it fits together: every key
that is referred to exists, every text is there in every language it needs, and nothing happens before what it answers.
Times are days before "now", so that a demo city is always fresh; whoever seeds it turns them into instants.
"""

from pathlib import Path

from control_plane.demo.checks import check
from control_plane.demo.reading import DemoContentError, Record, read_json
from control_plane.demo.shapes import (
    Brand,
    Comment,
    DemoCity,
    Department,
    Feedback,
    Idea,
    Neighbourhood,
    Outcome,
    Person,
    Pin,
    Profile,
    Reply,
    Rules,
    Stack,
    Stance,
    Status,
    StatusChange,
    Topic,
)

__all__ = [
    "Brand",
    "Comment",
    "DemoCity",
    "DemoContentError",
    "Department",
    "Feedback",
    "Idea",
    "Neighbourhood",
    "Outcome",
    "Person",
    "Pin",
    "Profile",
    "Reply",
    "Rules",
    "Stack",
    "Stance",
    "Status",
    "StatusChange",
    "Topic",
    "demo_cities",
    "load",
]

FOLDER = Path(__file__).parent


def demo_cities(folder: Path = FOLDER) -> tuple[str, ...]:
    """The slugs of the cities that have content here, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/city.json")))


def load(slug: str, folder: Path = FOLDER) -> DemoCity:
    """Read one demo city from `<folder>/<slug>/city.json` and `ideas.json`.

    Raises `DemoContentError` with one sentence that names the place, such as
    "brussels.ideas.midi-toilettes.author: nothing here is called 'jean'".
    """
    if slug not in demo_cities(folder):
        raise DemoContentError(slug, f"there is no such demo city; there is {', '.join(demo_cities(folder)) or 'none'}")
    about = Record(read_json(folder / slug / "city.json"), f"{slug}")
    languages = about.record("city").texts("languages")
    city = DemoCity(
        profile=Profile.read(about.record("city")),
        topics=tuple(Topic.read(entry, languages) for entry in about.records("topics")),
        neighbourhoods=tuple(Neighbourhood.read(entry, languages) for entry in about.records("neighbourhoods")),
        departments=tuple(Department.read(entry, languages) for entry in about.records("departments")),
        people=tuple(Person.read(entry) for entry in about.records("people")),
        ideas=tuple(
            Idea.read(entry)
            for entry in Record({"ideas": read_json(folder / slug / "ideas.json")}, slug).records("ideas")
        ),
    )
    check(city)
    return city
