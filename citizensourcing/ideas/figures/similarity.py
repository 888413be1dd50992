"""Similar ideas against Helsinki's own merges (OmaStadi).

Rows with equal round, title and text are one idea. Relevant is another idea of the same round that
the city merged into the same plan; an idea with at least one such is a query. Candidates are of the
same round only, as in the product of the same project. hit@k: is a relevant one among the first k?
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from citizensourcing.ideas import similar
from citizensourcing.ideas.figures.figure import Figure, around, read_rows

DEPTHS: Final = (1, 5, 10)


@dataclass(slots=True)
class MergedIdea:
    """An idea of the export; ``number`` is its place in the file, the only order that it has."""

    number: int
    round: str
    title: str
    text: str
    area: str
    plans: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Round:
    """All ideas of one round, ready to be compared, and the two indexes that choose candidates."""

    ideas: dict[int, MergedIdea]
    candidates: dict[int, similar.Candidate[int]]
    by_word: dict[str, set[int]]
    by_area: dict[Hashable, set[int]]

    def relevant(self, idea: MergedIdea) -> set[int]:
        """The numbers of the ideas that the city merged with this one."""
        return {n for n, other in self.ideas.items() if n != idea.number and other.plans & idea.plans}


def read_ideas(folder: Path) -> list[MergedIdea]:
    """The distinct ideas of the export, with every plan that any of their rows names."""
    ideas: dict[tuple[str, str, str], MergedIdea] = {}
    for row in read_rows(folder, "ideas/helsinki_omastadi.csv"):
        title, text = (" ".join(row[column].split()) for column in ("title", "texts"))
        key = (row["round"], title, text)
        idea = ideas.setdefault(key, MergedIdea(len(ideas), row["round"], title, text, row["areaScope"]))
        idea.plans.update(re.findall(r"[^\s,;]+", row["link_plans"]))
    return list(ideas.values())


def arrange(ideas: list[MergedIdea], weights: similar.Weights) -> list[Round]:
    """The ideas by round."""
    rounds: dict[str, Round] = defaultdict(lambda: Round({}, {}, defaultdict(set), defaultdict(set)))
    for idea in ideas:
        text = similar.document(idea.title, idea.text)
        one = rounds[idea.round]
        # Through bytes, as the database keeps them.
        stored = similar.Vector.from_bytes(similar.vector(text, weights).to_bytes())
        one.ideas[idea.number] = idea
        one.candidates[idea.number] = similar.Candidate(idea.number, idea.area, vector=stored)
        one.by_area[idea.area].add(idea.number)
        for word in similar.words(text):
            one.by_word[word].add(idea.number)
    return list(rounds.values())


def figures(folder: Path) -> Iterator[Figure]:
    """hit@1, 5 and 10 over all candidates and through the indexes, for whole ideas and for titles alone."""
    ideas = read_ideas(folder)
    weights = similar.learn(similar.document(idea.title, idea.text) for idea in ideas)
    rounds = arrange(ideas, weights)

    def everything(one: Round, idea: MergedIdea, _text: str) -> list[int]:
        return [n for n in one.ideas if n != idea.number]

    def through_the_indexes(one: Round, idea: MergedIdea, text: str) -> list[int]:
        rare = similar.rarest_words(similar.document(idea.title, text), weights, is_learned=True)
        # One more is asked for, since the idea itself is always among them and does not count.
        chosen = similar.choose_candidates(
            rare, idea.area, by_word=one.by_word, by_area=one.by_area, limit=similar.CANDIDATES + 1
        )
        return [n for n in chosen if n != idea.number][: similar.CANDIDATES]

    hits, compared, queries = _hits(rounds, weights, everything)
    yield Figure("Helsinki: ideas", len(ideas), 4289, 4289, digits=0)
    yield Figure("Helsinki: ideas that the city merged with another", queries, 1360, 1360, digits=0)
    for depth, expected in zip(DEPTHS, (0.37, 0.70, 0.80), strict=True):
        yield around(f"Similar ideas, all of the round compared: hit@{depth}", hits[depth], expected)
    hits, compared, _ = _hits(rounds, weights, through_the_indexes)
    yield Figure("Similar ideas through the indexes: hit@1", hits[1])
    yield Figure("Similar ideas through the indexes: hit@5", hits[5])
    yield Figure("Similar ideas through the indexes: hit@10", hits[10], at_least=0.75)
    yield Figure("Similar ideas through the indexes: mean candidates", compared, at_most=400, digits=0)
    hits, compared, _ = _hits(rounds, weights, through_the_indexes, title_alone=True)
    for depth in DEPTHS:
        yield Figure(f"Title alone, through the indexes: hit@{depth}", hits[depth])
    yield Figure("Title alone, through the indexes: mean candidates", compared, at_most=400, digits=0)


def _hits(
    rounds: list[Round],
    weights: similar.Weights,
    choose: Callable[[Round, MergedIdea, str], list[int]],
    *,
    title_alone: bool = False,
) -> tuple[dict[int, float], float, int]:
    """(share of queries with a hit by depth, mean number of candidates, number of queries)."""
    found = dict.fromkeys(DEPTHS, 0)
    queries = compared = 0
    for one in rounds:
        for idea in one.ideas.values():
            relevant = one.relevant(idea) if idea.plans else set()
            if not relevant:
                continue
            text = "" if title_alone else idea.text
            chosen = [one.candidates[n] for n in choose(one, idea, text)]
            best = similar.rank(idea.title, text, idea.area, chosen, weights, count=max(DEPTHS))
            queries += 1
            compared += len(chosen)
            for depth in DEPTHS:
                found[depth] += any(scored.key in relevant for scored in best[:depth])
    return {depth: found[depth] / queries for depth in DEPTHS}, compared / queries, queries
