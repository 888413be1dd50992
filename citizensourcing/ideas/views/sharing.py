"""Share an idea: what, about what, where, with which pictures. One thing per page, every step kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from citizensourcing.ideas import selectors, services, similar
from citizensourcing.ideas.forms.sharing import LastForm, PlaceForm, TopicsForm, WordsForm
from citizensourcing.ideas.limits import (
    DRAFTS_PER_HOUR,
    DRAFTS_PER_HOUR_AND_NETWORK,
    PICTURES_PER_HOUR,
    PICTURES_PER_HOUR_AND_NETWORK,
    PICTURES_PER_HOUR_AND_PERSON,
    SIMILAR_PER_MINUTE_AND_NETWORK,
)
from citizensourcing.ideas.models import Draft
from citizensourcing.ideas.services.drafting import PICTURES_AT_MOST, DraftData, language_of
from citizensourcing.ideas.views import flow
from citizensourcing.participants.http import PersonRequest
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action, Project
from citizensourcing.projects.selectors import open_wall, published_projects
from citizensourcing.taxonomy.selectors import active_topics, neighbourhoods
from common.exceptions import RuleViolation
from common.ratelimit import source_of, take

STEPS = 4
_SHORTEST_TITLE = 8


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: PersonRequest) -> HttpResponse:
    """The first page: go on with what was begun, or say what the idea is."""
    project = _project_asked_for(request)
    if (closed := _closed(request, project)) is not None:
        return closed
    form = WordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _begin(request, project, form)
        except RuleViolation as refusal:
            flow.say_no(form, refusal)
        else:
            return flow.SeeOther(flow.step_address(draft, 2))
    context = {
        "form": form,
        "step": 1,
        "project": project,
        "drafts": selectors.unfinished_drafts(request.person, flow.held_keys(request)),
        "keep": "share-new",
    }
    return _page(request, "words", context, is_refused=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
def share_step(request: PersonRequest, key: UUID, step: int) -> HttpResponse:
    """One step of a draft; after it the next one, or the preview when one came from there (``?then=preview``)."""
    draft = flow.reach(request, key)
    if draft.idea is not None:
        return flow.SeeOther(flow.idea_address(draft.idea))
    if (closed := _closed(request, _project_of(draft))) is not None:
        return closed
    match step:
        case 1:
            return _words(request, draft)
        case 2:
            return _topics(request, draft)
        case 3:
            return _place(request, draft)
        case 4:
            return _last(request, draft)
    raise Http404


@require_GET
def share_similar(request: PersonRequest) -> HttpResponse:
    """While a title is being typed: ideas that say nearly the same (a fragment; nothing when there are none)."""
    title = " ".join(request.GET.get("title", "").split())[:120]
    if len(title) < _SHORTEST_TITLE:
        return HttpResponse()
    try:
        take(purpose="similar", who=source_of(request), limit=SIMILAR_PER_MINUTE_AND_NETWORK, seconds=60)
    except RuleViolation:
        return HttpResponse(status=204)
    found = selectors.similar_ideas(title=title, text="", project_id=_project_asked_for(request).pk, limit=3)
    if not found:
        return HttpResponse()
    return render(request, "ideas/share/_similar.html", {"similar": found, "is_answer": True})


@require_POST
def share_picture_remove(request: PersonRequest, key: UUID, picture: int) -> HttpResponse:
    """Take a picture off the draft; what was typed beside the others is kept."""
    draft = flow.reach(request, key)
    try:
        _describe(request, draft)
        services.remove_picture(draft=draft, attachment_id=picture)
    except RuleViolation as refusal:
        messages.warning(request, str(refusal.sentence))
    if request.htmx:
        return render(request, "ideas/share/_pictures.html", _pictures_context(draft))
    return flow.SeeOther(_here(request, draft, 4))


@require_POST
def share_discard(request: PersonRequest, key: UUID) -> HttpResponse:
    """Throw a draft away."""
    draft = flow.reach(request, key)
    services.discard_draft(draft=draft)
    flow.let_go(request, draft)
    messages.info(request, _("Gone. Whenever you have another idea, this is the place."))
    return flow.SeeOther(reverse("ideas:share"))


def _begin(request: PersonRequest, project: Project, form: WordsForm) -> Draft:
    if request.person is not None:
        take(purpose="draft", who=f"person:{request.person.pk}", limit=DRAFTS_PER_HOUR, seconds=3600)
    else:
        take(purpose="draft", who=source_of(request), limit=DRAFTS_PER_HOUR_AND_NETWORK, seconds=3600)
    draft = services.begin_draft(
        person=request.person,
        project=project,
        title=form.cleaned_data["title"],
        text=form.cleaned_data["text"],
        seen=form.seen_ids(),
        now=timezone.now(),
    )
    flow.hold(request, draft)
    return draft


def _words(request: PersonRequest, draft: Draft) -> HttpResponse:
    is_post = request.method == "POST"
    form = WordsForm(request.POST if is_post else None, initial=draft.data)
    if is_post and form.is_valid():
        words = DraftData(title=form.cleaned_data["title"], text=form.cleaned_data["text"])
        if (done := _saved(request, draft, form, words, step=1)) is not None:
            return done
    return _page(request, "words", {"form": form, "draft": draft, "step": 1}, is_refused=is_post)


def _topics(request: PersonRequest, draft: Draft) -> HttpResponse:
    data, is_post = draft.data, request.method == "POST"
    suggested = selectors.suggest_topics(similar.document(data["title"], data["text"]))
    first = [one.topic for one in suggested]
    rest = [topic for topic in active_topics() if topic not in first]
    likely = [one.topic.pk for one in suggested if one.is_likely]
    form = TopicsForm(
        request.POST if is_post else None, topics=[*first, *rest], initial={"topics": data.get("topics") or likely}
    )
    if is_post and form.is_valid():
        chosen = DraftData(topics=form.cleaned_data["topics"])
        if (done := _saved(request, draft, form, chosen, step=2)) is not None:
            return done
    choices = list(form["topics"].subwidgets)
    context = {
        "form": form,
        "draft": draft,
        "step": 2,
        "suggested": choices[: len(first)],
        "others": choices[len(first) :],
        "are_ticked": bool(likely) and not data.get("topics"),
        "similar": [] if is_post else _unseen_similar(draft),
    }
    return _page(request, "topics", context, is_refused=is_post)


def _place(request: PersonRequest, draft: Draft) -> HttpResponse:
    data, is_post = draft.data, request.method == "POST"
    pin = data.get("pin") or [None, None]
    home = [request.person.neighbourhood_id] if request.person and request.person.neighbourhood_id else []
    places = neighbourhoods()
    initial = {
        "where": data.get("where") or (None if places else "city"),
        "neighbourhoods": data.get("neighbourhoods") or home,
        "latitude": pin[0],
        "longitude": pin[1],
    }
    form = PlaceForm(request.POST if is_post else None, neighbourhoods=places, initial=initial)
    if is_post and form.is_valid():
        place = DraftData(
            where=form.cleaned_data["where"],
            neighbourhoods=form.cleaned_data["neighbourhoods"],
            pin=form.pin(),
        )
        if (done := _saved(request, draft, form, place, step=3)) is not None:
            return done
    has_map = any(place.west is not None for place in places)
    context = {
        "form": form,
        "draft": draft,
        "step": 3,
        "has_map": has_map,
        "map_tiles": settings.MAP_TILES,
        "map_tiles_credit": settings.MAP_TILES_CREDIT,
    }
    response = _page(request, "place", context, is_refused=is_post)
    return flow.allow_tiles(response) if has_map else response


def _last(request: PersonRequest, draft: Draft) -> HttpResponse:
    """Pictures and language. Pictures that have just come stay on the page, so that they can be described."""
    data, is_post = draft.data, request.method == "POST"
    guess = data.get("language") or language_of(data["title"], data["text"], interface=request.LANGUAGE_CODE)
    form = LastForm(request.POST if is_post else None, languages=request.city.languages, initial={"language": guess})
    problems: list[str] = []
    if is_post:
        uploads = request.FILES.getlist("pictures")
        problems = _take_in(request, draft, uploads)
        if request.htmx:
            context = _pictures_context(draft) | {"problems": problems}
            return render(request, "ideas/share/_pictures.html", context, status=422 if problems else 200)
        if not problems and form.is_valid():
            done = _saved(request, draft, form, DraftData(language=form.cleaned_data["language"]), step=4)
            if done is not None:
                return flow.SeeOther(_here(request, draft, 4)) if uploads or "add" in request.POST else done
    context = {"form": form, "draft": draft, "step": 4, "problems": problems} | _pictures_context(draft)
    return _page(request, "pictures", context, is_refused=is_post)


def _take_in(request: PersonRequest, draft: Draft, uploads: list[UploadedFile[Any]]) -> list[str]:
    """Describe and add pictures; one sentence for each that could not be added, the others are kept."""
    problems = []
    try:
        _describe(request, draft)
    except RuleViolation as refusal:
        return [str(refusal.sentence)]
    for upload in uploads:
        try:
            _count_picture(request, draft)
            services.attach_picture(draft=draft, upload=upload)
        except RuleViolation as refusal:
            problems.append(_about_file(upload, refusal) if len(uploads) > 1 else str(refusal.sentence))
            if refusal.code in {"picture.too_many", "too_many"}:
                break
    return problems


def _about_file(upload: UploadedFile[Any], refusal: RuleViolation) -> str:
    """The sentence, and of which file: of several that were chosen together it is not plain."""
    name = Truncator("".join(c for c in upload.name or "" if c.isprintable())).chars(60)
    return _("“%(file)s”: %(problem)s") % {"file": name, "problem": refusal.sentence}


def _count_picture(request: PersonRequest, draft: Draft) -> None:
    """Drawing pictures anew is work: counted per draft, and per person or network, whatever drafts they begin."""
    take(purpose="picture", who=str(draft.key), limit=PICTURES_PER_HOUR, seconds=3600)
    if request.person is not None:
        who = f"person:{request.person.pk}"
        take(purpose="picture", who=who, limit=PICTURES_PER_HOUR_AND_PERSON, seconds=3600)
    else:
        take(purpose="picture", who=source_of(request), limit=PICTURES_PER_HOUR_AND_NETWORK, seconds=3600)


def _describe(request: PersonRequest, draft: Draft) -> None:
    for attachment in draft.attachments.all():
        alt = request.POST.get(f"alt-{attachment.pk}")
        if alt is not None and alt != attachment.alt:
            services.describe_picture(draft=draft, attachment_id=attachment.pk, alt=alt)


def _saved(request: PersonRequest, draft: Draft, form: Any, changes: DraftData, *, step: int) -> HttpResponse | None:
    """Save a step and go on; None when the service refuses (its sentence stands in the form)."""
    try:
        services.save_step(draft=draft, changes=changes)
    except RuleViolation as refusal:
        flow.say_no(form, refusal)
        return None
    if step == STEPS or request.GET.get("then") == "preview":
        return flow.SeeOther(flow.preview_address(draft))
    return flow.SeeOther(flow.step_address(draft, step + 1))


def _unseen_similar(draft: Draft) -> list[Any]:
    """Similar ideas that were not shown while typing (without scripts: all of them)."""
    data = draft.data
    found = selectors.similar_ideas(title=data["title"], text=data["text"], project_id=data["project"], limit=3)
    seen = set(data.get("seen") or [])
    return [idea for idea in found if idea.pk not in seen]


def _pictures_context(draft: Draft) -> dict[str, Any]:
    pictures = list(draft.attachments.all())
    return {"draft": draft, "pictures": pictures, "room": PICTURES_AT_MOST - len(pictures)}


def _here(request: PersonRequest, draft: Draft, step: int) -> str:
    """The same step again, and still on the way to the preview where one came from there."""
    address = flow.step_address(draft, step)
    return f"{address}?then=preview" if request.GET.get("then") == "preview" else address


def _project_asked_for(request: PersonRequest) -> Project:
    slug = request.GET.get("project", "").replace("\x00", "?")
    return get_object_or_404(published_projects().prefetch_related("phases"), slug=slug) if slug else open_wall()


def _project_of(draft: Draft) -> Project:
    return get_object_or_404(Project.objects.prefetch_related("phases"), pk=draft.data["project"])


def _closed(request: PersonRequest, project: Project) -> HttpResponse | None:
    """The page that says why not, before anybody types; None when one may go on (signing in can come last)."""
    refusal = participation.why_not(request.person, Action.POST, project, timezone.now())
    if refusal is None or refusal.is_about_signing_in:
        return None
    status = 422 if request.method == "POST" else 200
    return render(request, "ideas/share/closed.html", {"why": refusal.sentence}, status=status)


def _page(request: PersonRequest, name: str, context: dict[str, Any], *, is_refused: bool) -> HttpResponse:
    # Each sentence stands for itself: the labels here are questions.
    wrong = [(field.id_for_label or field.auto_id, words) for field in context["form"] for words in field.errors]
    context |= {"steps": STEPS, "wrong": wrong, "then": "?then=preview" if request.GET.get("then") == "preview" else ""}
    response = render(request, f"ideas/share/{name}.html", context, status=422 if is_refused else 200)
    return flow.forbid_storing(response)
