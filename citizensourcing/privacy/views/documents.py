"""What the city promises about data, access and conduct, version by version; and saying yes to new house rules."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citizensourcing.participants.documents import VERSIONS, Document, Version, current, version_of
from citizensourcing.participants.doors import require_person_page
from citizensourcing.participants.http import PersonRequest
from citizensourcing.participants.selectors import has_agreed_to_rules
from citizensourcing.participants.services import agree_to_rules
from citizensourcing.privacy.words import spoken_of, words_of
from common.exceptions import RuleViolation
from common.redirects import safe_next

_SEE_OTHER = 303
_LOOK_AGAIN = 422
_ADDRESSES = {
    Document.PRIVACY: "privacy:notice",
    Document.RULES: "privacy:rules",
    Document.ACCESSIBILITY: "privacy:accessibility",
}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list beneath a document; no address for the one that is being read."""

    version: Version
    href: str


def _page(request: PersonRequest, document: Document, version: Version) -> HttpResponse:
    versions = VERSIONS[document]
    is_current = version is versions[-1]
    current_url = reverse(_ADDRESSES[document])
    context = {
        "title": document.label,
        "version": version,
        "words": words_of(document, version),
        "is_current": is_current,
        # It held until the next one began.
        "ended": None if is_current else versions[versions.index(version) + 1].since,
        "current_url": current_url,
        "versions": [VersionLine(one, _address(document, one) if one is not version else "") for one in versions[::-1]],
    }
    return render(request, "privacy/document.html", spoken_of(request.city) | context)


def _address(document: Document, version: Version) -> str:
    if version is current(document):
        return reverse(_ADDRESSES[document])
    return reverse("privacy:version", args=[document.value, version.number])


@require_safe
def notice(request: PersonRequest) -> HttpResponse:
    """Which data there is, who sees it, how long it stays."""
    return _page(request, Document.PRIVACY, current(Document.PRIVACY))


@require_safe
def accessibility(request: PersonRequest) -> HttpResponse:
    """What works for whom, and where to say that something does not."""
    return _page(request, Document.ACCESSIBILITY, current(Document.ACCESSIBILITY))


@require_safe
def rules(request: PersonRequest) -> HttpResponse:
    """How people speak to each other here, and what happens when they do not."""
    return _page(request, Document.RULES, current(Document.RULES))


@require_safe
def version(request: PersonRequest, document: str, number: int) -> HttpResponse:
    """A document as it stood, or stands."""
    found = version_of(document, number)
    if found is None:
        raise Http404
    return _page(request, Document(document), found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: PersonRequest) -> HttpResponse:
    """Show the new house rules to somebody who agreed to older ones, with one button; then on to where they were."""
    if away := require_person_page(request, target=request.get_full_path()):
        return away
    assert request.person is not None  # noqa: S101 -- require_person_page let them pass
    target = safe_next(request, reverse("wall:front"))
    if has_agreed_to_rules(request.person):
        return HttpResponseRedirect(target, status=_SEE_OTHER)
    if request.method != "POST":
        return rules_page(request, action=reverse("privacy:agree"), next=target, back=target)
    try:
        agree_to_rules(
            person=request.person,
            version=agreed_version(request),
            language=request.LANGUAGE_CODE,
            now=timezone.now(),
        )
    except RuleViolation as refusal:
        return rules_page(request, action=reverse("privacy:agree"), next=target, back=target, problem=refusal)
    return HttpResponseRedirect(target, status=_SEE_OTHER)


def agreed_version(request: PersonRequest) -> int:
    """The number of the version that the pressed button stands under; 0 for none."""
    said_yes_to = request.POST.get("agrees_to", "")
    return int(said_yes_to) if said_yes_to.isascii() and said_yes_to.isdigit() and len(said_yes_to) < 5 else 0


def rules_page(
    request: PersonRequest,
    *,
    action: str,
    back: str,
    next: str = "",  # noqa: A002 -- the name it has in the form
    carried: tuple[tuple[str, str], ...] = (),
    problem: RuleViolation | None = None,
) -> HttpResponse:
    """The rules with one button. ``carried`` is what a form held that was not taken yet; the button sends it again."""
    version = current(Document.RULES)
    context = {
        "version": version,
        "words": words_of(Document.RULES, version),
        "action": action,
        "next": next,
        "back": back,
        "carried": carried,
        "problem": problem.sentence if problem is not None else "",
        "here": "me",
    }
    status = _LOOK_AGAIN if carried or problem is not None else 200
    return render(request, "privacy/agree.html", spoken_of(request.city) | context, status=status)
