"""The many who say nothing and support: invented residents of a demo city, their votes and their likes."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from citizensourcing.discussions.models import Comment, CommentLike
from citizensourcing.ideas.models import Idea as StoredIdea
from citizensourcing.ideas.models import Vote
from citizensourcing.participants.models import Participant
from citizensourcing.taxonomy.models import Neighbourhood
from control_plane.demo.shapes import DemoCity, Idea

# First names and the letters of surnames, by country: put together by chance, they are nobody in particular.
_FIRST = {
    "BE": (
        "Aïcha Amélie An Ayoub Bart Bilal Camille Céline Charlotte Claire Cristina David Dirk Elif Elise Emma Fatou "
        "François Giulia Greet Hamza Hilde Ilse Imane Inès Jan Jef Johan Julie Karim Katrien Koen Latifa Laurent Leïla "
        "Lien Lotte Luc Marc Marie Marieke Mehdi Naima Nathalie Olivier Pascale Peter Pierre Rachida Rita Sarah "
        "Sofie Soufiane Stijn Sven Thierry Tine Valérie Véronique Walter Yasmina Youssef Zoé"
    ),
    "CO": (
        "Adriana Alba Alejandra Andrés Ángela Beatriz Camilo Carlos Carolina Catalina Claudia Cristian Daniela Diana "
        "Diego Edison Eliana Fabián Felipe Flor Gabriela Gloria Gustavo Héctor Isabel Iván Jaime Jhon Jorge Juliana "
        "Laura Leidy Lina Luz Manuela Marcela Margarita Mateo Mauricio Mónica Natalia Nelson Olga Óscar Paola Patricia "
        "Pedro Ricardo Rosa Rubén Sandra Santiago Sara Sebastián Sofía Tatiana Valentina Verónica Víctor Ximena Yesenia"
    ),
}
_LETTERS = "ABCDEFGHJLMNOPRSTVZ"


def make_crowd(
    content: DemoCity,
    places: Mapping[str, Neighbourhood],
    *,
    count: int,
    now: datetime,
    chance: random.Random,
    mark: str,
) -> list[Participant]:
    """``count`` residents without an account, spread over the neighbourhoods as the population is."""
    profile = content.profile
    names = _FIRST[profile.country].split()
    full = [f"{first} {letter}." for first in names for letter in _LETTERS]
    weights = [place.population for place in content.neighbourhoods]
    homes = chance.choices([places[place.slug] for place in content.neighbourhoods], weights, k=count)
    joined = now - timedelta(days=240)
    return Participant.objects.bulk_create(
        Participant(
            display_name=name,
            neighbourhood=home,
            language=profile.default_language,
            languages=[profile.default_language],
            age_confirmed_at=joined,
            rules_version=1,
            external_ref=f"{mark}resident-{number}",
        )
        for number, (name, home) in enumerate(zip(chance.sample(full, count), homes, strict=True), start=1)
    )


def support_all(
    *,
    ideas: Sequence[tuple[StoredIdea, Idea]],
    likes: Sequence[tuple[Comment, int]],
    crowd: Sequence[Participant],
    chance: random.Random,
) -> None:
    """Cast every idea's votes, spread over its ``support_days``, and every comment's likes. Nobody for their own.

    Rows only: counters and scores are left to a recount.
    """
    votes: list[Vote] = []
    for stored, idea in ideas:
        voters = chance.sample([person for person in crowd if person.pk != stored.author_id], idea.supports)
        span = timedelta(days=min(idea.support_days, idea.days_ago))
        votes += [
            Vote(
                idea=stored,
                voter=voter,
                created_at=stored.published_at + span * ((nth + chance.random()) / idea.supports),
            )
            for nth, voter in enumerate(voters)
        ]
    votes.sort(key=lambda vote: vote.created_at)
    Vote.objects.bulk_create(votes, batch_size=2000)
    CommentLike.objects.bulk_create(
        [
            CommentLike(comment=comment, participant=person)
            for comment, count in likes
            for person in chance.sample([one for one in crowd if one.pk != comment.author_id], count)
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        # Saving sets the present moment; a like is given on the day after what it is for, at the latest today.
        cursor.execute(
            "UPDATE discussions_commentlike AS given SET created_at = least(given.created_at, "
            "comment.created_at + interval '1 day') FROM discussions_comment AS comment "
            "WHERE comment.id = given.comment_id"
        )
