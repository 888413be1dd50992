"""A city's task learns from its ideas, as often as it is worth it."""

from datetime import UTC, datetime

from citizensourcing.discussions.models import Discussion
from citizensourcing.ideas import similar, suggestion
from citizensourcing.ideas.models import Idea, LearntModel
from citizensourcing.ideas.services.learning import learn
from citizensourcing.ideas.services.submitting import next_number
from citizensourcing.projects.selectors import open_wall
from tests import factories

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def write(count: int, title: str = "A bench", topics=()) -> list[Idea]:
    """Many ideas at once, without the ceremony of submitting each."""
    wall, (year, first) = open_wall(), next_number(NOW)
    threads = Discussion.objects.bulk_create(Discussion() for _ in range(count))
    made = Idea.objects.bulk_create(
        Idea(
            year=year,
            sequence=10_000 * first + at,
            project=wall,
            title=f"{title} number {at}",
            text="For those who wait",
            language="en",
            discussion=thread,
            published_at=NOW,
        )
        for at, thread in enumerate(threads)
    )
    for topic in topics:
        topic.ideas.add(*made)
    return made


def test_an_empty_wall_teaches_nothing(lisbon):
    assert learn(now=NOW) == []
    assert LearntModel.objects.count() == 0


def test_the_first_ideas_are_learnt_at_once(lisbon):
    write(3)

    assert learn(now=NOW) == ["similar"]

    stored = LearntModel.objects.get(kind="similar")
    weights = similar.Weights.from_bytes(stored.data)
    assert (stored.version, stored.rows, stored.trained_at) == (1, 3, NOW)
    assert weights.documents == 3
    assert similar.rarest_words("a bench unheard", weights, is_learned=False)[-1] == "unheard"


def test_little_news_is_not_worth_learning_and_a_twentieth_is(lisbon):
    write(100)
    learn(now=NOW)

    write(4, "Little")
    too_little = learn(now=NOW)
    write(1, "More")
    enough = learn(now=NOW)

    assert (too_little, enough) == ([], ["similar"])
    assert LearntModel.objects.get(kind="similar").version == 2


def test_twenty_new_ideas_are_always_enough(lisbon):
    write(500)
    learn(now=NOW)

    write(19, "Little")
    too_little = learn(now=NOW)
    write(1, "More")

    assert (too_little, learn(now=NOW)) == ([], ["similar"])


def test_what_another_version_stored_is_learnt_anew(lisbon):
    write(30)
    learn(now=NOW)
    LearntModel.objects.update(data=b"something else")

    assert learn(now=NOW) == ["similar"]
    assert LearntModel.objects.get(kind="similar").version == 2


def test_topics_are_learnt_from_a_hundred_and_fifty_ideas_on(lisbon):
    trams, trees = factories.a_topic("trams", "Trams"), factories.a_topic("trees", "Trees")
    write(75, "A tram that comes at night", [trams])
    write(74, "Plant a tree in the yard", [trees])
    before = learn(now=NOW)

    write(8, "Plant a tree in the street", [trees])
    after = learn(now=NOW)

    model = suggestion.TopicModel.from_bytes(LearntModel.objects.get(kind="topics").data)
    assert (before, after) == (["similar"], ["similar", "topics"])
    assert suggestion.choices(suggestion.suggest("the night tram", model))[0] == str(trams.pk)
    assert suggestion.choices(suggestion.suggest("one more tree", model))[0] == str(trees.pk)
