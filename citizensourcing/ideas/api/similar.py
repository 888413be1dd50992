"""Ideas that say nearly the same: before somebody says it once more."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from citizensourcing.ideas import limits, selectors
from citizensourcing.ideas.api import bodies, lookup
from citizensourcing.participants.api.acting import asked, viewer_of
from common.api.fields import read
from common.api.schema import operation, query
from common.api.views import ApiView, answer
from common.ratelimit import source_of, take

_SHOWN = 5


class Similar(ApiView):
    """Ideas like a text."""

    takes = {"GET": ("title", "text", "project")}

    @operation(
        "list_similar_ideas", "Ideas that say nearly the same", tag="Ideas", answer=bodies.SimilarSaid,
        parameters=[
            query("title", "What is being written, in one line.", required=True, example="Trees along the tram"),
            query("text", "More of it."),
            query("project", "A project's slug; the open wall when left out."),
        ],
    )  # fmt: skip
    def get(self, request: Request) -> HttpResponse:
        """Five queries at most."""
        return _similar(request, request.query_params.dict())

    @operation(
        "compare_idea", "Ideas that say nearly the same as a long text", tag="Ideas", body=bodies.SimilarBody,
        answer=bodies.SimilarSaid, said="As GET, for texts that do not fit into an address. Nothing is stored.",
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """As GET."""
        return _similar(request, request.data)


def _similar(request: Request, given: Any) -> HttpResponse:
    said = read(bodies.SimilarBody, given)
    take(purpose="similar", who=source_of(asked(request)), limit=limits.SIMILAR_PER_MINUTE_AND_NETWORK, seconds=60)
    project = lookup.project_asked_for(said.get("project"))
    found = selectors.similar_ideas(title=said["title"], text=said["text"], project_id=project.pk, limit=_SHOWN)
    items = selectors.bodies_of([idea.pk for idea in found], viewer=viewer_of(request))
    return answer(b'{"items":' + items + b"}")
