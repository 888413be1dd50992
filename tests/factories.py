"""People and things, made through the real services, in the city we are in."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.services.submitting import Pin
from citizensourcing.participants import services as participants
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Project
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Neighbourhood, Topic

_numbers = count(1)


def a_user(email: str = "") -> User:
    """An account with a verified address, as after signing in by code."""
    user = User.objects.create_user(email or f"person-{next(_numbers)}@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def a_resident(name: str = "Ana", *, email: str = "", now: datetime | None = None, language: str = "en") -> Participant:
    """Somebody who signed in and joined."""
    return participants.join(
        user=a_user(email),
        display_name=name,
        is_old_enough=True,
        accepts_rules=True,
        now=now or timezone.now(),
        language=language,
    )


def staff(role: str, name: str = "", *, department: str = "") -> Participant:
    """A resident who works for the city: ``moderator``, ``manager`` or ``city_admin``."""
    person = a_resident(name or f"The {role}")
    assert person.user is not None
    participants.grant_role(user=person.user, role=role, by=None, department=department)
    return person


def a_topic(slug: str = "work", name: str = "Work", **fields: Any) -> Topic:
    """A topic of the city, found again when it is there."""
    topic, _is_new = Topic.objects.get_or_create(slug=slug, defaults={"names": {"en": name}, **fields})
    return topic


def a_neighbourhood(
    slug: str = "alfama", name: str = "Alfama", west: float = -9.14, south: float = 38.70
) -> Neighbourhood:
    """A neighbourhood in the shape of a square of a hundredth of a degree, found again when it is there."""
    east, north = west + 0.01, south + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    place, _is_new = Neighbourhood.objects.get_or_create(
        slug=slug,
        defaults={
            "names": {"en": name},
            "latitude": south + 0.005,
            "longitude": west + 0.005,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "population": 5000,
        },
    )
    return place


def an_idea(
    title: str = "Trees along the tram",
    *,
    text: str = "Shade makes waiting bearable in July.",
    author: Participant | None = None,
    topics: Sequence[Topic] = (),
    neighbourhoods: Sequence[Neighbourhood] = (),
    project: Project | None = None,
    language: str = "en",
    now: datetime | None = None,
    pin: Pin | None = None,
) -> Idea:
    """A published idea on the open wall, with an author and a topic of its own unless given."""
    return ideas.submit_idea(
        author=author or a_resident("The author"),
        project=project or open_wall(),
        title=title,
        text=text,
        language=language,
        topics=topics or [a_topic()],
        neighbourhoods=neighbourhoods,
        pin=pin,
        now=now or timezone.now(),
    )
