"""Which projects there are."""

from django.db.models import QuerySet

from citizensourcing.projects.models import Project


def open_wall() -> Project:
    """The city's open wall, with its phases."""
    return Project.objects.prefetch_related("phases").get(is_open_wall=True)


def published_projects() -> QuerySet[Project]:
    """What residents may read, the open wall first."""
    return Project.objects.filter(visibility=Project.Visibility.PUBLISHED)
