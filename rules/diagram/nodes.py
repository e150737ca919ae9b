"""Reduced ordered diagrams: nodes kept once, joined leaf by leaf, and the walks over them.

A node tests one level, a fact or one of its options, and has a child for each of its classes;
levels stand in one order from root to leaf; equal nodes are one node, and a node whose children
agree is left out (Bryant's reduced ordered diagrams, with as many branches as classes). So two
diagrams of one forest mean the same if and only if they are the same object.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any, ClassVar, TypeAlias

MAX_NODES = 100_000
UNREAD = False  # the label where a table is not read, because an earlier rule has stopped
STEPS_PER_NODE = 20  # a table of 20 rules may read every branch once for each rule

Selection: TypeAlias = Sequence[tuple[int, ...] | None]  # by level: classes left; None is unasked


class Leaf:
    """The end of a walk: what the diagram says there."""

    __slots__ = ("label",)
    level: ClassVar[int] = sys.maxsize  # below every node
    children: ClassVar[tuple[()]] = ()

    def __init__(self, label: Any) -> None:
        self.label = label


class Node:
    """A test of one level, a fact or one of its options; it has a child for each class there."""

    __slots__ = ("children", "level")

    def __init__(self, level: int, children: tuple[Tree, ...]) -> None:
        self.level = level
        self.children = children


Tree: TypeAlias = Node | Leaf
_LEVEL = attrgetter("level")


class TooLargeError(Exception):
    """The size guard: compiling would need more than the allowed nodes, or steps."""


class Forest:
    """All nodes of one compiled rule set, each kept once."""

    def __init__(self, limit: int = MAX_NODES) -> None:
        self.limit = limit
        self.steps = 0
        self.nodes: dict[tuple[int, tuple[Tree, ...]], Node] = {}
        self.leaves: dict[Hashable, Leaf] = {}

    def spend(self, steps: int) -> None:
        """Count work done: two large diagrams can cost much to join and leave no node behind."""
        self.steps += steps
        if self.steps > self.limit * STEPS_PER_NODE:
            raise TooLargeError(f"{self.limit * STEPS_PER_NODE:,} steps")

    def leaf(self, label: Hashable) -> Leaf:
        """The one leaf with this label."""
        return self.leaves.setdefault(label, Leaf(label))

    def node(self, level: int, children: tuple[Tree, ...]) -> Tree:
        """The one node with these children; no node at all where they agree."""
        if children.count(children[0]) == len(children):
            return children[0]
        key = (level, children)
        found = self.nodes.get(key)
        if found is None:
            if len(self.nodes) >= self.limit:
                raise TooLargeError(f"{self.limit:,} nodes")
            found = self.nodes[key] = Node(level, children)
        return found

    def combine(
        self,
        first: Tree,
        second: Tree,
        join: Callable[[Leaf, Tree], Tree | None],
        at: Callable[[Any], bool] | None = None,
    ) -> Tree:
        """One diagram from two, leaf by leaf.

        `join` gets a leaf of `first` and the part of `second` that goes with it, and says what
        stands there, or None while it must see a leaf of `second` too. With `at` only leaves with
        such labels are joined: parts of `first` that lead to none stay as they are.
        """
        memo: dict[tuple[Tree, Tree], Tree] = {}
        stays = _without(first, at) if at else frozenset()

        def go(pair: tuple[Tree, Tree]) -> Tree:
            left, right = pair
            done = left if left in stays else join(left, right) if isinstance(left, Leaf) else None
            if done is None:
                level, pairs = below(left, right)
                self.spend(len(pairs))
                done = self.node(level, tuple([memo.get(each) or go(each) for each in pairs]))
            memo[pair] = done
            return done

        return go((first, second))

    def mapped(self, tree: Tree, to: Callable[[Any], Hashable]) -> Tree:
        """The diagram with another label at each of its leaves."""
        done: dict[Tree, Tree] = {}
        for here in lowest_first(tree):
            if isinstance(here, Leaf):
                done[here] = self.leaf(to(here.label))
            else:
                done[here] = self.node(here.level, tuple([done[each] for each in here.children]))
        return done[tree]


def below(left: Tree, right: Tree) -> tuple[int, list[tuple[Tree, Tree]]]:
    """The first level that either tests, not both leaves, and where its classes lead both."""
    if left.level < right.level:
        return left.level, [(each, right) for each in left.children]
    if right.level < left.level:
        return right.level, [(left, each) for each in right.children]
    return left.level, [*zip(left.children, right.children, strict=True)]


def _without(tree: Tree, wanted: Callable[[Any], bool]) -> set[Tree]:
    """The parts of a tree that lead to no leaf with a wanted label."""
    found: set[Tree] = set()
    for here in lowest_first(tree):
        if not wanted(here.label) if isinstance(here, Leaf) else found.issuperset(here.children):
            found.add(here)
    return found


def branch(tree: Tree, level: int, index: int) -> Tree:
    """Where class `index` of `level` leads; the tree itself if it tests another."""
    return tree.children[index] if isinstance(tree, Node) and tree.level == level else tree


def branches(tree: Tree, level: int) -> Iterable[Tree]:
    """Where the classes of `level` lead: the tree itself for each, if it tests another."""
    return tree.children if isinstance(tree, Node) and tree.level == level else repeat(tree)


def reachable(tree: Tree, selection: Selection | None = None) -> list[Tree]:
    """Every node and leaf a selection leaves reachable, each once, a parent first."""
    found: list[Tree] = []
    seen = {tree}
    queue = [tree]
    while queue:
        here = queue.pop()
        found.append(here)
        if isinstance(here, Node):
            kept = selection[here.level] if selection is not None else None
            children = here.children if kept is None else [here.children[n] for n in kept]
            for child in children:
                if child not in seen:
                    seen.add(child)
                    queue.append(child)
    return found


def lowest_first(tree: Tree, selection: Selection | None = None) -> list[Tree]:
    """Every node and leaf a selection leaves reachable, each once, children first."""
    return sorted(reachable(tree, selection), key=_LEVEL, reverse=True)


def labels(tree: Tree, selection: Selection | None = None) -> set[Any]:
    """The labels of every leaf a selection leaves reachable."""
    return {here.label for here in reachable(tree, selection) if isinstance(here, Leaf)}


def levels(tree: Tree, selection: Selection | None = None) -> set[int]:
    """The levels that the reachable nodes test."""
    return {here.level for here in reachable(tree, selection) if isinstance(here, Node)}


def labels_where(tree: Tree, wanted: Callable[[Any], bool], other: Tree) -> set[Any]:
    """The labels of `other` on those ways on which `tree` ends as wanted."""
    found: set[Any] = set()
    seen = {(tree, other)}
    queue = [(tree, other)]
    while queue:
        left, right = queue.pop()
        if isinstance(left, Leaf) and not wanted(left.label):
            continue
        if isinstance(left, Leaf) and isinstance(right, Leaf):
            found.add(right.label)
            continue
        pairs = {*below(left, right)[1]} - seen
        seen |= pairs
        queue.extend(pairs)
    return found
