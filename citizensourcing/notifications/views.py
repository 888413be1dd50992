"""Choosing which mails come, and the way out that every mail carries."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from citizensourcing.notifications import selectors, services
from citizensourcing.notifications.forms import PreferenceForm
from citizensourcing.notifications.mails import UNSUBSCRIBE
from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.models import Participant
from tenants import signing

_SEE_OTHER = 303


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    """Show and change which mails this person gets."""
    if away := require_person_page(request, target=reverse("notifications:preferences")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():  # a box is ticked or not: there is no wrong answer
            services.choose_answers_by_mail(person=request.person, is_wanted=form.cleaned_data["answers_by_mail"])
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("notifications:preferences"), status=_SEE_OTHER)
    form = PreferenceForm(initial={"answers_by_mail": selectors.wants_answers(request.person)})
    return render(request, "notifications/preferences.html", {"form": form, "here": "me"})


# The token is the key: it says for whom, and only a mail to that person holds it. Mail programs post here on their own
# (RFC 8058), without a cookie and so without a CSRF token.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: PersonRequest, token: str) -> HttpResponse:
    """A page with one button for people; the POST behind it, or from a mail program, ends the mails."""
    try:
        person_id = signing.read(token, purpose=UNSUBSCRIBE)
    except BadSignature:
        raise Http404 from None
    person = Participant.objects.filter(pk=person_id).first()
    if person is None:
        raise Http404
    if request.method == "POST":
        services.choose_answers_by_mail(person=person, is_wanted=request.POST.get("wanted") == "1")
    context = {
        "is_wanted": selectors.wants_answers(person),
        "is_done": request.method == "POST",
        "token": token,
    }
    return render(request, "notifications/unsubscribe.html", context)
