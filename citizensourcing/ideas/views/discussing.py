"""The doors of an idea's discussion: read, say, answer, change, take back, like, hide."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from citizensourcing.discussions import selectors
from citizensourcing.discussions.forms import CommentForm, HideForm
from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.permissions import comment_for
from citizensourcing.ideas import limits, services
from citizensourcing.ideas.language import identify
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.permissions import why_nothing_new
from citizensourcing.ideas.views.lookup import find
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.permissions import StaffAction, may
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action
from citizensourcing.projects.participation import Refusal
from common import ratelimit
from common.exceptions import RuleViolation


def owner_of(idea: Idea) -> selectors.ThreadOwner:
    """The idea as its thread needs to know it."""
    about = reverse("ideas:detail", args=[idea.number])
    return selectors.ThreadOwner(
        key=f"idea-{idea.pk}",
        title=idea.shown_title,
        language=idea.shown_language,
        about_url=about,
        base_url=reverse("ideas:thread", args=[idea.number]),
        sign_in_url=sign_in_url(f"{about}#discussion"),
    )


def sign_in_url(then: str) -> str:
    """Where a visitor signs in, to come back to ``then``."""
    return f"{reverse('account_login')}?{urlencode({'next': then})}"


def why_not_discuss(request: PersonRequest, idea: Idea, now: datetime) -> Refusal | None:
    """Why who asks may not discuss this idea now. At most two queries."""
    if refusal := why_nothing_new(idea):
        return refusal
    if idea.visibility != Idea.Visibility.PUBLISHED:
        return Refusal("comment.idea_closed", _("This idea is not on the wall now, so it cannot be discussed."))
    if not idea.discussion.is_open:
        return Refusal("discussion.closed", _("This discussion is closed. It can still be read."))
    return participation.why_not(request.person, Action.COMMENT, idea.project, now)


def surroundings(request: PersonRequest, idea: Idea, now: datetime) -> dict[str, Any]:
    """What every fragment of the discussion needs to know. At most two queries."""
    return {
        "owner": owner_of(idea),
        "refusal": why_not_discuss(request, idea, now),
        "may_hide": may(request.roles, StaffAction.HIDE),
    }


def thread_context(request: PersonRequest, idea: Idea, *, focus: int | None = None) -> dict[str, Any]:
    """Everything ``discussions/_thread.html`` shows, read from the address: ``sort``, ``after``, ``comment``."""
    now = timezone.now()
    asked = request.GET.get("comment", "")
    if focus is None and re.fullmatch(r"[0-9]{1,18}", asked):
        focus = int(asked)
    page = selectors.thread_page(
        idea.discussion_id,
        viewer=request.person,
        after=request.GET.get("after"),
        sort=request.GET.get("sort", "best"),
        focus=focus,
        now=now,
    )
    return surroundings(request, idea, now) | {"thread": page, "form": CommentForm(auto_id="say_%s")}


@require_GET
def thread(request: PersonRequest, number: str) -> HttpResponse:
    """The discussion as a page of its own; for htmx the next comments, or the whole in another order."""
    context = thread_context(request, find(request, number))
    if request.htmx:
        whole = context["thread"].is_first
        return render(request, "discussions/_thread.html" if whole else "discussions/_lines.html", context)
    return render(request, "discussions/thread.html", context)


@require_POST
def comment(request: PersonRequest, number: str) -> HttpResponse:
    """Say something, or answer somebody."""
    idea = find(request, number)
    if request.person is None:
        return see_other(owner_of(idea).sign_in_url)
    form = CommentForm(request.POST, auto_id="say_%s")
    parent = None
    if form.is_valid() and form.cleaned_data["parent"]:
        parent = comment_for(idea.discussion_id, form.cleaned_data["parent"])
        form.auto_id = f"answer_{parent.pk}_%s"
    said = _say(request, idea, form, parent) if form.is_valid() else None
    if said is None:
        return _said_nothing(request, idea, form, parent)
    if not request.htmx:
        messages.success(request, _("Your comment is in the discussion."))
        return see_other(owner_of(idea).comment_url(said.pk))
    if parent is not None:
        return _with_replies(request, idea, said, focus=said.pk, say=_("Your answer is in the discussion."))
    context = thread_context(request, idea, focus=said.pk) | {"say": _("Your comment is in the discussion.")}
    return render(request, "discussions/_thread.html", context)


@require_GET
def comment_reply(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """The form to answer a comment; by itself for htmx, else on a page that shows what is answered."""
    idea = find(request, number)
    parent = comment_for(idea.discussion_id, pk)
    if request.person is None:
        return HttpResponseRedirect(sign_in_url(request.get_full_path()))
    form = CommentForm(initial={"parent": parent.pk}, auto_id=f"answer_{parent.pk}_%s")
    return _reply_page(request, idea, parent, form)


@require_GET
def comment_replies(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """A comment with all its answers."""
    idea = find(request, number)
    return _with_replies(request, idea, comment_for(idea.discussion_id, pk), focus=None)


@require_http_methods(["GET", "POST"])
def comment_edit(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Change what one said, while that is possible."""
    if request.person is None:
        return see_other(sign_in_url(request.get_full_path()))
    idea, found = _own(request, number, pk)
    if request.method == "GET":
        form = CommentForm(initial={"text": found.text, "stance": found.stance}, auto_id="edit_%s")
        return _about_one(request, idea, found, "discussions/edit.html", form)
    form = CommentForm(request.POST, auto_id="edit_%s")
    if form.is_valid():
        try:
            services.edit_own_comment(
                idea=idea,
                comment=found,
                by=request.person,
                text=form.cleaned_data["text"],
                stance=form.cleaned_data["stance"] if found.root_id is None else found.stance,
                with_contacts="anyway" in request.POST,
                now=timezone.now(),
            )
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your comment is changed."))
            return see_other(owner_of(idea).comment_url(pk))
    return _about_one(request, idea, found, "discussions/edit.html", form, status=422)


