"""Leaving the wall: what becomes of what, a last question whether it is really them, a week to think, or now."""

from datetime import date, datetime, timedelta
from typing import Final

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import code_for, signed_in_at
from citizensourcing.moderation.selectors import block_of, mark_kept_until
from citizensourcing.notifications.services import write_notice
from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.models import Participant
from citizensourcing.privacy import selectors
from citizensourcing.privacy.forms import LeaveForm
from citizensourcing.privacy.models import Departure
from citizensourcing.privacy.services import leaving
from common.exceptions import RuleViolation
from common.ratelimit import take
from common.redirects import safe_next

_SEE_OTHER = 303
_LOOK_AGAIN = 422
# Who signed in this long ago is still the one who sits there; anybody else proves it with a mailed code.
RECENTLY: Final = timedelta(minutes=15)
CODE_WORKS_FOR: Final = timedelta(minutes=15)
_TRIES: Final = 5
_KEPT_AS: Final = "leave_code"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest) -> HttpResponse:
    """Explain, ask, and write it down; somebody who is about to leave sees until when they can stay."""
    if away := require_person_page(request, target=reverse("privacy:leave")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    word, departure = _word_for(request), selectors.departure_of(request.person)
    initial = {} if departure is None else {"texts": "stay" if departure.keeps_texts else "go"}
    form = LeaveForm(
        request.POST if request.method == "POST" else None,
        word=word,
        is_leaving=departure is not None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            _require_meant(request, form.cleaned_data["confirmation"], word)
            at_once = form.cleaned_data["when"] == "now"
            held_until = _mark_kept_until(request.person)
            leaving.ask_to_leave(
                person=request.person,
                keeps_texts=form.cleaned_data["texts"] == "stay",
                at_once=at_once,
                now=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        else:
            request.session.pop(_KEPT_AS, None)
            if not at_once:
                return HttpResponseRedirect(reverse("privacy:leave"), status=_SEE_OTHER)
            logout(request)
            # Nobody is known on the page that comes; what is true of the blocked alone travels along.
            tail = f"?mark={localdate(held_until).isoformat()}" if held_until is not None else ""
            return HttpResponseRedirect(reverse("privacy:left") + tail, status=_SEE_OTHER)
    return _page(request, form, word, departure)


def _page(request: PersonRequest, form: LeaveForm, word: str, departure: Departure | None) -> HttpResponse:
    assert request.person is not None  # noqa: S101 -- the caller has asked
    try:
        leaving.require_may_leave(request.person)
        why_not = ""
    except RuleViolation as refusal:
        why_not = str(refusal.sentence)
    context = {
        "form": form,
        "word": word,
        "why_not": why_not,
        "is_code_sent": _KEPT_AS in request.session,
        "minutes": CODE_WORKS_FOR.seconds // 60,
        "departure": departure,
        "mark_kept_until": _mark_kept_until(request.person),
        "is_staff": bool(request.roles),
        "here": "me",
    }
    return render(request, "privacy/leave.html", context, status=_LOOK_AGAIN if form.is_bound else 200)


def _mark_kept_until(person: Participant) -> datetime | None:
    """Until when a mark of the address of somebody who is blocked stays; None for everybody else."""
    now = timezone.now()
    block = block_of(person, now)
    return mark_kept_until(block, now) if block is not None else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send_code(request: PersonRequest) -> HttpResponse:
    """Mail six digits to the person's own address; a new code makes the old one worthless.

    Whoever arrives here by the address alone, after signing in or from the browser's history, sees the page.
    """
    if request.method != "POST":
        return HttpResponseRedirect(reverse("privacy:leave"), status=_SEE_OTHER)
    if away := require_person_page(request, target=reverse("privacy:leave")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    try:
        take(purpose="leave_code", who=str(request.person.pk), limit=5, seconds=3600)
    except RuleViolation as refusal:
        messages.warning(request, str(refusal.sentence))
        return HttpResponseRedirect(reverse("privacy:leave"), status=_SEE_OTHER)
    code = get_random_string(6, "0123456789")
    now = timezone.now()
    request.session[_KEPT_AS] = {"code": code_for(code), "at": now.timestamp(), "tries": 0}
    write_notice(
        to=request.person,
        template="privacy/mail/leave_code",
        key=f"leave-code:{get_random_string(20)}",
        context={"code": code, "minutes": CODE_WORKS_FOR.seconds // 60},
    )
    return HttpResponseRedirect(f"{reverse('privacy:leave')}#confirm", status=_SEE_OTHER)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: PersonRequest) -> HttpResponse:
    """Take it back; by its address alone it leads to the page, as ``send_code`` does."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("privacy:leave"), status=_SEE_OTHER)
    if away := require_person_page(request, target=reverse("privacy:leave")):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    try:
        if leaving.stay(person=request.person):
            messages.success(request, _("Good that you stay. Everything is as it was."))
    except RuleViolation as refusal:
        messages.warning(request, str(refusal.sentence))
    return HttpResponseRedirect(safe_next(request, reverse("privacy:leave")), status=_SEE_OTHER)


@require_safe
def left(request: PersonRequest) -> HttpResponse:
    """A goodbye, for somebody who is nobody here any more; ``?mark=`` says until when a mark of the blocked stays."""
    try:
        mark_stays_until = date.fromisoformat(request.GET.get("mark", ""))
    except ValueError:
        mark_stays_until = None
    return render(request, "privacy/left.html", {"mark_kept_until": mark_stays_until})


def _word_for(request: PersonRequest) -> str:
    """The word to type, for somebody who has just signed in; empty for everybody else: they need a mailed code."""
    at = signed_in_at(request)
    if at is None or timezone.now() - at > RECENTLY:
        return ""
    return pgettext("the word to type", "leave")


def _require_meant(request: PersonRequest, said: str, word: str) -> None:
    """Raise ``RuleViolation`` unless the word was typed, or the code that was mailed. Five tries per code."""
    said = said.strip().strip("“”\"'«»").strip()
    if word:
        if said.casefold() != word.casefold():
            raise RuleViolation(
                "leave.word", _("Type “%(word)s”, just this word.") % {"word": word}, field="confirmation"
            )
        return
    kept = request.session.get(_KEPT_AS)
    if kept is None or timezone.now() - _moment(kept["at"]) > CODE_WORKS_FOR or kept["tries"] >= _TRIES:
        request.session.pop(_KEPT_AS, None)
        raise RuleViolation("leave.late", _("That code is no longer good. Let us mail you a new one."))
    request.session[_KEPT_AS] = kept | {"tries": kept["tries"] + 1}
    if not constant_time_compare(code_for("".join(said.split())), kept["code"]):
        raise RuleViolation(
            "leave.code",
            _("These are not the six digits from the latest e-mail. Look once more."),
            field="confirmation",
        )


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, tz=timezone.get_default_timezone())
