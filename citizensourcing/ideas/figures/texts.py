"""Topics and languages against what cities recorded.

Topics: the titles of the winning projects of Paris, 11 themes; five parts in turn are suggested from
the other four. Languages: what was written in Helsinki, Madrid, Paris and Lille is taken to be in the
city's own language; a few ideas there are not, so that no figure can be 1.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from citizensourcing.ideas.figures.figure import Figure, around, read_rows
from citizensourcing.ideas.language import identify
from citizensourcing.ideas.suggestion import LARGEST_MODEL, choices, suggest

FOLDS: Final = 5
# Among what a city of that region could have; the pages speak its own language or, worse, English.
AMONG: Final = {"fi": ("fi", "sv", "en"), "es": ("es", "en", "fr"), "fr": ("fr", "nl", "en")}
ENOUGH: Final = 0.95


def topic_figures(folder: Path) -> Iterator[Figure]:
    """Accuracy of the first suggestion, and of three, on themes never seen with that title."""
    from sklearn.model_selection import StratifiedKFold

    from citizensourcing.ideas.learning import learn_topics

    rows = read_rows(folder, "ideas/paris_winners.csv")
    titles = [row["titre_projet_gagnant"] for row in rows]
    themes = [row["thematique"] for row in rows]
    first = among_three = 0
    for known, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(titles, themes):
        model = learn_topics([titles[at] for at in known], [themes[at] for at in known])
        for at in asked:
            suggested = choices(suggest(titles[at], model))
            first += suggested[0] == themes[at]
            among_three += themes[at] in suggested
    yield around("Topics, Paris, 11 themes: the first is right", first / len(rows), 0.64)
    yield around("Topics, Paris: the right one is among three", among_three / len(rows), 0.88)
    megabytes = len(learn_topics(titles, themes).to_bytes()) / 1e6
    yield Figure("Topics, Paris: stored model, MB", megabytes, at_most=LARGEST_MODEL / 1e6, digits=2)


def language_figures(folder: Path) -> Iterator[Figure]:
    """Accuracy with pages in the writer's language; and with English pages, which nobody promised."""
    helsinki = read_rows(folder, "ideas/helsinki_omastadi.csv")
    madrid = read_rows(folder, "ideas/madrid_proposals.csv")
    comments = read_rows(folder, "ideas/madrid_comments.csv")
    paris = read_rows(folder, "ideas/paris_winners.csv")
    lille = read_rows(folder, "ideas/lille_decidim_export.csv", delimiter=";")
    sets = [
        ("Helsinki, ideas", "fi", [f"{row['title']}. {row['texts']}" for row in helsinki]),
        ("Helsinki, titles", "fi", [row["title"] for row in helsinki]),
        ("Madrid, ideas", "es", [f"{row['title']}. {row['summary']} {row['text']}" for row in madrid]),
        ("Madrid, titles", "es", [row["title"] for row in madrid]),
        ("Madrid, comments", "es", [row["text"] for row in comments]),
        ("Paris, titles", "fr", [row["titre_projet_gagnant"] for row in paris]),
        ("Lille, ideas", "fr", [f"{row['title']}. {row['body']}" for row in lille]),
        ("Lille, titles", "fr", [row["title"] for row in lille]),
    ]
    for name, language, texts in sets:
        yield Figure(f"Language, {name} ({language})", _share(texts, language, language), at_least=ENOUGH)
    for name, language, texts in sets:
        yield Figure(f"Language, {name}, English pages", _share(texts, language, "en"))


def _share(texts: Sequence[str], language: str, interface: str) -> float:
    """The share of texts that are taken to be in ``language``."""
    told = [identify(text, interface=interface, languages=AMONG[language]) for text in texts]
    return told.count(language) / len(told)
