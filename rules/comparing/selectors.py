"""Our answers as another rule set's: the readings compiled, and trees that choose its classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rules.diagram.classes import Classes
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Forest, Leaf, Tree, labels
from rules.language.answers import Answer, Chosen, NotSure, Scalar, Value, from_json
from rules.language.faults import Misfit, Path
from rules.language.model import Read, Rule, RuleSet, Same, every_atom
from rules.language.not_sure import counted_answer
from rules.language.when import Atom

from .merging import plain_rule


def tables_of(ours: RuleSet, theirs: RuleSet) -> dict[str, tuple[Rule, ...]]:
    """The rows of our reading as tables that `compile_rules` takes, by `table_name`."""
    return {
        table_name(theirs, fact): tuple(
            plain_rule(f"{table_name(theirs, fact)}{index}", row.when)
            for index, row in enumerate(reads)
        )
        for fact, reads in ours.reads_as[theirs.ruleset].facts.items()
        if not isinstance(reads, Same)
    }


def comparisons_of(ours: RuleSet, theirs: RuleSet) -> Iterator[Atom]:
    """Their comparisons, about our facts: those of facts that are the same."""
    same = {
        fact: reads.same
        for fact, reads in ours.reads_as[theirs.ruleset].facts.items()
        if isinstance(reads, Same)
    }
    for atom in every_atom(theirs):
        if atom.fact in same:
            yield replace(atom, fact=same[atom.fact])


def table_name(theirs: RuleSet, fact: str) -> str:
    """What the table is called by which our answers read as their fact; no author's name."""
    return f"~{theirs.ruleset}~{fact}~"


def unread(ours: Diagram, theirs: RuleSet) -> Iterator[Misfit]:
    """Gaps and dead rows; `ours` is compiled with `tables_of`."""
    for fact, reads in ours.rules.reads_as[theirs.ruleset].facts.items():
        place: Path = ("reads_as", theirs.ruleset, "facts", fact)
        if isinstance(reads, Same):
            continue
        name = table_name(theirs, fact)
        fired = labels(ours.tables[name])
        if None in fired:
            yield place, f"some answers read as nothing for '{fact}': end with '- as: not_sure'"
        for index in range(len(reads)):
            if f"{name}{index}" not in fired:
                yield (*place, index), "this row can never be the first to hold: remove it"


@dataclass(frozen=True)
class Selectors:
    """For each fact of theirs, a tree over our facts whose leaves are its classes' indexes.

    Where our answers don't settle it, a level of its own, below all of ours, stands for it.
    """

    ours: Diagram
    theirs: Diagram
    floor: int  # the level of their first fact
    forest: Forest

    def of(self, fact: str) -> Tree:
        """The tree for one fact of theirs."""
        reads = self.ours.rules.reads_as[self.theirs.rules.ruleset].facts.get(fact)
        if reads is None:
            return self._open(fact, range(len(self.theirs.classes[fact])))
        if isinstance(reads, Same):
            return self._same(fact, reads.same)
        kept = {
            f"{table_name(self.theirs.rules, fact)}{index}": self._row(fact, row)
            for index, row in enumerate(reads)
        }
        return self._mapped(self.ours.tables[table_name(self.theirs.rules, fact)], kept)

    def _row(self, fact: str, row: Read) -> Tree:
        answer = from_json(row.answer)
        classes = self.theirs.classes[fact]
        return self._open(fact, range(len(classes)) if _unsure(answer) else classes.of(answer))

    def _same(self, fact: str, our_fact: str) -> Tree:
        theirs = self.theirs.classes[fact]
        children = [
            self._finer(fact, our_fact)
            if _unsure(each.answer)
            else self._open(fact, _class_of(theirs, each.example))
            for each in self.ours.classes[our_fact].classes
        ]
        return self.forest.node(self.ours.level[our_fact], tuple(children))

    def _finer(self, fact: str, our_fact: str) -> Tree:
        """What our finer questions make of *not sure*, as a class of theirs."""
        settled = self.ours.settled[our_fact]
        classes = self.theirs.classes[fact]
        kept = {
            label: self._open(fact, classes.of(counted_answer(label[0])))
            for label in labels(settled)
        }
        return self._mapped(settled, kept)

    def _open(self, fact: str, kept: range | tuple[int, ...]) -> Tree:
        """One class, or a test of their fact where several stay possible."""
        classes = range(len(self.theirs.classes[fact]))
        leaves = tuple(self.forest.leaf(n if n in kept else kept[0]) for n in classes)
        return self.forest.node(self.floor + self.theirs.level[fact], leaves)

    def _mapped(self, tree: Tree, kept: Mapping[Any, Tree]) -> Tree:
        def join(left: Leaf, _: Tree) -> Tree:
            return kept[left.label]

        return self.forest.combine(tree, self.forest.leaf(None), join)


def _unsure(answer: Answer) -> bool:
    return isinstance(answer, NotSure)


def _class_of(classes: Classes, example: Scalar | frozenset[str]) -> tuple[int, ...]:
    return classes.of(Chosen(example) if isinstance(example, frozenset) else Value(example))
