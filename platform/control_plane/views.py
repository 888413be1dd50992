"""The platform's home."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.i18n import LANGUAGE_NAMES
from control_plane import selectors
from control_plane.demo_accounts import DEMO_ACCOUNTS, OPERATOR
from control_plane.development_views import form_targets, pass_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what Commonwall is, and which cities have a wall; in development also how to sign in to them."""
    cities: list[dict[str, Any]] = [
        {"card": card, "languages": [(code, LANGUAGE_NAMES.get(code, code)) for code in card.languages]}
        for card in selectors.living_cities()
    ]
    context: dict[str, object] = {"cities": cities}
    if not settings.DEVELOPMENT_TOOLS:
        return render(request, "control_plane/home.html", context)
    for city in cities:
        slug = city["card"].slug
        city["doors"] = [
            {
                "role": settings.ROLE_WORDS[account.key],
                "name": account.display_name,
                "pass": pass_for(slug, account.key),
            }
            for account in DEMO_ACCOUNTS
        ]
    context |= {"development": True, "operator_pass": pass_for("", OPERATOR)}
    response = render(request, "control_plane/home.html", context)
    # The buttons post to the cities' own hosts: a session cookie belongs to one host, and only that host can set it.
    response.headers["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {form_targets()}"
    )
    return response
