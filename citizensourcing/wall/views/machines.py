"""What browsers, search engines and link previews ask a city for, outside the language prefix."""

from pathlib import PurePosixPath

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from citizensourcing.ideas import preview_picture
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.views.preview import as_picture
from citizensourcing.participants.http import PersonRequest
from citizensourcing.wall.preview import FOLDER, of_wall
from common import freshness
from tenants.addresses import absolute
from tenants.middleware import interface_languages
from tenants.stylesheet import stylesheet_of
from tenants.theme import palette

FOR_EVER = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"
A_DAY = "public, max-age=86400"
_LOGO_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
# The protocol's limit is 50,000; room is left for the pages that are no idea.
_IDEAS_IN_SITEMAP = 45_000
_KEEP_SITEMAP = 3600


@require_safe
def theme(request: PersonRequest, digest: str) -> HttpResponse:
    """The city's stylesheet, for ever under its own name. An old name gets today's look, but only for a minute."""
    sheet = stylesheet_of(request.city.branding)
    response = HttpResponse(sheet.css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = FOR_EVER if digest == sheet.digest else A_MINUTE
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def logo(request: PersonRequest, digest: str) -> HttpResponse:
    """The city's logo; 404 when there is none. An old name leads to the present one."""
    branding = request.city.branding
    name = str(branding.logo.name or "")
    content_type = _LOGO_TYPES.get(PurePosixPath(name).suffix.lower())
    if content_type is None:
        raise Http404
    if branding.logo_url != reverse("wall_logo", args=[digest]):
        return redirect(branding.logo_url)
    try:
        with default_storage.open(name) as file:
            response = HttpResponse(file.read(), content_type=content_type)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def favicon(request: PersonRequest) -> HttpResponse:
    """The platform's mark in the city's colour."""
    colours = palette(request.city.branding.primary, None, dark=False)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{colours.brand_ground}" d="M4 2h24v28H13L4 21z"/>'
        f'<path fill="{colours.on_brand_ground}" d="m16 7 7 8h-4v8h-6v-8H9z"/></svg>'
    )
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response.headers["Cache-Control"] = A_DAY
    return response


@require_safe
def robots(request: PersonRequest) -> HttpResponse:
    """What is public may be found; what belongs to a person or the desk is nobody's search result."""
    private = [f"Disallow: /*/{place}/" for place in ("account", "me", "desk", "people", "ideas/share")]
    lines = ["User-agent: *", *private, "Disallow: /dev/", f"Sitemap: {absolute(request.city, '/sitemap.xml')}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = A_DAY
    return response


@require_safe
def sitemap(request: PersonRequest) -> HttpResponse:
    """The wall's pages in every language, and each idea under the language it was written in.

    Kept until something is written, so that it names nothing that has gone off the wall; an hour at most.
    """
    languages = interface_languages(request.city)
    version = freshness.version()
    kept: tuple[str, bytes] | None = cache.get("wall:sitemap") if version is not None else None
    made = kept[1] if kept is not None and kept[0] == version else None
    if made is None:
        made = render(
            request,
            "wall/sitemap.xml",
            {
                "pages": [
                    _in_all(request, name, languages) for name in ("wall:front", "ideas:list", "wall:how_it_works")
                ],
                "ideas": list(_ideas(request, languages)),
            },
        ).content
        if version is not None:
            cache.set("wall:sitemap", (version, made), _KEEP_SITEMAP)
    response = HttpResponse(made, content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = A_MINUTE
    return response


def _in_all(request: PersonRequest, name: str, languages: list[str]) -> list[tuple[str, str]]:
    """(language, address) of one page."""
    found = []
    for language in languages:
        with translation.override(language):
            found.append((language, absolute(request.city, reverse(name))))
    return found


def _ideas(request: PersonRequest, languages: list[str]) -> list[tuple[str, str]]:
    """(address, day of the last change) of the newest ideas."""
    rows = (
        Idea.objects.published()
        .order_by("-published_at", "-pk")
        .values_list("year", "sequence", "language", "updated_at")[:_IDEAS_IN_SITEMAP]
    )
    return [
        (
            absolute(
                request.city,
                f"/{language if language in languages else languages[0]}/ideas/{year}-{sequence:05d}/",
            ),
            updated.date().isoformat(),
        )
        for year, sequence, language, updated in rows
    ]


@require_safe
def wall_preview(request: PersonRequest, language: str, digest: str) -> HttpResponseBase:
    """The picture beside a link to the wall. An old name leads to the present one."""
    if language not in interface_languages(request.city):
        raise Http404
    with translation.override(language):
        preview = of_wall(request.city)
        if preview.digest != digest:
            return redirect("wall_preview", language, preview.digest)
        return as_picture(request, preview_picture.kept(preview, FOLDER))
