"""Tests under the answers so far: true, false, or still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rules.diagram.classes import Classes
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Selection, labels
from rules.language.kinds.grouping import Truth
from rules.language.not_sure import counted_answer, counted_value
from rules.language.when import (
    AllOf,
    AnyOf,
    Atom,
    Concludes,
    Not,
    Term,
    Test,
    Unsure,
    Written,
    holds,
)


class TruthReader:
    """Tests under the answers so far: true, false, or None while open (strong Kleene)."""

    def __init__(self, diagram: Diagram, selection: Selection) -> None:
        self.diagram = diagram
        self.selection = selection
        self._found: dict[Written, bool | None] = {}

    def truth(self, test: Test) -> bool | None:
        match test:
            case AllOf(parts):
                return self._unless(False, parts)
            case AnyOf(parts):
                return self._unless(True, parts)
            case Not(part):
                truth = self.truth(part)
                return None if truth is None else not truth
            case _:
                if test not in self._found:
                    self._found[test] = self._written(test)
                return self._found[test]

    def _unless(self, decides: bool, parts: Sequence[Test]) -> bool | None:
        """What parts come to of which one that is `decides` decides."""
        found: bool | None = not decides
        for part in parts:
            truth = self.truth(part)
            if truth is decides:
                return decides
            if truth is None:
                found = None
        return found

    def _written(self, test: Written) -> bool | None:
        match test:
            case Term(means=means):
                return self.truth(means)
            case Concludes(table, outcomes):
                return self._concludes(table, outcomes)
            case _:
                truths = {*self._atom(test)}
                return truths.pop() if len(truths) == 1 else None

    def open_facts(self, test: Test) -> Iterator[str]:
        """The facts on which an open test still depends, left to right."""
        if self.truth(test) is not None:
            return
        match test:
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    yield from self.open_facts(part)
            case Not(part):
                yield from self.open_facts(part)
            case Term(means=means):
                yield from self.open_facts(means)
            case Concludes():
                return
            case _:
                yield test.fact
                yield from self._finer(test.fact)

    def _finer(self, fact: str) -> Iterator[str]:
        """What is still to be asked instead of a fact that was answered not sure."""
        left = self.selection[self.diagram.block[fact].start]
        if left is None or not self.diagram.classes[fact].is_finer(0, left[-1]):
            return
        for row in self.diagram.rules.facts[fact].not_sure.settle:
            yield from self.open_facts(row.when)
            if self.truth(row.when):
                return

    def _concludes(self, table: str, outcomes: tuple[str, ...]) -> bool | None:
        diagram = self.diagram
        fired = labels(diagram.read[table], self.selection)
        truths = {diagram.outcome_of(rule) in outcomes for rule in fired}
        return truths.pop() if len(truths) == 1 else None

    def _atom(self, atom: Atom) -> Iterator[bool]:
        """Whether the comparison surely holds, by some of what is left, and not by some."""
        diagram = self.diagram
        classes, told = diagram.classes[atom.fact], diagram.told(atom)
        left = diagram.left(atom.fact, self.selection)
        lone = [n for n in left[0] if classes.is_lone(0, n)] if left else []
        if not left or len(lone) < len(left[0]):
            yield from self._ordinary(told.levels, left)
        for n in lone:
            if classes.is_finer(0, n):
                yield from self._not_sure(classes, atom)
            else:
                yield bool(classes.truth(atom, ((n,),)))

    def _ordinary(
        self, told: Mapping[int, tuple[Truth, ...]], left: Sequence[tuple[int, ...]]
    ) -> Iterator[bool]:
        """The same of the classes that aren't lone."""
        holding, failing = True, False
        for level, marks in told.items():
            found = {bool(marks[n]) for n in left[level] if n < len(marks)}
            failing |= False in found
            holding = True in found
            if not holding:
                break
        yield from (each for each, some in ((True, holding), (False, failing)) if some)

    def _not_sure(self, classes: Classes, atom: Atom) -> Iterator[bool]:
        """The same of what *not sure* is made of."""
        policy = classes.fact.not_sure
        if isinstance(atom, Unsure):
            yield True
        elif atom.fact in self.diagram.settled:
            for (counts_as,) in labels(self.diagram.settled[atom.fact], self.selection):
                yield holds(atom, counted_value(counts_as))
        elif policy.counts_as is not None:
            yield bool(classes.counted(atom, counted_answer(policy.counts_as)))
        else:
            yield bool(classes.of_unsure(atom))
