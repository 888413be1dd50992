"""A city's addresses, and doors through which a test sets the scene: people and ideas of its own, made by services.

They stand in the same process as the wall, so that what they make meets the same cache, files and signing key.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import login
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

from citizensourcing.discussions import services as discussions
from citizensourcing.ideas.models import Idea
from citizensourcing.notifications.mails import UNSUBSCRIBE
from citizensourcing.participants.documents import Document
from citizensourcing.participants.models import Agreement, Participant
from citizensourcing.participants.services import grant_role
from citizensourcing.privacy.models import DataCopy, Departure
from citizensourcing.privacy.services.leaving import ask_to_leave
from citizensourcing.taxonomy.models import Topic
from config import urls_city
from tenants import signing
from tests import factories
from tests.citizensourcing.privacy.somebody import NUMBERS_STAY_IN
from tests.leftovers import leftovers

_BACKEND = "citizensourcing.participants.backends.ResidentBackend"


@dataclass(frozen=True)
class Made:
    """What a test needs to know of what was made."""

    person: int
    email: str
    way_out: str = ""
    number: str = ""


def come_in(request: HttpRequest) -> JsonResponse:
    """A new person, signed in here: ``name``, ``role`` (a resident without one)."""
    name, role = request.GET.get("name", "Ana"), request.GET.get("role", "")
    person = _resident(name)
    assert person.user is not None
    if role:
        grant_role(user=person.user, role=role, by=None, department="")
    login(request, person.user, backend=_BACKEND)
    way_out = f"/unsubscribe/{signing.sign(person.pk, purpose=UNSUBSCRIBE)}/"
    return JsonResponse(asdict(Made(person.pk, person.user.email, way_out=way_out)))


def post_idea(request: HttpRequest) -> JsonResponse:
    """An idea by somebody new, or by ``author``; with ``comments`` from as many residents."""
    author = request.GET.get("author")
    writer = Participant.objects.get(pk=author) if author else _resident("Writer")
    idea = factories.an_idea(
        request.GET.get("title", "Trees along the tram"),
        author=writer,
        topics=[Topic.objects.order_by("position")[0]],
    )
    _discuss(idea, int(request.GET.get("comments", "0")))
    assert writer.user is not None
    return JsonResponse(asdict(Made(writer.pk, writer.user.email, number=idea.number)))


def set_copy(request: HttpRequest) -> JsonResponse:
    """A copy of a person's data in this ``state`` and no other; "none" for none at all. No worker touches it."""
    person = Participant.objects.get(pk=request.GET["person"])
    DataCopy.objects.filter(participant=person).delete()
    Departure.objects.filter(participant=person).delete()
    state, now = request.GET["state"], timezone.now()
    if state != "none":
        is_ready = state == DataCopy.State.READY
        DataCopy.objects.create(
            participant=person,
            state=state,
            language="en",
            cursor={} if is_ready else {"kind": 7},
            asked_at=now,
            ready_at=now if is_ready else None,
            expires_at=now + timedelta(days=7) if is_ready else None,
            size=1_234_567 if is_ready else 0,
        )
    return JsonResponse(asdict(Made(person.pk, "")))


def begin_leaving(request: HttpRequest) -> JsonResponse:
    """This person leaves in a week."""
    person = Participant.objects.get(pk=request.GET["person"])
    ask_to_leave(person=person, keeps_texts=True, now=timezone.now())
    return JsonResponse(asdict(Made(person.pk, "")))


def agree_to_older_rules(request: HttpRequest) -> JsonResponse:
    """As if this person had agreed before the rules were changed."""
    Agreement.objects.filter(participant=request.GET["person"], document=Document.RULES).update(version=0)
    Participant.objects.filter(pk=request.GET["person"]).update(rules_version=0)
    return JsonResponse(asdict(Made(int(request.GET["person"]), "")))


def search_leftovers(request: HttpRequest) -> JsonResponse:
    """Where these ``words`` (separated by commas) still stand, anywhere in this city."""
    found = leftovers(request.GET["words"].split(","), but=NUMBERS_STAY_IN)
    return JsonResponse({"found": [line.split(": ")[0] for line in found]})


def _resident(name: str) -> Participant:
    return factories.a_resident(name, email=f"{uuid4().hex[:12]}@example.org")


def _discuss(idea: Idea, comments: int) -> None:
    for number in range(comments):
        discussions.add_comment(
            discussion=idea.discussion,
            author=_resident(f"Neighbour {number}"),
            text=f"Point {number} of this matter.",
            stance="for",
            now=timezone.now(),
        )


urlpatterns = [
    path("e2e/come-in/", come_in),
    path("e2e/post-idea/", post_idea),
    path("e2e/copy/", set_copy),
    path("e2e/leaving/", begin_leaving),
    path("e2e/older-rules/", agree_to_older_rules),
    path("e2e/leftovers/", search_leftovers),
    *urls_city.urlpatterns,
]
handler404 = urls_city.handler404
handler500 = urls_city.handler500
