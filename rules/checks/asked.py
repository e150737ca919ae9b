"""Every fact is read, and asked where it is read."""

from __future__ import annotations

from collections.abc import Iterator

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import labels, levels
from rules.interview.readiness import asked_once_known
from rules.language.faults import Problem
from rules.language.model import every_atom


def unread(diagram: Diagram) -> Iterator[Problem]:
    """Facts that nothing reads, and nobody is asked."""
    read, asked = _read(diagram), _asked(diagram)
    for fact in diagram.rules.facts:
        if fact not in read and fact not in asked:
            message = f"no rule reads '{fact}': use it, or remove it"
            yield Problem("unread fact", message, ("facts", fact))


def _read(diagram: Diagram) -> dict[str, None]:
    """The facts that conditions compare."""
    return dict.fromkeys(atom.fact for atom in every_atom(diagram.rules))


def unasked(diagram: Diagram) -> Iterator[Problem]:
    """Facts that something reads, though nobody is ever asked for them."""
    asked = _asked(diagram)
    for fact in _read(diagram):
        if fact not in asked:
            message = "can't change the verdict and is never asked: let an outcome need it"
            told = f"'{fact}' {message}, or remove what reads it"
            yield Problem("unasked fact", told, ("facts", fact))


def _asked(diagram: Diagram) -> set[str]:
    asked = {*diagram.tested(levels(diagram.verdict))}
    for verdict in labels(diagram.verdict):
        asked.update(need.fact for outcome in diagram.outcomes(verdict) for need in outcome.needs)
        asked.update(asked_once_known(diagram, verdict))
    return asked
