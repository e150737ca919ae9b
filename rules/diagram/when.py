"""Where a condition holds: a diagram of True and False."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rules.language.answers import Answer
from rules.language.not_sure import counted_value
from rules.language.when import AllOf, AnyOf, Atom, Not, Term, Test, holds

from .classes import Classes
from .nodes import Forest, Leaf, Tree


class Where:
    """Makes conditions trees of one forest, by the classes of its facts."""

    def __init__(
        self,
        forest: Forest,
        classes: Mapping[str, Classes],
        level: Mapping[str, int],
        settled: Mapping[str, Tree],
        assumed: Mapping[str, Answer],
    ) -> None:
        self.forest = forest
        self.classes = classes
        self.level = level
        self.settled = settled  # what finer questions make of *not sure*, by fact
        self.assumed = assumed  # what isn't asked: no tree tests it
        self.yes, self.no = forest.leaf(True), forest.leaf(False)

    def tree(self, condition: Test) -> Tree:
        """The condition as a tree of True and False."""
        match condition:
            case AllOf(parts):
                tree: Tree = self.yes
                for part in parts:
                    tree = self.forest.combine(
                        tree,
                        self.tree(part),
                        lambda left, right: right if left.label else self.no,
                    )
                return tree
            case AnyOf(parts):
                tree = self.no
                for part in parts:
                    tree = self.forest.combine(
                        tree,
                        self.tree(part),
                        lambda left, right: self.yes if left.label else right,
                    )
                return tree
            case Not(part):
                return self.forest.combine(
                    self.tree(part),
                    self.yes,
                    lambda left, _: self.no if left.label else self.yes,
                )
            case Term(means=means):
                return self.tree(means)
            case _:
                return self._comparison(condition)

    def _comparison(self, atom: Atom) -> Tree:
        """A test on each level that counts; under FINER, the finer questions where it has some."""
        classes, told = self.classes[atom.fact], self.classes[atom.fact].told(atom)
        if atom.fact in self.assumed:
            kept = classes.of(self.assumed[atom.fact])
            holding = all(marks[kept[n][0]] for n, marks in told.items())
            return self.yes if holding else self.no
        settled = self.settled.get(atom.fact)
        tree: Tree = self.yes
        for n in reversed(range(len(classes.levels))):
            finer = n == 0 and settled is not None
            width = len(classes.every[n]) - finer
            if n in told or finer:
                self.forest.spend(width)
                children: list[Tree] = [
                    tree if each else self.no for each in told.get(n, (True,) * width)
                ]
                if finer and settled is not None:
                    children.append(self.forest.combine(settled, self.yes, self._like(atom)))
                tree = self.forest.node(self.level[atom.fact] + n, tuple(children))
        return tree

    def _like(self, atom: Atom) -> Callable[[Leaf, Tree], Tree]:
        """Whether the comparison holds for what the finer questions came to."""

        def told(left: Leaf, _: Tree) -> Tree:
            (counts_as,) = left.label
            return self.yes if holds(atom, counted_value(counts_as)) else self.no

        return told
