"""The page of one idea, and what a resident does there."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citizensourcing.discussions.services import follow_discussion, unfollow_discussion
from citizensourcing.ideas import permissions, selectors, services
from citizensourcing.ideas.forms.editing import EditForm
from citizensourcing.ideas.forms.staff import FeedbackForm, HideForm, StatusForm
from citizensourcing.ideas.models import Idea, OfficialFeedback
from citizensourcing.ideas.views.discussing import thread_context
from citizensourcing.ideas.views.lookup import find, hidden_reason
from citizensourcing.ideas.views.preview import preview_address
from citizensourcing.participants.doors import sign_in_address
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.permissions import StaffAction, may
from citizensourcing.projects import participation
from common.exceptions import RuleViolation
from common.redirects import safe_next
from common.sanitise import paragraphs


@require_safe
def idea_detail(request: PersonRequest, number: str) -> HttpResponse:
    """The idea, what the city says, what people say. In place of a hidden one stands the moderators' reason."""
    try:
        idea = find(request, number)
    except Http404:
        if reason := hidden_reason(number):
            return render(
                request, "ideas/hidden.html", {"here": "ideas", "number": number, "reason": reason}, status=410
            )
        raise
    return show(request, idea)


def show(
    request: PersonRequest,
    idea: Idea,
    *,
    status: int = 200,
    status_form: StatusForm | None = None,
    feedback_form: FeedbackForm | None = None,
    hide_form: HideForm | None = None,
) -> HttpResponse:
    """The page of an idea; with a refused form it stands open with what was typed."""
    now = timezone.now()
    page = selectors.idea_page(idea, person=request.person, now=now)
    names = {code: words.name for code, words in page.words.items()}
    may_answer = may(request.roles, StaffAction.ANSWER)
    gone = permissions.why_nothing_new(idea)
    similar = (
        [] if gone else selectors.alike(idea, neighbourhood_ids=[place.pk for place in page.neighbourhoods], limit=3)
    )
    context = {
        "here": "ideas",
        "page": page,
        "idea": idea,
        "text": paragraphs(idea.text),
        "words_gone": gone.sentence if gone else "",
        "description": gone.sentence if gone else idea.text,
        "answers": [_answer(answer) for answer in page.feedback],
        "similar": similar,
        "is_author": permissions.is_author(request.person, idea),
        "is_public": idea.visibility in Idea.READABLE,
        "may_edit": permissions.why_not_edit(request.person, idea) is None,
        "may_withdraw": permissions.why_not_withdraw(request.person, idea) is None,
        "may_answer": may_answer,
        "may_hide": may(request.roles, StaffAction.HIDE),
        "status_form": status_form or StatusForm(names=names, initial={"status": idea.status}),
        "feedback_form": feedback_form
        or FeedbackForm(initial={"signed_name": request.person.display_name if request.person else ""}),
        "hide_form": hide_form or HideForm(),
        "open_form": next(
            (n for n, f in (("status", status_form), ("feedback", feedback_form), ("hide", hide_form)) if f), ""
        ),
        "sign_in_url": sign_in_address(request, f"{idea_url(idea)}?then=support"),
        "sign_in_to_follow": sign_in_address(request, idea_url(idea)),
        "meant_to_support": request.GET.get("then") == "support" and page.support.state == "open",
        "preview_url": preview_address(request, page),
    }
    return render(request, "ideas/detail.html", context | thread_context(request, idea), status=status)


def _answer(answer: OfficialFeedback) -> dict[str, object]:
    """An official answer as its component takes it."""
    return {
        "pk": answer.pk,
        "key": f"answer-{answer.pk}",
        "signed_name": answer.signed_name,
        "signed_department": answer.signed_department,
        "when": date_format(localtime(answer.created_at), "DATE_FORMAT"),
        "datetime": answer.created_at.date().isoformat(),
        "language": answer.language,
        "text": paragraphs(answer.text),
        "outcome": answer.get_outcome_display() if answer.outcome else "",
    }


def idea_url(idea: Idea) -> str:
    """The page of an idea in the active language."""
    return reverse("ideas:detail", args=[idea.number])


