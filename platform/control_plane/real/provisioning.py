"""Setting up a city on real data: its place in the platform, its topics, its map, its ideas."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from shapely.geometry import shape

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.services.importing import Wishes, carry_out, prepare
from citizensourcing.ideas.services.learning import learn
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from citizensourcing.taxonomy.services import add_neighbourhood, add_topic, compute_cells
from control_plane.real.cities import REAL_CITIES, RealProfile
from control_plane.services import provision_city
from tenants.context import for_city
from tenants.models import City


class FilesMissing(ValueError):  # noqa: N818 -- a fact about a folder
    """Files that a city needs are not in the folder; ``names`` lists them."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"{folder} does not have {', '.join(self.names)}")


@dataclass(frozen=True, slots=True)
class RealCity:
    """A city that stands, and what this call did: ideas and comments that are new, ideas that are there."""

    city: City
    new_ideas: int
    new_comments: int
    ideas: int


def provision_real(
    folder: Path, *, slugs: Iterable[str] = (), on_progress: Callable[[int, int], None] | None = None
) -> list[RealCity]:
    """The cities on real data, all or those of ``slugs``, from the files in ``folder``. Done again, it changes nothing.

    Raises ``FilesMissing`` before anything is written, ``RuleViolation`` when a city cannot be made.
    """
    chosen = [profile for profile in REAL_CITIES if not (wanted := set(slugs)) or profile.wishes["slug"] in wanted]
    missing = [name for profile in chosen for name in profile.files if not (folder / name).is_file()]
    if missing:
        raise FilesMissing(folder, missing)
    return [_provision(profile, folder, on_progress) for profile in chosen]


def _provision(profile: RealProfile, folder: Path, on_progress: Callable[[int, int], None] | None) -> RealCity:
    populations = _populations(folder / profile.census) if profile.census else {}
    wishes = dict(profile.wishes)
    if populations:
        wishes["population"] = sum(populations.values())
    city = provision_city(**wishes)
    with for_city(city), translation.override(city.default_language):
        if not Topic.objects.exists():
            _topics(profile)
        if not Neighbourhood.objects.exists():
            _neighbourhoods(profile, folder, populations)
        plan = prepare(
            Wishes(
                file=folder / profile.ideas,
                format=profile.format,
                comments=folder / profile.comments if profile.comments else None,
                language=profile.language,
            ),
            now=timezone.now(),
        )
        done = carry_out(plan, on_progress=on_progress)
        # What similar ideas and topic suggestions need; otherwise a nightly task learns it.
        learn(now=timezone.now())
        return RealCity(city, done.created, done.comments, Idea.objects.count())


@transaction.atomic
def _topics(profile: RealProfile) -> None:
    for position, topic in enumerate(profile.topics, 1):
        add_topic(slug=topic.slug, names=topic.names, icon=topic.icon, position=position)


@transaction.atomic
def _neighbourhoods(profile: RealProfile, folder: Path, populations: dict[str, int]) -> None:
    """From the polygons where there are some, else cells around the centres."""
    default = profile.wishes["default_language"]
    if profile.polygons:
        features = json.loads((folder / profile.polygons).read_text(encoding="utf-8"))["features"]
        named = sorted(
            ((feature["properties"]["Area"], feature["geometry"]) for feature in features), key=itemgetter(0)
        )
        for position, (name, geometry) in enumerate(named, 1):
            middle = shape(geometry).representative_point()
            add_neighbourhood(
                slug=slugify(name),
                names={default: name},
                latitude=middle.y,
                longitude=middle.x,
                geometry=geometry,
                population=populations.get(name),
                position=position,
            )
    for position, centre in enumerate(profile.centres, 1):
        add_neighbourhood(
            slug=centre.slug,
            names={default: centre.name},
            latitude=centre.latitude,
            longitude=centre.longitude,
            position=position,
        )
    compute_cells()


def _populations(path: Path) -> dict[str, int]:
    """How many people live in each district, by the latest year of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    latest = max(row["Year"] for row in rows)
    return {row["Area"]: int(row["Population"]) for row in rows if row["Year"] == latest}
