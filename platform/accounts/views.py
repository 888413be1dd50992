"""Signing in and out: a page for the address, a page for the code."""

from allauth.account.internal.flows import logout
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.adapter import place_name
from accounts.forms import CodeForm, SignInForm
from common.redirects import safe_next, with_next

_SEE_OTHER = 303
_LOOK_AGAIN = 422


def _front(request: HttpRequest) -> str:
    """The front page of the wall in the language being read, or the platform's."""
    return "/" if getattr(request, "city", None) is None else reverse(settings.CITY_FRONT)


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    in_city = getattr(request, "city", None) is not None
    shell = "web/base.html" if in_city else "web/base_platform.html"
    said = {"shell": shell, "place": place_name(request), "front": _front(request), "here": "account"}
    return render(request, template, said | context, status=status)


def _on_to(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=_SEE_OTHER)


def _arrival(request: HttpRequest) -> str:
    """Where somebody who has signed in goes: in a city past the door that asks newcomers who they are."""
    target = safe_next(request)
    if getattr(request, "city", None) is None:
        return target or settings.LOGIN_REDIRECT_URL
    return with_next(reverse(settings.CITY_ARRIVAL), target)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail address and mail a code: the same page and words whether it is known or not."""
    if request.user.is_authenticated:
        return _on_to(_arrival(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.CodeSignIn.begin(request=request, user=form._user, email=form.cleaned_data["email"])
        return _on_to(with_next(reverse("account_confirm_login_code"), safe_next(request)))
    why = {
        "late": _("That code is no longer good: codes last 15 minutes. Ask for a new one, it takes a moment."),
        "tries": _("Those were five tries that did not match, so that code is spent. Ask for a new one."),
    }.get(request.GET.get("why", ""), "")
    context = {"form": form, "next": safe_next(request), "why": why}
    return _page(request, "account/login.html", context, _LOOK_AGAIN if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Take the code, or send another one."""
    if request.user.is_authenticated:
        return _on_to(_arrival(request))
    process = services.CodeSignIn.pending(request)
    if process is None:
        return _on_to(_back(request, "late"))
    if request.method == "POST" and "again" in request.POST:
        return _send_again(request, process)
    form = CodeForm(request.POST if request.method == "POST" else None, code=process.code)
    if request.method == "POST":
        if form.is_valid():
            return process.finish(_arrival(request))
        if form.has_error("code", "incorrect_code") and not process.record_invalid_attempt():
            return _on_to(_back(request, "tries"))
    return _code_page(request, process, form, _LOOK_AGAIN if form.is_bound else 200)


def _back(request: HttpRequest, why: str) -> str:
    address = with_next(reverse("account_login"), safe_next(request))
    return f"{address}{'&' if '?' in address else '?'}why={why}"


def _send_again(request: HttpRequest, process: services.CodeSignIn) -> HttpResponse:
    if not process.can_resend or not services.allowance(request, process.email):
        form = CodeForm(None, code=process.code)
        why = _("That was a lot of codes in a short time. The latest one still works; look in your spam folder too.")
        return _code_page(request, process, form, 429, why=why)
    process.resend()
    address = with_next(reverse("account_confirm_login_code"), safe_next(request))
    return _on_to(f"{address}{'&' if '?' in address else '?'}sent=again")


def _code_page(
    request: HttpRequest, process: services.CodeSignIn, form: CodeForm, status: int, why: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "email": process.masked_email,
        "next": safe_next(request),
        "can_resend": process.can_resend,
        "is_sent_again": request.GET.get("sent") == "again" and not form.is_bound and not why,
        "why": why,
        "start_over": with_next(reverse("account_login"), safe_next(request)),
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
    }
    return _page(request, "account/confirm_login_code.html", context, status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; a plain link gets a page that asks."""
    if request.method == "POST":
        logout.logout(request)
        return _on_to(safe_next(request, _front(request)))
    return _page(request, "account/logout.html", {})


@require_safe
def sign_up(request: HttpRequest) -> HttpResponse:
    """There is one door: signing up is signing in."""
    return _on_to(with_next(reverse("account_login"), safe_next(request)))


@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account is closed, to somebody who proved it theirs."""
    return _page(request, "account/account_inactive.html", {}, 403)
