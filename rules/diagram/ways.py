"""Where the answers to one fact lead: its levels are followed together, wherever they begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from rules.language.kinds.grouping import Kept

from .nodes import Leaf, Node, Tree, below, branch, lowest_first

Bits: TypeAlias = int  # a set of things, each of which is one bit
Split: TypeAlias = dict[Bits, tuple[Kept, ...]]


class Ways:
    """Which labels the classes of each fact leave reachable in one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.labels: list[Any] = []
        self.below: dict[Tree, Bits] = {}
        for here in lowest_first(tree):
            if isinstance(here, Leaf):
                self.below[here] = 1 << len(self.labels)
                self.labels.append(here.label)
            else:
                self.below[here] = reduce(or_, map(self.below.__getitem__, here.children))

    def apart(self, block: range, left: Kept) -> list[tuple[tuple[Kept, ...], set[Any]]]:
        """The classes left of a fact, and the labels that they leave.

        Each class by itself, of a fact that has one level; else together what leaves the same.
        """
        bits_of = self.below.__getitem__
        if len(block) > 1:
            found = split(self.tree, block, left, bits_of)
            return [(kept, self._named(bits)) for bits, kept in found.items()]
        always, testing = _parted(_entered(self.tree, block), block, bits_of)
        return [
            (
                (((n,),),),
                self._named(reduce(or_, (bits_of(each.children[n]) for each in testing), always)),
            )
            for n in left[0]
        ]

    def beside(self, test: Tree) -> set[Any]:
        """The labels on those ways on which a test holds: a tree of True and False."""
        bits: Bits = 0
        start = (test, self.tree)
        seen, queue = {start}, [start]
        while queue:
            holds, here = queue.pop()
            if self.below[here] | bits == bits:
                continue  # nothing new is there
            if isinstance(holds, Leaf):
                bits |= self.below[here] if holds.label else 0
                continue
            fresh = {*below(holds, here)[1]} - seen
            seen |= fresh
            queue.extend(fresh)
        return self._named(bits)

    def _named(self, bits: Bits) -> set[Any]:
        return {label for bit, label in enumerate(self.labels) if bits >> bit & 1}


def split(tree: Tree, block: range, left: Kept, below: Callable[[Tree], Bits]) -> Split:
    """The classes left of a fact, parted by what they come to.

    That is all that `below` says of the trees to which some way leads, past the fact's levels.
    """
    memo: dict[tuple[int, frozenset[Node]], Split] = {}

    def go(place: int, trees: frozenset[Node]) -> Split:
        if not trees:
            return {0: (left[place:],)}
        key = (place, trees)
        if key not in memo:
            memo[key] = step(place, trees)
        return memo[key]

    def step(place: int, trees: frozenset[Node]) -> Split:
        alike: dict[frozenset[tuple[Bits, tuple[Kept, ...]]], list[int]] = {}
        for n in left[place]:
            after = {branch(tree, block[place], n) for tree in trees}
            bits, inside = _parted(after, block, below)
            found = _joined((bits | more, kept) for more, kept in go(place + 1, inside).items())
            alike.setdefault(frozenset(found.items()), []).append(n)
        return _joined(
            (bits, tuple((tuple(classes), *each) for each in kept))
            for found, classes in alike.items()
            for bits, kept in found
        )

    always, inside = _parted(_entered(tree, block), block, below)
    return _joined((always | bits, kept) for bits, kept in go(0, inside).items())


def exits(tree: Tree, block: range, left: Kept) -> list[Kept]:
    """For each of the ways in which the classes left of a fact leave its levels, one of them."""
    bits: dict[Tree, Bits] = {}

    def named(tree: Tree) -> Bits:
        return bits.setdefault(tree, 1 << len(bits))

    return [kept[0] for kept in split(tree, block, left, named).values()]


def _entered(tree: Tree, block: range) -> set[Tree]:
    """Where the ways from a tree come to these levels, or pass them."""
    found: set[Tree] = set()
    queue, seen = [tree], {tree}
    while queue:
        here = queue.pop()
        if isinstance(here, Leaf) or here.level >= block.start:
            found.add(here)
            continue
        fresh = {*here.children} - seen
        seen |= fresh
        queue.extend(fresh)
    return found


def _parted(
    trees: Iterable[Tree], block: range, below: Callable[[Tree], Bits]
) -> tuple[Bits, frozenset[Node]]:
    """What is said of those past the levels, and those that test one of them."""
    bits: Bits = 0
    inside: set[Node] = set()
    for tree in trees:
        if isinstance(tree, Node) and tree.level < block.stop:
            inside.add(tree)
        else:
            bits |= below(tree)
    return bits, frozenset(inside)


def _joined(found: Iterable[tuple[Bits, tuple[Kept, ...]]]) -> Split:
    split: Split = {}
    for bits, kept in found:
        split[bits] = (*split.get(bits, ()), *kept)
    return split
