"""Where a test holds, as a diagram, in either of two readings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from rules.language.answers import Answer, Scalar
from rules.language.kinds.grouping import Truth
from rules.language.not_sure import counted_answer, counted_value
from rules.language.when import AllOf, AnyOf, Atom, Concludes, Not, Term, Test, Unsure, holds

from .classes import Classes
from .nodes import Forest, Leaf, Tree

Reading: TypeAlias = Literal["surely", "three-valued"]
"""How an answer that leaves several values is read. Surely: a comparison holds if it holds for all
of them, and else fails. Three-valued, as conditions are read: it may also be open (None), by
strong Kleene, and what an author makes of *not sure* plays no part."""


class Where:
    """Makes tests trees of one forest, by the classes of its facts."""

    def __init__(
        self,
        forest: Forest,
        classes: Mapping[str, Classes],
        level: Mapping[str, int],
        settled: Mapping[str, Tree],
        assumed: Mapping[str, Answer],
        concluded: Mapping[str, Tree],
    ) -> None:
        self.forest = forest
        self.classes = classes
        self.level = level
        self.settled = settled  # what finer questions make of *not sure*, by fact
        self.assumed = assumed  # what isn't asked: no tree tests it
        self.concluded = concluded  # by table that joins no verdict, to which outcome it comes
        self.yes, self.no, self.open = forest.leaf(True), forest.leaf(False), forest.leaf(None)

    def tree(self, test: Test, reading: Reading = "surely") -> Tree:
        """The test as a tree of True and False, and None where it is open."""
        match test:
            case AllOf(parts):
                tree: Tree = self.yes
                for part in parts:
                    tree = self.forest.combine(tree, self.tree(part, reading), self._both)
                return tree
            case AnyOf(parts):
                tree = self.no
                for part in parts:
                    tree = self.forest.combine(tree, self.tree(part, reading), self._either)
                return tree
            case Not(part):
                return self.forest.mapped(self.tree(part, reading), _opposite)
            case Term(means=means):
                return self.tree(means, reading)
            case Concludes(table, outcomes):
                return self.forest.mapped(self.concluded[table], outcomes.__contains__)
            case _:
                return self._comparison(test, reading)

    def _both(self, left: Leaf, right: Tree) -> Tree | None:
        if left.label is None:
            return self._opened(right)
        return right if left.label else self.no

    def _opened(self, right: Tree) -> Tree | None:
        if not isinstance(right, Leaf):
            return None
        return self.no if right.label is False else self.open

    def _either(self, left: Leaf, right: Tree) -> Tree | None:
        if left.label is None:
            if not isinstance(right, Leaf):
                return None
            return self.yes if right.label else self.open
        return self.yes if left.label else right

    def _comparison(self, atom: Atom, reading: Reading) -> Tree:
        """A test on each level that counts; in a lone class, on no other."""
        classes = self.classes[atom.fact]
        if atom.fact in self.assumed:
            kept = classes.of(self.assumed[atom.fact])
            return self._leaf(classes.truth(atom, kept), reading)
        told = classes.told(atom)
        tree: Tree = self.yes
        for n in reversed(range(len(classes.levels))):
            lone = self._lone(atom, told.lone, reading) if n == 0 else ()
            marks = told.levels.get(n)
            if marks is None and all(each is tree for each in lone):
                continue
            if marks is None:
                marks = (True,) * (len(classes.every[n]) - len(lone))
            self.forest.spend(len(marks))
            children = [self._below(mark, tree, reading) for mark in marks]
            tree = self.forest.node(self.level[atom.fact] + n, (*children, *lone))
        return tree

    def _below(self, mark: Truth, tree: Tree, reading: Reading) -> Tree:
        if mark is None and reading == "three-valued":
            return self.forest.combine(tree, self.open, lambda left, _: self._opened(left))
        return tree if mark else self.no

    def _leaf(self, truth: Truth, reading: Reading) -> Leaf:
        if truth is None and reading == "three-valued":
            return self.open
        return self.yes if truth else self.no

    def _lone(self, atom: Atom, marks: tuple[bool, ...], reading: Reading) -> tuple[Tree, ...]:
        """Where the lone classes lead, *not sure* the last of them."""
        classes = self.classes[atom.fact]
        lone: list[Tree] = [self._leaf(mark, reading) for mark in marks]
        if classes.levels and classes.is_finer(0, len(classes.every[0]) - 1):
            lone.append(self._of_unsure(atom, reading))
        return tuple(lone)

    def _of_unsure(self, atom: Atom, reading: Reading) -> Tree:
        classes, policy = self.classes[atom.fact], self.classes[atom.fact].fact.not_sure
        if reading == "surely" and not isinstance(atom, Unsure):
            if settled := self.settled.get(atom.fact):
                return self.forest.mapped(settled, _like(atom))
            if policy.counts_as is not None:
                return self._leaf(classes.counted(atom, counted_answer(policy.counts_as)), reading)
        return self._leaf(classes.of_unsure(atom), reading)


def _opposite(holds: Truth) -> Truth:
    return None if holds is None else not holds


def _like(atom: Atom) -> Callable[[tuple[Scalar | tuple[str, ...]]], bool]:
    """Whether the comparison holds for what the finer questions came to."""
    return lambda came_to: holds(atom, counted_value(came_to[0]))
