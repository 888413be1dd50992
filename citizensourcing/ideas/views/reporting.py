"""Putting an idea or a comment before the moderators: one form, one page of thanks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.permissions import comment_for
from citizensourcing.ideas import limits, services
from citizensourcing.ideas.views.discussing import owner_of, refuse, see_other, sign_in_url
from citizensourcing.ideas.views.lookup import find
from citizensourcing.moderation.forms import ReportForm
from citizensourcing.moderation.models import Report
from citizensourcing.participants.http import PersonRequest
from common import ratelimit
from common.exceptions import RuleViolation


@require_http_methods(["GET", "POST"])
def report(request: PersonRequest, number: str) -> HttpResponse:
    """Report an idea."""
    idea = find(request, number)

    def file(reason: str, text: str) -> Report:
        return services.report_idea(idea=idea, reporter=request.person, reason=reason, text=text, now=timezone.now())

    about = {"kind": "idea", "quote": idea.shown_title, "quote_language": idea.shown_language}
    return _report(request, file, about | {"back_url": owner_of(idea).about_url})


@require_http_methods(["GET", "POST"])
def comment_report(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Report a comment."""
    idea = find(request, number)
    found = comment_for(idea.discussion_id, pk)

    def file(reason: str, text: str) -> Report:
        return services.report_comment(
            idea=idea, comment=found, reporter=request.person, reason=reason, text=text, now=timezone.now()
        )

    readable = found.text if found.visibility == Comment.Visibility.PUBLISHED else ""
    about = {"kind": "comment", "quote": readable, "quote_language": found.language}
    return _report(request, file, about | {"back_url": owner_of(idea).comment_url(pk)})


def _report(request: PersonRequest, file: Callable[[str, str], Report], about: dict[str, Any]) -> HttpResponse:
    """The form, the refusal on it, or the thanks."""
    if request.person is None:
        return HttpResponseRedirect(sign_in_url(request.get_full_path()))
    if request.method == "GET" and "sent" in request.GET:
        return render(request, "moderation/thanks.html", about)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ratelimit.take(purpose="report", who=str(request.person.pk), limit=limits.REPORTS_IN_AN_HOUR, seconds=3600)
            file(form.cleaned_data["reason"], form.cleaned_data["text"])
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            return see_other(f"{request.path}?sent")
    return render(request, "moderation/report.html", about | {"form": form}, status=422 if form.is_bound else 200)
