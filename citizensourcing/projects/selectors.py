"""Which projects there are."""

from typing import Final

from django.db.models import QuerySet

from citizensourcing.projects import participation
from citizensourcing.projects.models import Project
from common.instants import written_in_sql
from common.json_sql import json_list

_BODIES: Final = f"""
    SELECT slug, titles, texts, is_open_wall,
        coalesce((SELECT actions FROM projects_phase AS phase
            WHERE %(is_writable)s AND phase.project_id = project.id AND coalesce(starts_at <= now(), true)
                AND coalesce(ends_at > now(), true) LIMIT 1), '{{}}') AS may_now,
        (SELECT coalesce(json_agg(json_build_object(
                'names', names, 'starts_at', {written_in_sql("starts_at")},
                'ends_at', {written_in_sql("ends_at")}, 'actions', actions)
                ORDER BY starts_at NULLS FIRST, id), '[]')
            FROM projects_phase AS phase WHERE phase.project_id = project.id) AS phases
    FROM projects_project AS project WHERE visibility = 'published'
    ORDER BY is_open_wall DESC, created_at DESC, id DESC"""  # noqa: S608 -- made of constants; every value is a parameter


def open_wall() -> Project:
    """The city's open wall, with its phases."""
    return Project.objects.prefetch_related("phases").get(is_open_wall=True)


def published_projects() -> QuerySet[Project]:
    """What residents may read, the open wall first."""
    return Project.objects.filter(visibility=Project.Visibility.PUBLISHED)


def project_bodies() -> bytes:
    """The published projects with their phases and what may be done now, as a JSON list. One query."""
    return json_list(_BODIES, {"is_writable": participation.is_writable()})
