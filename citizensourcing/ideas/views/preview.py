"""The picture beside a link to an idea."""

import hashlib

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from citizensourcing.ideas import preview_picture
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors import IdeaPage
from citizensourcing.participants.http import PersonRequest
from tenants.addresses import absolute
from tenants.middleware import interface_languages

# Not longer: what is hidden or withdrawn must be gone from the caches in between, too.
_A_WHILE = "public, max-age=300"


@require_safe
def idea_preview(request: PersonRequest, number: str, language: str, digest: str) -> HttpResponseBase:
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
        return as_picture(request, preview_picture.kept(preview, f"previews/{idea.number}"))


def preview_address(request: PersonRequest, page: IdeaPage) -> str:
    """Where the picture of an idea's page is, in full, as link previews want it; empty when there is none."""
    path = preview_picture.address_of_idea(page.idea, topics=page.topics, places=page.neighbourhoods, city=request.city)
    return absolute(request.city, path) if path else ""


def as_picture(request: PersonRequest, picture: bytes) -> HttpResponseBase:
    """A PNG that never changes under its name; 304 for whoever has it."""
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = _A_WHILE
    response.headers["ETag"] = f'"{hashlib.sha256(picture).hexdigest()[:32]}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