@require_http_methods(["GET", "POST"])
def comment_remove(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Ask once, then take one's own comment back."""
    if request.person is None:
        return see_other(sign_in_url(request.get_full_path()))
    idea, found = _own(request, number, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _about_one(request, idea, found, "discussions/remove.html", form)
    try:
        services.delete_own_comment(idea=idea, comment=found, by=request.person, now=timezone.now())
    except RuleViolation as refusal:
        refuse(form, refusal)
        return _about_one(request, idea, found, "discussions/remove.html", form, status=422)
    messages.success(request, _("Your comment is gone. A line in its place says that you removed it."))
    return see_other(owner_of(idea).comment_url(pk))


@require_POST
def comment_like(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Find an argument good (``like=1``), or no longer (``like=0``)."""
    idea = find(request, number)
    found = comment_for(idea.discussion_id, pk)
    back = owner_of(idea).comment_url(pk)
    if request.person is None:
        return see_other(sign_in_url(back))
    act = services.unlike_comment if request.POST.get("like") == "0" else services.like_comment
    try:
        act(idea=idea, comment=found, by=request.person, now=timezone.now())
    except RuleViolation as refusal:
        messages.error(request, str(refusal.sentence))
        return _to_whole_page(request, back)
    if not request.htmx:
        return see_other(back)
    now = timezone.now()
    line = selectors.line_of(found, viewer=request.person, now=now)
    say = _("You like this comment.") if line.is_liked else _("You no longer like this comment.")
    return render(request, "discussions/_like.html", surroundings(request, idea, now) | {"c": line, "say": say})


@require_http_methods(["GET", "POST"])
def comment_hide(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """A moderator takes a comment out of sight; for everybody else this door is not there."""
    idea = _for_staff(request, number)
    found = comment_for(idea.discussion_id, pk)
    form = HideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.hide_comment(idea=idea, comment=found, by=request.person, reason=form.cleaned_data["reason"])
        except RuleViolation as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The comment is hidden. Your reason stands in its place."))
            return see_other(owner_of(idea).comment_url(pk))
    status = 422 if form.is_bound else 200
    return _about_one(request, idea, found, "discussions/hide.html", form, status=status)


@require_POST
def comment_show(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """A moderator shows a hidden comment again."""
    idea = _for_staff(request, number)
    found = comment_for(idea.discussion_id, pk)
    try:
        services.show_comment_again(idea=idea, comment=found, by=request.person)
    except RuleViolation as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The comment can be read again."))
    return see_other(owner_of(idea).comment_url(pk))


def _say(request: PersonRequest, idea: Idea, form: CommentForm, parent: Comment | None) -> Comment | None:
    """The comment, or None with the refusal on the form."""
    try:
        who = str(request.person.pk) if request.person is not None else ""
        ratelimit.take(purpose="comment", who=who, limit=limits.COMMENTS_IN_TEN_MINUTES, seconds=600)
        text = form.cleaned_data["text"]
        return services.comment_on(
            idea=idea,
            author=request.person,
            text=text,
            stance=form.cleaned_data["stance"] if parent is None else Comment.Stance.NEUTRAL,
            parent=parent,
            with_contacts="anyway" in request.POST,
            # What is longer, the service refuses; until then no work is done on it.
            language=identify(
                text[: CommentForm.longest],
                interface=request.LANGUAGE_CODE,
                languages=request.city.languages or ["en"],
            ),
            now=timezone.now(),
        )
    except RuleViolation as refusal:
        refuse(form, refusal)
        return None


def _said_nothing(request: PersonRequest, idea: Idea, form: CommentForm, parent: Comment | None) -> HttpResponse:
    """The form again, with the reason and everything that was typed."""
    if parent is not None:
        response = _reply_page(request, idea, parent, form, status=422)
        return reswap(retarget(response, f"#answer-{parent.pk}"), "innerHTML") if request.htmx else response
    if request.htmx:
        context = surroundings(request, idea, timezone.now()) | {"form": form}
        response = render(request, "discussions/_form.html", context, status=422)
        return reswap(retarget(response, "#say"), "outerHTML")
    context = thread_context(request, idea) | {"form": form}
    return render(request, "discussions/thread.html", context, status=422)


def _reply_page(
    request: PersonRequest, idea: Idea, parent: Comment, form: CommentForm, *, status: int = 200
) -> HttpResponse:
    if request.htmx:
        context = surroundings(request, idea, timezone.now()) | {
            "form": form,
            "parent_id": parent.pk,
            "root_id": parent.root_id or parent.pk,
        }
        return render(request, "discussions/_reply_form.html", context, status=status)
    return _about_one(request, idea, parent, "discussions/reply.html", form, status=status)


def _with_replies(
    request: PersonRequest, idea: Idea, found: Comment, *, focus: int | None, say: str = ""
) -> HttpResponse:
    now = timezone.now()
    line = selectors.one_with_replies(found, viewer=request.person, focus=focus, now=now)
    context = surroundings(request, idea, now) | {"c": line, "focus": focus, "say": say, "opened": focus is None}
    template = "discussions/_comment.html" if request.htmx else "discussions/replies.html"
    return render(request, template, context)


def _about_one(
    request: PersonRequest, idea: Idea, found: Comment, template: str, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    """A page about one comment, which it shows, and a form."""
    now = timezone.now()
    line = selectors.line_of(found, viewer=request.person, now=now)
    back = owner_of(idea).comment_url(found.pk)
    context = surroundings(request, idea, now) | {"c": line, "form": form, "back_url": back, "parent_id": found.pk}
    return render(request, template, context, status=status)


def _own(request: PersonRequest, number: str, pk: int) -> tuple[Idea, Comment]:
    """The idea and one's own comment; of somebody else's there is no such page."""
    idea = find(request, number)
    found = comment_for(idea.discussion_id, pk)
    if request.person is None or found.author_id != request.person.pk:
        raise Http404
    return idea, found


def _for_staff(request: PersonRequest, number: str) -> Idea:
    if not may(request.roles, StaffAction.HIDE):
        raise Http404
    return find(request, number)


def refuse(form: forms.Form, refusal: RuleViolation) -> None:
    """Put a refusal's sentence where it belongs on the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    if isinstance(form, CommentForm):
        form.holds_contacts = refusal.code == "text.contacts"


def see_other(address: str) -> HttpResponse:
    """After a good POST: look there."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _to_whole_page(request: PersonRequest, address: str) -> HttpResponse:
    """Go there, also when htmx asked."""
    if not request.htmx:
        return see_other(address)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response
