"""A copy of one's data: ask for it, see how far it is, fetch it."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.http import PersonRequest
from citizensourcing.privacy import folders, selectors
from citizensourcing.privacy.services import copying
from common.exceptions import RuleViolation

_SEE_OTHER = 303
_LOOK_AGAIN = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: PersonRequest) -> HttpResponse:
    """Show the copy there is or how far one is (for htmx only that part), and begin one."""
    if away := require_person_page(request, target=reverse("privacy:data")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    refusal: RuleViolation | None = None
    if request.method == "POST":
        try:
            copying.ask_for_copy(person=request.person, language=request.LANGUAGE_CODE, now=timezone.now())
        except RuleViolation as caught:
            refusal = caught
        else:
            return HttpResponseRedirect(reverse("privacy:data"), status=_SEE_OTHER)
    context: dict[str, Any] = {
        "copy": selectors.copy_shown(request.person, now=timezone.now()),
        "problem": refusal.sentence if refusal is not None else "",
        "departure": selectors.departure_of(request.person),
        "here": "me",
    }
    is_part = bool(request.htmx) and request.method != "POST"
    status = 200 if refusal is None else _LOOK_AGAIN
    return render(request, "privacy/_copy.html" if is_part else "privacy/data.html", context, status=status)


@never_cache
@require_safe
def fetch(request: PersonRequest, key: UUID) -> HttpResponseBase:
    """The ZIP, for the person whose data it holds and nobody else; 404 for everybody, whatever the reason."""
    if away := require_person_page(request, target=reverse("privacy:data")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    copy = selectors.copy_to_fetch(request.person, key, now=timezone.now())
    if copy is None:
        raise Http404
    try:
        opened = folders.finished(copy.key).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    name = _("my-data-%(place)s-%(day)s.zip") % {"place": request.city.slug, "day": f"{copy.ready_at:%Y-%m-%d}"}
    response = FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
