"""The pictures of ideas: only to those who may see the idea (or draft) they belong to."""

import hashlib

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from citizensourcing.ideas import selectors
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.views import flow
from citizensourcing.participants.http import PersonRequest

_TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
# Not longer: what is hidden or withdrawn must be gone from the caches in between, too.
_A_WHILE = "public, max-age=300"


@require_safe
def picture_file(request: PersonRequest, path: str) -> HttpResponseBase:
    """A picture or thumbnail. What is opened is the name in the city's own rows, never the path that was asked for."""
    attachment = selectors.attachment_at(
        path, person=request.person, roles=request.roles, draft_keys=flow.held_keys(request)
    )
    name = str(attachment.file.name if attachment.file.name == path else attachment.thumbnail.name)
    content_type = next((kind for ending, kind in _TYPES.items() if name.endswith(ending)), None)
    if content_type is None:
        raise Http404
    try:
        opened = default_storage.open(name)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(opened, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    is_public = attachment.idea is not None and attachment.idea.visibility == Idea.Visibility.PUBLISHED
    if not is_public:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = _A_WHILE
    # A file never changes under its name.
    etag = f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is None:
        return response
    opened.close()  # not the response: closing that would end the request
    unchanged.headers["ETag"], unchanged.headers["Cache-Control"] = etag, _A_WHILE
    return unchanged
