"""Where a tree ends in some labels: whether a test holds there, and which facts change what there.

Regions build nothing: two or three trees are walked side by side, to the first place that answers.
Trees are reduced, so one that is no leaf ends in each of its labels somewhere, and two that are
not the same end differently somewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Forest, Leaf, Node, Tree, branches, lowest_first
from rules.diagram.ways import Bits, Ways


@dataclass(frozen=True)
class Region:
    """The answers with which a tree ends in a wanted label. Make one with `where`."""

    tree: Tree
    below: Mapping[Tree, Bits]  # the labels below each part of the tree
    wanted: Bits

    @property
    def nowhere(self) -> bool:
        """Whether no answers lie in it."""
        return self._outside(self.tree)

    @property
    def everywhere(self) -> bool:
        """Whether all answers lie in it."""
        return self._inside(self.tree)

    def meets(self, test: Tree) -> bool:
        """Whether a test, a tree of True and False, holds somewhere in it."""
        start: tuple[Tree, ...] = (self.tree, test)
        seen, queue = {start}, [start]
        while queue:
            here, holds = pair = queue.pop()
            if self._outside(here) or (isinstance(holds, Leaf) and not holds.label):
                continue
            if isinstance(holds, Leaf) or self._inside(here):
                return True
            fresh = {*_below(*pair)} - seen
            seen |= fresh
            queue.extend(fresh)
        return False

    def changes(self, other: Tested, block: range) -> bool:
        """Whether other answers to the fact of these levels end another tree otherwise, here.

        `one` goes with the answers in the region; `two` with the same, but for the fact.
        """
        start: tuple[Tree, ...] = (self.tree, other.tree, other.tree)
        seen, queue = {start}, [start]
        while queue:
            here, one, two = trees = queue.pop()
            if self._outside(here) or (one is two and not other.tests(one, block)):
                continue
            if min(one.level, two.level) >= block.stop and (
                self._inside(here) or (isinstance(one, Leaf) and isinstance(two, Leaf))
            ):
                return True
            fresh = {*_parted(trees, block)} - seen
            seen |= fresh
            queue.extend(fresh)
        return False

    def _outside(self, here: Tree) -> bool:
        return not self.below[here] & self.wanted

    def _inside(self, here: Tree) -> bool:
        return not self.below[here] & ~self.wanted


class Tested:
    """A tree, and which levels are tested below each part of it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._below: dict[Tree, Bits] = {}
        for here in lowest_first(tree):
            bits = 0
            if isinstance(here, Node):
                bits = 1 << here.level
                for child in here.children:
                    bits |= self._below[child]
            self._below[here] = bits

    def tests(self, here: Tree, block: range) -> bool:
        """Whether one of these levels is tested from here on."""
        return self._below[here] >> block.start & (1 << len(block)) - 1 != 0


def where(ways: Ways, wanted: Collection[object]) -> Region:
    """Where a tree, of which these are the ways, ends in one of the wanted labels."""
    bits = sum(1 << n for n, label in enumerate(ways.labels) if label in wanted)
    return Region(ways.tree, ways.below, bits)


def ending_in(diagram: Diagram, direction: str, forest: Forest) -> Tree:
    """Where the verdict ends in a direction, a tree of True and False, made in a forest."""
    return forest.mapped(diagram.verdict, lambda verdict: verdict[-1] == direction)


def _below(*trees: Tree) -> Iterator[tuple[Tree, ...]]:
    """The trees one step on, together, for each class of the first level that any of them tests."""
    level = min(tree.level for tree in trees)
    return zip(*(branches(tree, level) for tree in trees), strict=False)


def _parted(trees: tuple[Tree, ...], block: range) -> Iterable[tuple[Tree, ...]]:
    """One step on; at a level of the block the last tree takes another class than the others."""
    steps = _below(*trees)
    if min(tree.level for tree in trees) not in block:
        return steps
    *others, last = zip(*steps, strict=True)
    together = {*zip(*others, strict=True)}
    return ((*each, two) for each in together for two in {*last})
