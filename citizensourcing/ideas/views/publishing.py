"""The last page before the wall: as it will look, sign in if need be, publish."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citizensourcing.ideas import selectors, services
from citizensourcing.ideas.models import Draft
from citizensourcing.ideas.services.contacts import contacts_in
from citizensourcing.ideas.views import flow
from citizensourcing.participants.doors import sign_in_address
from citizensourcing.participants.http import PersonRequest
from common.exceptions import RuleViolation


@require_safe
def share_preview(request: PersonRequest, key: UUID) -> HttpResponse:
    """The idea as it will look."""
    draft = flow.reach(request, key)
    if draft.idea is not None:
        return flow.SeeOther(flow.idea_address(draft.idea))
    return _preview(request, draft)


@require_POST
def share_publish(request: PersonRequest, key: UUID) -> HttpResponse:
    """Put it on the wall. Pressed twice, it is there once."""
    draft = flow.reach(request, key)
    if request.person is None:
        return flow.SeeOther(sign_in_address(request, flow.preview_address(draft)))
    try:
        idea = services.publish_draft(
            draft=draft,
            person=request.person,
            interface=request.LANGUAGE_CODE,
            now=timezone.now(),
            with_contacts="anyway" in request.POST,
        )
    except RuleViolation as refusal:
        return _preview(request, draft, problem=refusal)
    flow.let_go(request, draft)
    if draft.idea_id is None:
        threshold = request.city.rules.answer_threshold
        messages.success(
            request,
            _("Your idea is on the wall. At %(supports)d supports the city owes you an answer.")
            % {"supports": threshold},
        )
    return flow.SeeOther(flow.idea_address(idea))


def _preview(request: PersonRequest, draft: Draft, problem: RuleViolation | None = None) -> HttpResponse:
    sheet = selectors.sheet_of(draft)
    if sheet.missing_step is not None:
        return flow.SeeOther(flow.step_address(draft, sheet.missing_step))
    contacts = contacts_in(sheet.title, sheet.text)
    context = {
        "draft": draft,
        "sheet": sheet,
        "contacts": contacts,
        # The warning on the page says the same already.
        "problem": problem if problem is not None and problem.code != "text.contacts" else None,
        "way_in": sign_in_address(request, flow.preview_address(draft)) if request.person is None else "",
        "threshold": request.city.rules.answer_threshold,
        "read_within": request.city.rules.read_within_days,
    }
    response = render(request, "ideas/share/preview.html", context, status=200 if problem is None else 422)
    return flow.forbid_storing(response)
