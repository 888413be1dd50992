"""Nothing that can be asked breaks the API or its promise: no 5xx, every answer as its description says.

``make fuzz`` asks more than ten thousand (``FUZZ_CASES``: how many of each kind are made per operation).
"""

import os

import pytest
from django.utils import timezone

from citizensourcing.participants import services
from citizensourcing.participants.models import Scope
from citizensourcing.projects.selectors import open_wall
from tests import fuzzing
from tests.access_cast import Cast, a_cast
from tests.citizensourcing.ideas.many import many_ideas

CASES = int(os.environ.get("FUZZ_CASES", "2"))
SEED = int(os.environ.get("FUZZ_SEED", "20260504"))


@pytest.fixture
def cast(lisbon, topics, neighbourhoods, settings, tmp_path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    made = a_cast()
    many_ideas(60, topics=topics, places=neighbourhoods, side=open_wall())
    return made


@pytest.fixture
def asking(cast) -> dict[str, str]:
    """A visitor, a program with every scope, a program with none."""
    person, now = cast.people["resident"], timezone.now()
    whole = services.make_token(person=person, name="Whole", scopes=Scope.values, days=9, now=now)
    bare = services.make_token(person=person, name="Bare", scopes=[], days=9, now=now)
    return {"visitor": "", "token": whole.text, "bare token": bare.text}


def test_no_question_breaks_the_promise(cast, asking, lisbon):
    operations = list(fuzzing.operations())

    tallies = [
        fuzzing.fuzz(one, host=lisbon.primary_domain, cast=cast, asking=asking, cases=CASES, seed_=SEED)
        for one in operations
    ]

    print("\n" + fuzzing.table(tallies))
    breaches = [breach for tally in tallies for breach in tally.breaches]
    assert breaches == [], f"{len(breaches)} breaches\n" + "\n\n".join(breaches[:10])
    assert min(tally.cases for tally in tallies) >= CASES
