"""Searching the wall: accents and endings forgiven, every language, the best hit first, the words marked."""

import re

import pytest

from citizensourcing.ideas.models import Idea
from tests.factories import a_resident, an_idea
from tests.helpers import visitor_client


@pytest.fixture
def author(lisbon):
    return a_resident()


def found(q: str, more: dict | None = None) -> str:
    response = visitor_client().get("/en/ideas/", {"q": q} | (more or {}))
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    """Titles as they are marked, best hit first."""
    return re.findall(r'<h2 class="title"[^>]*><a href="[^"]+">(.*?)</a></h2>', page)


def bare(page: str) -> list[str]:
    return [re.sub("</?mark>", "", title) for title in titles(page)]


@pytest.mark.parametrize(
    ("q", "language", "title"),
    [
        ("bench", "en", "Benches for everybody"),
        ("BENCHES", "en", "A bench by the river"),
        ("benc", "en", "Benches for everybody"),
        ("cafe", "en", "A café for neighbours"),
        ("café", "en", "A cafe for neighbours"),
        ("cafe\u0301", "en", "A café for neighbours"),
        ("arbre", "fr", "Des arbres dans la rue"),
        ("ecole", "fr", "Une école verte"),
        ("bomen", "nl", "Een boom in elke straat"),
        ("arboles", "es", "Más árboles"),
        ("árbol", "es", "Árboles nuevos"),
        ("Baume", "de", "Mehr Bäume"),
        ("straße", "de", "Die Straße am Fluss"),
        ("puisto", "fi", "Puistoja lapsille"),
        ("árvore", "pt", "Árvores na praça"),
        # Written in a language that the city does not speak, and in one without a stemmer here.
        ("park", "tr", "Park istiyoruz"),
        ("парк", "uk", "Новий парк"),
        ("حديقة", "ar", "حديقة جديدة"),
    ],
)
def test_a_word_is_found_in_the_language_of_the_idea(author, q, language, title):
    an_idea("Something else entirely", text="Nothing to see.", author=author)
    an_idea(title, text="x", author=author, language=language)

    assert bare(found(q)) == [title]


def test_a_word_in_the_title_counts_more_than_one_in_the_text(author):
    an_idea("A quiet square", text="With a fountain.", author=author)
    an_idea("A fountain", text="On the square.", author=author)
    an_idea("Nothing of it", text="At all.", author=author)

    assert bare(found("fountain")) == ["A fountain", "A quiet square"]


def test_all_words_are_wanted_when_some_idea_has_them(author):
    an_idea("Trees and benches", text="x", author=author)
    an_idea("Trees alone", text="x", author=author)

    page = found("trees benches")

    assert bare(page) == ["Trees and benches"]
    assert "No idea has all of your words" not in page


def test_some_of_the_words_will_do_when_no_idea_has_all_and_the_page_says_so(author):
    an_idea("Trees alone", text="x", author=author)
    an_idea("Benches alone", text="x", author=author)

    page = found("trees benches elephants")

    assert sorted(bare(page)) == ["Benches alone", "Trees alone"]
    assert "No idea has all of your words. These have some of them." in page


def test_nothing_found_says_what_to_do(author):
    an_idea(author=author)

    page = found("elephants")

    assert "No idea fits this yet" in page
    assert "Try fewer or other words" in page
    assert 'value="elephants"' in page


@pytest.mark.parametrize("q", ["!!!", "'", "&", "|", ":*", "( )", "\\", "<->", "_", "the", "'' & ''", "🌳"])
def test_what_is_no_word_finds_nothing_and_breaks_nothing(author, q):
    an_idea("Benches", text="x", author=author)

    assert titles(found(q)) == []


@pytest.mark.parametrize("q", ["bench & !bench", "bench)", "'bench", "bench:*", "bench\\", "bench | x", "\x00bench"])
def test_signs_around_a_word_mean_nothing(author, q):
    an_idea("Benches, and x", text="A bench x.", author=author)

    assert bare(found(q)) == ["Benches, and x"]


