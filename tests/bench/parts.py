"""The parts of the bench, in the order of the table."""

from tests.bench import pages

ALL = (pages.measure,)
