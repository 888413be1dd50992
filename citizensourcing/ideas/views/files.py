"""The pictures of ideas: only to those who may see the idea (or draft) they belong to."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from citizensourcing.ideas import selectors
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.views import flow
from citizensourcing.participants.http import PersonRequest

_TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
_A_YEAR = "public, max-age=31536000, immutable"


@require_safe
def picture_file(request: PersonRequest, path: str) -> FileResponse:
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
    response.headers["Cache-Control"] = _A_YEAR if is_public else "private, no-store"
    return response