def test_two_hundred_words_are_a_question_too(author):
    an_idea("Benches", text="x", author=author)

    assert titles(found("bench " * 200)) == ["<mark>Benches</mark>"]


def test_the_words_are_marked_in_title_and_text(author):
    an_idea("Benches by the river", text="Every bench needs a view of the river.", author=author)

    page = found("bench river")

    assert titles(page) == ["<mark>Benches</mark> by the <mark>river</mark>"]
    assert "Every <mark>bench</mark> needs a view of the <mark>river</mark>" in page


def test_markup_in_an_idea_stays_characters_around_the_marks(author):
    an_idea("<script>alert(1)</script> bench & more", text="<img src=x onerror=bench> \u0002bench\u0003", author=author)

    page = found("bench")

    assert titles(page) == ["&lt;script&gt;alert(1)&lt;/script&gt; <mark>bench</mark> &amp; more"]
    assert "<script>" not in page.split("<main")[1].split("</main>")[0]
    assert "<img src=x" not in page


def test_what_was_asked_stays_characters(author):
    page = found('"><script>alert(1)</script>')

    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;alert(1)" in page


def test_a_number_leads_to_the_idea(author):
    idea = an_idea(author=author)

    answers = {
        q: visitor_client().get("/en/ideas/", {"q": q})
        for q in (idea.number, f" #{idea.number} ", f"{idea.year}-{idea.sequence}")
    }

    assert {answer.headers.get("Location") for answer in answers.values()} == {f"/en/ideas/{idea.number}/"}


def test_the_number_of_no_idea_and_of_a_hidden_one_is_searched_as_words(author):
    hidden = an_idea(author=author)
    Idea.objects.filter(pk=hidden.pk).update(visibility="hidden")

    assert titles(found(hidden.number)) == []
    assert titles(found("2026-999999999")) == []


def test_what_is_not_on_the_wall_is_not_found(author):
    for visibility in Idea.Visibility.values:
        idea = an_idea(f"Bench {visibility}", text="x", author=author)
        Idea.objects.filter(pk=idea.pk).update(visibility=visibility)

    assert bare(found("bench")) == ["Bench published"]


def test_a_changed_idea_is_found_by_its_new_words_only(author):
    idea = an_idea("Benches", text="x", author=author)
    Idea.objects.filter(pk=idea.pk).update(title="Trees")

    assert (bare(found("trees")), bare(found("benches"))) == (["Trees"], [])


def test_hits_are_paged_and_shown_once_each(author):
    for n in range(45):
        an_idea(f"Bench {n:02}", text="x", author=author)

    pages = [found("bench"), found("bench", {"after": "p20"}), found("bench", {"after": "p40"})]

    assert [len(titles(page)) for page in pages] == [20, 20, 5]
    assert sorted(title for page in pages for title in bare(page)) == [f"Bench {n:02}" for n in range(45)]
    assert 'href="?q=bench&amp;after=p20"' in pages[0]
    assert 'rel="next"' not in pages[2]


def test_only_so_many_hits_are_ranked_the_ones_that_trend_most(author, monkeypatch):
    monkeypatch.setattr("citizensourcing.ideas.selectors.search.CANDIDATES", 3)
    for n in range(5):
        idea = an_idea(f"Bench {n}", text="x", author=author)
        Idea.objects.filter(pk=idea.pk).update(trending_score=float(n))

    assert bare(found("bench")) == ["Bench 4", "Bench 3", "Bench 2"]


def test_a_search_costs_the_same_however_much_it_finds(author, assert_queries):
    client = visitor_client()
    an_idea("Bench", text="x", author=author)
    client.get("/en/ideas/?q=bench")

    with assert_queries(7):
        client.get("/en/ideas/?q=bench")
    [an_idea(f"Bench {n}", text="x", author=author) for n in range(25)]
    with assert_queries(7):
        client.get("/en/ideas/?q=bench")
