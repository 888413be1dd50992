"""The parts of the bench, in the order of the table."""

from tests.bench import cities, importing, isolation, memory, pages, reading, voting

ALL = (
    pages.measure,
    voting.measure,
    reading.paging,
    reading.similar,
    importing.measure,
    cities.measure,
    memory.measure,
    isolation.measure,
)
