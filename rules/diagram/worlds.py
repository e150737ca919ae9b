"""The levels of each fact as one block, and how many of their combinations some answer makes.

A count ranges over worlds: what the answers can be. On the levels of one fact not every
combination of classes need be one, so what is skipped on a way is counted here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

from .classes import Classes
from .nodes import Node, Tree


def blocks(classes: Mapping[str, Classes]) -> dict[str, range]:
    """The levels of each fact, one fact after the other."""
    found: dict[str, range] = {}
    start = 0
    for fact, each in classes.items():
        found[fact] = range(start, start + len(each.levels))
        start = found[fact].stop
    return found


class Worlds:
    """How many combinations of classes lie beside a way through the diagram."""

    def __init__(self, classes: Mapping[str, Classes], block: Mapping[str, range]) -> None:
        self._block: list[range] = []  # by level
        self._before: list[int] = []  # of all facts above that of each level
        self._inside: list[int] = []  # of its fact's levels above it, without lone classes
        self._after: list[int] = []  # of those below it
        self._uncounted: set[tuple[int, int]] = set()
        self._lone: set[tuple[int, int]] = set()
        total = 1
        for fact, each in classes.items():
            widths = [len(level.classes) for level in each.levels]
            for n, one in enumerate(each.levels[0].classes if each.levels else ()):
                if each.is_lone(0, n):
                    self._lone.add((block[fact].start, n))
                elif not one.counted:
                    self._uncounted.add((block[fact].start, n))
                else:
                    continue
                widths[0] -= 1
            for n in range(len(widths)):
                self._block.append(block[fact])
                self._before.append(total)
                self._inside.append(prod(widths[:n]))
                self._after.append(prod(widths[n + 1 :]))
            total *= each.worlds(each.every)
        self._before.append(total)
        self._inside.append(1)

    def counted(self, here: Node) -> Iterator[tuple[int, Tree]]:
        """The branches of a node that stand for themselves: a stretch stands for others."""
        for n, child in enumerate(here.children):
            if (here.level, n) not in self._uncounted:
                yield n, child

    def level(self, tree: Tree) -> int:
        """The level of a node; of a leaf, one past the last."""
        return tree.level if isinstance(tree, Node) else len(self._block)

    def above(self, tree: Tree) -> int:
        """Of all levels above."""
        return self._before[self.level(tree)] * self.inside(tree)

    def inside(self, tree: Tree) -> int:
        """Of the levels above that belong to the same fact."""
        return self._inside[self.level(tree)]

    def leaves_fact(self, here: Node, child: Tree) -> bool:
        """Whether the way from a node to its child leaves the levels of the fact."""
        return self.level(child) >= self._block[here.level].stop

    def rest(self, here: Node, index: int) -> int:
        """Of the levels of the fact that are left out, where class `index` leaves them."""
        return 1 if (here.level, index) in self._lone else self._after[here.level]

    def passed(self, here: Node, index: int, child: Tree) -> int:
        """Of all levels that are left out on the way from a node, by class `index`, to its child."""
        if not self.leaves_fact(here, child):
            return self.inside(child) // self._inside[here.level + 1]
        return (
            self.rest(here, index) * self.above(child) // self._before[self._block[here.level].stop]
        )
