"""The civic figures, measured on real files, and the command that prints them."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from citizensourcing.ideas.figures import Figure, ranking, similarity, table, texts
from tests.real_data import real_data  # noqa: F401 — a fixture

MODULES = [ranking.figures, similarity.figures, texts.topic_figures, texts.language_figures]


@pytest.mark.real
@pytest.mark.parametrize("measure", MODULES, ids=["trending", "similar ideas", "topics", "languages"])
def test_the_figures_are_reached(measure, real_data: Path):  # noqa: F811 — the fixture
    figures = list(measure(real_data))

    assert [figure for figure in figures if not figure.is_reached] == []


def test_the_command_says_what_to_set_and_where_the_files_come_from(monkeypatch):
    monkeypatch.delenv("REAL_DATA", raising=False)

    with pytest.raises(CommandError, match=r"Set REAL_DATA(.|\n)*omastadi\.hel\.fi"):
        call_command("civic")


def test_the_command_names_the_file_that_it_misses(tmp_path):
    with pytest.raises(CommandError, match=r"biodiversity_votes\.csv is not in"):
        call_command("civic", data=tmp_path)


def test_the_table_tells_target_measure_and_verdict():
    figures = [Figure("hit@10", 0.777, at_least=0.75), Figure("P", 0.2, at_most=0.11), Figure("n", 258, digits=0)]

    assert table(figures).splitlines() == [
        "figure  target         measured  ok",
        "------------------------------------",
        "hit@10  at least 0.75     0.777  yes",
        "P       at most 0.11      0.200  NO",
        "n       told                258",
    ]


@pytest.mark.parametrize(("measured", "is_reached"), [(0.7, True), (0.74, True), (0.6949, False), (0.7411, False)])
def test_a_figure_is_reached_within_its_range(measured, is_reached):
    assert Figure("NDCG@10", measured, 0.7, 0.74).is_reached is is_reached
