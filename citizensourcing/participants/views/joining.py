"""Becoming somebody here, and changing how one appears."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citizensourcing.participants import services
from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.forms import ProfileForm, WelcomeForm
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.selectors import has_agreed_to_rules
from common.exceptions import RuleViolation
from common.redirects import safe_next, with_next
from tenants.middleware import interface_languages

_SEE_OTHER = 303
_LOOK_AGAIN = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: PersonRequest) -> HttpResponse:
    """Ask a newcomer for a name and a yes to the rules, once; everybody else is sent on to where they were going.

    Somebody who agreed to older rules passes by the new ones on the way.
    """
    target = safe_next(request)
    if request.person is not None:
        onward = target or reverse(settings.CITY_FRONT)
        if not has_agreed_to_rules(request.person):
            onward = with_next(reverse(settings.CITY_RULES), target)
        return HttpResponseRedirect(onward, status=_SEE_OTHER)
    if not request.user.is_authenticated:
        return HttpResponseRedirect(with_next(reverse("account_login"), target), status=_SEE_OTHER)
    form = WelcomeForm(request.POST if request.method == "POST" else None, minimum_age=request.city.rules.minimum_age)
    if request.method == "POST" and form.is_valid():
        try:
            services.join(
                user=request.user,
                display_name=form.cleaned_data["display_name"],
                neighbourhood=form.cleaned_data["neighbourhood"],
                is_old_enough=form.cleaned_data["is_old_enough"],
                accepts_rules=form.cleaned_data["accepts_rules"],
                language=request.LANGUAGE_CODE,
                now=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            return HttpResponseRedirect(target or reverse(settings.CITY_FRONT), status=_SEE_OTHER)
    context = {"form": form, "next": target, "here": "account"}
    return render(request, "participants/welcome.html", context, status=_LOOK_AGAIN if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """Show how one appears to others, and change it."""
    if away := require_person_page(request, target=reverse("me:profile")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    choices = {"city_languages": request.city.languages, "interface": interface_languages(request.city)}
    if request.method != "POST":
        return _profile_page(request, ProfileForm.about(request.person, **choices))
    form = ProfileForm(request.POST, **choices)
    if not form.is_valid():
        return _profile_page(request, form)
    try:
        person = services.change_profile(person=request.person, **form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(refusal.field, str(refusal.sentence))
        return _profile_page(request, form)
    # What they read next speaks the language they have just chosen.
    with translation.override(person.language):
        messages.success(request, _("Saved. This is how you appear from now on."))
        return HttpResponseRedirect(reverse("me:profile"), status=_SEE_OTHER)


def _profile_page(request: PersonRequest, form: ProfileForm) -> HttpResponse:
    status = _LOOK_AGAIN if form.is_bound else 200
    return render(request, "participants/profile.html", {"form": form, "here": "me"}, status=status)


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """What is mine begins with my ideas."""
    return HttpResponseRedirect(reverse("wall:my_ideas"), status=_SEE_OTHER)
