"""Tools for one's own machine: sign in as anybody of the demo, read the mail. 404 everywhere else."""

import json
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from common.development import development_only
from control_plane.demo_accounts import DEMO_ACCOUNTS, OPERATOR, ensure_demo_accounts, ensure_operator
from control_plane.selectors import living_cities

_BACKEND = "citizensourcing.participants.backends.ResidentBackend"
_SALT = "development.sign-in"
_PASS_LASTS = 24 * 3600
_MAILS_AT_MOST = 200


def pass_for(slug: str, key: str) -> str:
    """What a button carries: proof that a page of ours offered it, for this city (empty: the platform) and account."""
    return signing.dumps({"city": slug, "as": key}, salt=_SALT)


def form_targets() -> str:
    """The hosts that the home's buttons post to, for its Content-Security-Policy."""
    return " ".join(card.address for card in living_cities())


# A cookie belongs to its host, so the platform's home posts here from another one, without this host's CSRF cookie;
# the signed pass in the form takes its place.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@development_only
def sign_in(request: HttpRequest) -> HttpResponse:
    """A button per demo account; the POST behind it signs in."""
    city = getattr(request, "city", None)
    slug = city.slug if city is not None else ""
    keys = [account.key for account in DEMO_ACCOUNTS] if city is not None else [OPERATOR]
    if request.method != "POST":
        doors = [{"role": settings.ROLE_WORDS[key], "pass": pass_for(slug, key)} for key in keys]
        shell = "web/base.html" if city is not None else "web/base_platform.html"
        return render(request, "control_plane/development_sign_in.html", {"doors": doors, "shell": shell})
    try:
        wish = signing.loads(request.POST.get("pass", ""), salt=_SALT, max_age=_PASS_LASTS)
    except signing.BadSignature:
        raise Http404 from None
    if wish["city"] != slug or wish["as"] not in keys:
        raise Http404
    user = ensure_demo_accounts(city)[wish["as"]].user if city is not None else ensure_operator()
    login(request, user, backend=_BACKEND)
    return HttpResponseRedirect("/", status=303)


@never_cache
@require_safe
@development_only
def mails(request: HttpRequest) -> HttpResponse:
    """All mail this machine has sent, newest first."""
    names = sorted((path.name for path in _folder().glob("*.json")), reverse=True)[:_MAILS_AT_MOST]
    found = [{"name": name.removesuffix(".json"), **_read(name)} for name in names]
    return render(request, "control_plane/mails.html", {"mails": found})


@never_cache
@require_safe
@development_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as its reader gets it. HTML is shown as its source: what came by mail is never run here."""
    if not (_folder() / f"{name}.json").is_file():
        raise Http404
    return render(request, "control_plane/mail.html", {"mail": _read(f"{name}.json")})


def _folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def _read(name: str) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((_folder() / name).read_text(encoding="utf-8"))
    return stored | {"at": parse_datetime(stored["at"]), "from": str(make_header(decode_header(stored["from"])))}
