"""Conditions under the answers so far: true, false, or still open."""

from __future__ import annotations

from collections.abc import Iterator

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Selection, labels
from rules.language.not_sure import counted_value
from rules.language.when import AllOf, AnyOf, Atom, Not, Term, Test, holds


class TruthReader:
    """Conditions under the answers so far: true, false, or None while open (strong Kleene)."""

    def __init__(self, diagram: Diagram, selection: Selection) -> None:
        self.diagram = diagram
        self.selection = selection

    def truth(self, condition: Test) -> bool | None:
        match condition:
            case AllOf(parts):
                truths = {self.truth(part) for part in parts}
                return False if False in truths else None if None in truths else True
            case AnyOf(parts):
                truths = {self.truth(part) for part in parts}
                return True if True in truths else None if None in truths else False
            case Not(part):
                truth = self.truth(part)
                return None if truth is None else not truth
            case Term(means=means):
                return self.truth(means)
            case _:
                truths = {*self._atom(condition)}
                return truths.pop() if len(truths) == 1 else None

    def open_facts(self, condition: Test) -> Iterator[str]:
        """The facts on which an open condition still depends, left to right."""
        if self.truth(condition) is not None:
            return
        match condition:
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    yield from self.open_facts(part)
            case Not(part):
                yield from self.open_facts(part)
            case Term(means=means):
                yield from self.open_facts(means)
            case _:
                yield condition.fact
                yield from self._finer(condition.fact)

    def _finer(self, fact: str) -> Iterator[str]:
        """What is still to be asked instead of a fact that was answered not sure."""
        if self.selection[self.diagram.block[fact].start] is None:
            return
        for row in self.diagram.rules.facts[fact].not_sure.settle:
            yield from self.open_facts(row.when)
            if self.truth(row.when):
                return

    def _atom(self, atom: Atom) -> Iterator[bool]:
        """Whether the comparison holds, by some of what is left, and whether it fails by some."""
        start = self.diagram.block[atom.fact].start
        finer = self._finer_left(atom.fact)
        if finer is not True:
            holding = failing = False
            for level, told in self.diagram.told(atom).items():
                kept = self.selection[start + level]
                left = told if kept is None else [told[n] for n in kept if n < len(told)]
                failing |= False in left
                holding = True in left
                if not holding:
                    break
            yield from (each for each, some in ((True, holding), (False, failing)) if some)
        if finer is not False:
            for (counts_as,) in labels(self.diagram.settled[atom.fact], self.selection):
                yield holds(atom, counted_value(counts_as))

    def _finer_left(self, fact: str) -> bool | None:
        """Whether the fact is not sure, so that finer questions settle it; None where it may be."""
        if fact not in self.diagram.settled:
            return False
        kept = self.selection[self.diagram.block[fact].start]
        classes = self.diagram.classes[fact]
        if kept is None or len(kept) > 1:
            return None if kept is None or classes.is_finer(0, kept[-1]) else False
        return classes.is_finer(0, kept[0])
