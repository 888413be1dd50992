"""What the pages of sharing an idea have in common: whose draft, where to next, how a no is said."""

from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.models import Draft, Idea
from citizensourcing.participants.http import PersonRequest
from common.exceptions import RuleViolation

_HELD = "share_drafts"
_HELD_AT_MOST = 10


class SeeOther(HttpResponseRedirect):
    """After a good POST: look there now (303), so that reloading repeats nothing."""

    status_code = 303


def held_keys(request: PersonRequest) -> list[str]:
    """The keys of drafts begun in this browser. A visitor without a session keeps having none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return []
    return list(request.session.get(_HELD, []))


def hold(request: PersonRequest, draft: Draft) -> None:
    """Remember a draft in this browser: through signing in, and until the session ends."""
    request.session[_HELD] = [*request.session.get(_HELD, []), str(draft.key)][-_HELD_AT_MOST:]


def let_go(request: PersonRequest, draft: Draft) -> None:
    """Forget a draft here; its owner still reaches it."""
    held = held_keys(request)
    if str(draft.key) in held:
        request.session[_HELD] = [key for key in held if key != str(draft.key)]


def reach(request: PersonRequest, key: UUID) -> Draft:
    """The draft, for its owner or this browser, else Http404. Whoever has signed in meanwhile now owns it."""
    draft = selectors.draft_for(request.person, held_keys(request), key)
    if request.person is not None and draft.owner_id is None:
        services.claim_draft(draft=draft, person=request.person)
    return draft


def say_no(form: forms.Form, refusal: RuleViolation) -> None:
    """Put a service's sentence where it belongs on the page."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))


def step_address(draft: Draft, step: int) -> str:
    """The page of a step."""
    return reverse("ideas:share_step", args=[draft.key, step])


def preview_address(draft: Draft) -> str:
    """The page that shows it as it will look."""
    return reverse("ideas:share_preview", args=[draft.key])


def idea_address(idea: Idea) -> str:
    """The idea's own page."""
    return reverse("ideas:detail", args=[idea.number])


def forbid_storing(response: HttpResponse) -> HttpResponse:
    """Unpublished words stay out of every cache, the browser's own included."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def allow_tiles(response: HttpResponse) -> HttpResponse:
    """On the page with a map, pictures may also come from the tile address that the settings name, if any."""
    parts = urlsplit(settings.MAP_TILES)
    if parts.netloc:
        policy = settings.CONTENT_SECURITY_POLICY
        response.headers["Content-Security-Policy"] = policy.replace(
            "img-src 'self'", f"img-src 'self' {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
        )
    return response
