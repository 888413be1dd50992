"""The picture beside a link to an idea."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_safe

from citizensourcing.ideas import preview_picture
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors import IdeaPage
from citizensourcing.participants.http import PersonRequest
from tenants.addresses import absolute
from tenants.middleware import interface_languages

A_YEAR = "public, max-age=31536000, immutable"


@require_safe
def idea_preview(request: PersonRequest, number: str, language: str, digest: str) -> HttpResponse:
    """The picture in this language, for an idea everybody may read. An old name leads to the present one."""
    if language not in interface_languages(request.city):
        raise Http404
    year, sequence = number.split("-")
    idea = (
        Idea.objects.published()
        .filter(year=int(year), sequence=int(sequence))
        .only("year", "sequence", "title", "language", "visibility")
        .first()
    )
    if idea is None:
        raise Http404
    with translation.override(language):
        places = list(idea.neighbourhoods.defer("geometry"))
        preview = preview_picture.of_idea(idea, topics=list(idea.topics.all()), places=places, city=request.city)
        if preview.digest != digest:
            return redirect("ideas_preview", number, language, preview.digest)
        return as_picture(preview_picture.kept(preview, f"previews/{idea.number}"))


def preview_address(request: PersonRequest, page: IdeaPage) -> str:
    """Where the picture of an idea's page is, in full, as link previews want it; empty when there is none."""
    path = preview_picture.address_of_idea(page.idea, topics=page.topics, places=page.neighbourhoods, city=request.city)
    return absolute(request.city, path) if path else ""


def as_picture(picture: bytes) -> HttpResponse:
    """A PNG that never changes under its name."""
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = A_YEAR
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
