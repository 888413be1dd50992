"""What city staff do on the page of an idea: status, answer, hiding. Plain forms over the services."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.forms.staff import FeedbackForm, HideForm, StatusForm
from citizensourcing.ideas.views.detail import idea_url, show
from citizensourcing.ideas.views.lookup import find
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.permissions import StaffAction, may
from common.exceptions import RuleViolation


def _only(request: PersonRequest, action: StaffAction) -> None:
    """What is not one's work does not exist."""
    if not may(request.roles, action):
        raise Http404


@require_POST
def change_status(request: PersonRequest, number: str) -> HttpResponse:
    """Say what the city does with an idea."""
    _only(request, StaffAction.CHANGE_STATUS)
    idea = find(request, number)
    names = {code: words.name for code, words in selectors.status_words().items()}
    form = StatusForm(request.POST, names=names)
    if form.is_valid():
        try:
            services.change_status(idea=idea, by=request.person, now=timezone.now(), **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            messages.success(
                request, _("The status is “%(status)s” now.") % {"status": names[form.cleaned_data["status"]]}
            )
            return redirect(idea_url(idea))
    return show(request, idea, status=422, status_form=form)


@require_POST
def write_feedback(request: PersonRequest, number: str) -> HttpResponse:
    """The city answers."""
    _only(request, StaffAction.ANSWER)
    idea = find(request, number)
    form = FeedbackForm(request.POST)
    if form.is_valid():
        try:
            services.write_feedback(
                idea=idea, by=request.person, language=request.LANGUAGE_CODE, now=timezone.now(), **form.cleaned_data
            )
        except RuleViolation as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            messages.success(request, _("The answer stands. The author and the followers are being told."))
            return redirect(idea_url(idea))
    return show(request, idea, status=422, feedback_form=form)


@require_POST
def hide(request: PersonRequest, number: str) -> HttpResponse:
    """Take an idea out of sight, with a reason, or show it again."""
    _only(request, StaffAction.HIDE)
    idea = find(request, number)
    if request.POST.get("show") == "1":
        try:
            services.show_idea_again(idea=idea, by=request.person)
        except RuleViolation as refusal:
            messages.warning(request, str(refusal.sentence))
        return redirect(idea_url(idea))
    form = HideForm(request.POST)
    if form.is_valid():
        try:
            services.hide_idea(idea=idea, by=request.person, reason=form.cleaned_data["reason"])
        except RuleViolation as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            messages.success(request, _("The idea is hidden. Its author reads your reason."))
            return redirect(idea_url(idea))
    return show(request, idea, status=422, hide_form=form)
