"""A city's addresses, and doors through which a test sets the scene: people and ideas of its own, made by services.

They stand in the same process as the wall, so that what they make meets the same cache, files and signing key.
"""

from dataclasses import asdict, dataclass
from uuid import uuid4

from django.contrib.auth import login
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

from citizensourcing.discussions import services as discussions
from citizensourcing.ideas.models import Idea
from citizensourcing.notifications.mails import UNSUBSCRIBE
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import grant_role
from citizensourcing.taxonomy.models import Topic
from config import urls_city
from tenants import signing
from tests import factories

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
    *urls_city.urlpatterns,
]
handler404 = urls_city.handler404
handler500 = urls_city.handler500
