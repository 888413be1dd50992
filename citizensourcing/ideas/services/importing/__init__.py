"""Bringing in what an earlier platform holds: look first (``prepare``), then write (``carry_out``), or ``undo`` it."""

from citizensourcing.ideas.importing.rows import FileProblem
from citizensourcing.ideas.services.importing.planning import Plan, Wishes, prepare
from citizensourcing.ideas.services.importing.undoing import Undone, undo
from citizensourcing.ideas.services.importing.writing import Imported, carry_out

__all__ = ["FileProblem", "Imported", "Plan", "Undone", "Wishes", "carry_out", "prepare", "undo"]
