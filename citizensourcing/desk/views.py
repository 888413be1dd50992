"""The city's desk: the reports that wait for a decision."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from citizensourcing.desk import services
from citizensourcing.desk.forms import BlockForm, DismissForm, UpholdForm
from citizensourcing.desk.selectors import report_queue
from citizensourcing.moderation.models import Report
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, may
from common.exceptions import RuleViolation


@dataclass
class Forms:
    """The three things a moderator can do with a report."""

    uphold: UpholdForm = field(default_factory=UpholdForm)
    dismiss: DismissForm = field(default_factory=DismissForm)
    block: BlockForm = field(default_factory=BlockForm)


@require_GET
def home(request: PersonRequest) -> HttpResponse:
    """The desk begins with the reports, for those who decide them; others read where their work is."""
    if not may(request.roles, StaffAction.OPEN_DESK):
        raise Http404
    if may(request.roles, StaffAction.DECIDE_REPORT):
        return HttpResponseRedirect(reverse("desk:reports"))
    return render(request, "desk/home.html", {"here": "desk"})


@require_GET
def reports(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """The queue, and one report of it: the oldest unless another is asked for."""
    _moderator(request)
    return _page(request, pk, Forms())


@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Hide the thing (``decision=uphold``) or let it stay (``decision=dismiss``)."""
    by, report = _moderator(request), _report(pk)
    typed, now = Forms(), timezone.now()
    try:
        if request.POST.get("decision") == "uphold":
            form: forms.Form = UpholdForm(request.POST)
            typed.uphold = form  # type: ignore[assignment]  # made one line above
            form.is_valid()
            settled = services.uphold(report=report, by=by, reason=form.cleaned_data.get("reason", ""), now=now)
            said = ngettext(
                "It is hidden, and %(n)d report is settled.", "It is hidden, and %(n)d reports are settled.", settled
            ) % {"n": settled}
        else:
            form = DismissForm(request.POST)
            typed.dismiss = form
            form.is_valid()
            services.dismiss(report=report, by=by, note=form.cleaned_data.get("note", ""), now=now)
            said = _("It stays. The report is settled.")
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return _page(request, pk, typed, status=422)
    messages.success(request, said)
    return _see_other(reverse("desk:reports"))


@require_POST
def block(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep the author from writing for a while; the report stays open until it is decided."""
    by, report = _moderator(request), _report(pk)
    form = BlockForm(request.POST)
    if form.is_valid():
        try:
            services.block_author(
                report=report, by=by, reason=form.cleaned_data["reason"], until=form.until(timezone.now())
            )
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        else:
            messages.success(request, _("They can read but not write now, and see why."))
            return _see_other(reverse("desk:report", args=[pk]))
    return _page(request, pk, Forms(block=form), status=422)


def _page(request: PersonRequest, pk: int | None, typed: Forms, *, status: int = 200) -> HttpResponse:
    queue = report_queue()
    chosen = queue.find(pk) if pk is not None else next(iter(queue.lines), None)
    if pk is not None and chosen is None:
        decided = Report.objects.select_related("decided_by").filter(pk=pk).exclude(state=Report.State.OPEN).first()
        if decided is None:
            raise Http404
        context: dict[str, Any] = {"queue": queue, "decided": decided, "here": "desk", "is_asked_for": True}
        return render(request, "desk/reports.html", context, status=status)
    context = {"queue": queue, "line": chosen, "forms": typed, "here": "desk", "is_asked_for": pk is not None}
    return render(request, "desk/reports.html", context, status=status)


def _moderator(request: PersonRequest) -> Participant:
    """Who decides reports here; for everybody else this door is not there."""
    if request.person is None or not may(request.roles, StaffAction.DECIDE_REPORT):
        raise Http404
    return request.person


def _report(pk: int) -> Report:
    found = Report.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
