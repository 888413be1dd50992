"""What tests of discussions begin with: people, an idea on the wall, and a browser that is signed in."""

from datetime import UTC, datetime

from django.test import Client

from accounts.models import User
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import grant_role
from citizensourcing.projects.selectors import open_wall
from citizensourcing.taxonomy.models import Topic
from tenants.context import for_city, require_city

NOON = datetime(2026, 9, 3, 12, tzinfo=UTC)


def a_person(name: str = "Ana", *, role: str = "") -> Participant:
    """Somebody who signs in here, with a role when one is named."""
    user = User.objects.create_user(f"{name.lower()}@example.org")
    person = Participant.objects.create(user=user, display_name=name, rules_accepted_at=NOON, age_confirmed_at=NOON)
    if role:
        grant_role(user=user, role=role, by=None)
    return person


def an_idea(author: Participant | None = None, title: str = "Open the school yards on Sundays") -> Idea:
    """An idea on the open wall."""
    topic, _new = Topic.objects.get_or_create(slug="urbanism", defaults={"names": {"en": "Urbanism"}})
    return ideas.submit_idea(
        author=author or Participant.objects.create(display_name="Amina"),
        project=open_wall(),
        title=title,
        text="Four yards stay locked.",
        language="en",
        topics=[topic],
        now=NOON,
    )


class Browser(Client):
    """A browser; after each request the test stands in the city again, where a request leaves for ``public``."""

    def request(self, **request):
        with for_city(require_city()):
            return super().request(**request)


def browser_of(person: Participant | None = None) -> Browser:
    """A browser in Lisbon, signed in when a person is given."""
    client = Browser(headers={"host": "lisbon.localhost"})
    if person is not None:
        client.force_login(person.user)
    return client
