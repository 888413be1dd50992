"""Opening projects."""

from django.db import transaction

from citizensourcing.projects.models import Action, Phase, Project

OPEN_WALL_SLUG = "open-wall"


@transaction.atomic
def ensure_open_wall(*, titles: dict[str, str]) -> Project:
    """The city's open wall: a project that is always open for everything. Made once; asked again, it is found."""
    wall, is_new = Project.objects.get_or_create(
        is_open_wall=True,
        defaults={"slug": OPEN_WALL_SLUG, "titles": titles, "visibility": Project.Visibility.PUBLISHED},
    )
    if is_new:
        Phase.objects.create(project=wall, names=titles, actions=Action.values)
    return wall
