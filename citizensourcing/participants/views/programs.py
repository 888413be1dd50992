"""Programs that act for somebody: which there are, a new one, the end of one."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citizensourcing.participants import selectors, services
from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.forms import ProgramForm
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.models import SCOPE_SENTENCES
from citizensourcing.participants.services.programs import LIVING_AT_MOST
from common.exceptions import RuleViolation

_LOOK_AGAIN = 422
_SEE_OTHER = 303


@never_cache
@require_safe
def programs(request: PersonRequest) -> HttpResponse:
    """Who acts for me, and as far as what."""
    if away := require_person_page(request):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    sentences = SCOPE_SENTENCES
    tokens = selectors.tokens_of(request.person, now=timezone.now())
    context = {
        "programs": [(token, [sentences[scope] for scope in token.scopes]) for token in tokens],
        "may_make": len(tokens) < LIVING_AT_MOST,
        "here": "me",
    }
    return render(request, "participants/programs.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: PersonRequest) -> HttpResponse:
    """Let one more program act for me. Its key is on the page that answers, and nowhere afterwards."""
    if away := require_person_page(request, target=reverse("me:program_new")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    form = ProgramForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = services.make_token_once(
                person=request.person,
                form=str(form.cleaned_data["once"] or uuid4()),
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                days=form.cleaned_data["days"],
                now=timezone.now(),
            )
        except RuleViolation as refusal:
            if refusal.code == "idempotency.shown_once":  # the page with the key was loaded once more
                messages.info(request, str(refusal.sentence))
                return HttpResponseRedirect(reverse("me:programs"), status=_SEE_OTHER)
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            context = {"token": made.token, "text": made.text, "here": "me"}
            return render(request, "participants/program_made.html", context)
    context = {"form": form, "here": "me"}
    return render(request, "participants/program_new.html", context, status=_LOOK_AGAIN if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """End what a program may do, after one question."""
    if away := require_person_page(request, target=reverse("me:programs")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    token = selectors.token_for(request.person, pk)
    if token is None:
        raise Http404
    if request.method == "POST":
        services.revoke_token(token=token, by=request.person, now=timezone.now())
        messages.success(request, _("“%(name)s” can no longer act for you.") % {"name": token.name})
        return HttpResponseRedirect(reverse("me:programs"), status=_SEE_OTHER)
    return render(request, "participants/program_revoke.html", {"token": token, "here": "me"})
