"""What the tests of sharing an idea have in common."""

import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import join
from citizensourcing.taxonomy.models import Neighbourhood, Topic

TITLE = "Benches in the shade on the way to the market"
TEXT = "My mother is 81 and walks there every Sunday. There is no place to sit down, and no tree."


def square(west: float, south: float, side: float = 0.1) -> dict:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def neighbourhood(name: str, west: float, south: float, position: int) -> Neighbourhood:
    return Neighbourhood.objects.create(
        slug=name.lower(),
        names={"en": name},
        latitude=south + 0.05,
        longitude=west + 0.05,
        geometry=square(west, south),
        west=west,
        south=south,
        east=west + 0.1,
        north=south + 0.1,
        position=position,
    )


def resident(email: str, name: str) -> Participant:
    user = User.objects.create_user(email)
    return join(user=user, display_name=name, is_old_enough=True, accepts_rules=True, now=timezone.now())


def signed_in(person: Participant) -> Client:
    """A browser in which this person has signed in to Lisbon; call it before the first request of the test."""
    client = Client(headers={"host": "lisbon.localhost"})
    client.force_login(person.user)
    return client


def jpeg(size: tuple[int, int] = (60, 40), colour: str = "green", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **options)
    return out.getvalue()


def upload(content: bytes, name: str = "bench.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


@pytest.fixture(autouse=True)
def _own_folder_and_limits(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def topics(lisbon) -> list[Topic]:
    names = ["Culture", "Economy", "Urbanism", "Market"]
    return [
        Topic.objects.create(slug=name.lower(), names={"en": name}, position=position)
        for position, name in enumerate(names)
    ]


@pytest.fixture
def places(lisbon) -> list[Neighbourhood]:
    return [neighbourhood("Alvalade", -9.2, 38.7, 0), neighbourhood("Belém", -9.1, 38.7, 1)]


@pytest.fixture
def ana(lisbon) -> Participant:
    return resident("ana@example.org", "Ana")


@pytest.fixture
def rui(lisbon) -> Participant:
    return resident("rui@example.org", "Rui")