@require_POST
def vote(request: PersonRequest, number: str) -> HttpResponse:
    """Support an idea, or take it back. htmx gets the button, everybody else the page."""
    idea = (
        find(request, number)
        if request.htmx
        else permissions.idea_to_support(request.person, request.roles, number=number, voter=request.person)
    )
    if request.person is None:
        return HttpResponseRedirect(sign_in_address(request, idea_url(idea)))
    now = timezone.now()
    is_wanted = request.POST.get("support") != "0"
    try:
        if is_wanted:
            services.vote_for(idea=idea, voter=request.person, now=now)
        else:
            services.take_back_vote(idea=idea, voter=request.person, now=now)
    except RuleViolation as refusal:
        if not request.htmx:
            messages.warning(request, str(refusal.sentence))
    if request.htmx:
        idea.refresh_from_db(fields=["support_count", "answer_owed_since", "support_total"])
        support = selectors.my_support(idea, person=request.person, now=now)
        swapped = {"idea": idea, "support": support, "dial": selectors.dial_of(idea, now), "just": True}
        return render(request, "ideas/_voted.html", swapped)
    return HttpResponseRedirect(safe_next(request, idea_url(idea)))


@require_POST
def follow(request: PersonRequest, number: str) -> HttpResponse:
    """Hear of an idea, or hear of it no more. Nobody is ever kept from letting go."""
    idea = find(request, number)
    if request.person is None:
        return HttpResponseRedirect(sign_in_address(request, idea_url(idea)))
    if request.POST.get("follow") == "0":
        unfollow_discussion(discussion=idea.discussion, participant=request.person)
        messages.info(request, _("You no longer follow this idea."))
        return redirect(idea_url(idea))
    try:
        person = participation.require_person(request.person, timezone.now())
    except RuleViolation as refusal:
        messages.warning(request, str(refusal.sentence))
    else:
        follow_discussion(discussion=idea.discussion, participant=person)
        messages.success(request, _("You follow this idea. When the city answers, you get one mail."))
    return redirect(idea_url(idea))


def edit(request: PersonRequest, number: str) -> HttpResponse:
    """Change one's own idea."""
    idea = find(request, number)
    if request.person is None:
        return HttpResponseRedirect(sign_in_address(request, request.path))
    now = timezone.now()
    if refusal := permissions.why_not_edit(request.person, idea):
        messages.warning(request, str(refusal.sentence))
        return redirect(idea_url(idea))
    form = EditForm(
        request.POST or None,
        initial={"title": idea.title, "text": idea.text, "language": idea.language},
        languages=[*request.city.languages, idea.language],
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_idea(
                idea=idea, by=request.person, now=now, with_contacts="anyway" in request.POST, **form.cleaned_data
            )
        except RuleViolation as violation:
            form.holds_contacts = violation.code == "text.contacts"
            form.add_error(violation.field, str(violation.sentence))
        else:
            messages.success(request, _("Your idea says what you mean now."))
            return redirect(idea_url(idea))
    is_free = permissions.may_edit_freely(idea, edit_minutes=request.city.rules.edit_minutes, now=now)
    context = {"here": "ideas", "idea": idea, "form": form, "is_free": is_free}
    return render(request, "ideas/edit.html", context, status=422 if form.is_bound else 200)


def withdraw(request: PersonRequest, number: str) -> HttpResponse:
    """Take one's own idea off the wall, after one question."""
    idea = find(request, number)
    if request.person is None:
        return HttpResponseRedirect(sign_in_address(request, request.path))
    if refusal := permissions.why_not_withdraw(request.person, idea):
        messages.warning(request, str(refusal.sentence))
        return redirect(idea_url(idea))
    if request.method == "POST":
        try:
            services.withdraw_idea(idea=idea, by=request.person)
        except RuleViolation as violation:
            messages.warning(request, str(violation.sentence))
            return redirect(idea_url(idea))
        messages.success(request, _("Your idea is off the wall. Only you can still see it."))
        return redirect("ideas:list")
    return render(request, "ideas/withdraw.html", {"here": "ideas", "idea": idea})
