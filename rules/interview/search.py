"""The cheapest choice for each fact with which every way through a diagram ends as wanted.

What would change a recommendation, which answers force it and what rules a rule out are all this
one question; they differ in what may be chosen, and at what cost.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property, reduce
from heapq import heappop, heappush
from operator import and_
from typing import Any, TypeAlias

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, Node, Selection, Tree, branch, labels, reachable
from rules.language.answers import Answer

MAX_STEPS = 2_000  # of one search: some tenths of a second
UNREACHED = 10**9  # more than any choice costs

Wanted: TypeAlias = Callable[[Any], bool]  # whether a way may end in a leaf with this label
Priced: TypeAlias = tuple[int, tuple[int, ...]]  # what it costs, and the classes that it leaves


class EffortError(Exception):
    """A search was given up after its number of steps."""


class Choices:
    """A diagram, and what may be chosen for each of its facts: made ready once, for many searches."""

    def __init__(self, tree: Tree, options: Sequence[Sequence[Priced]]) -> None:
        self.tree = tree
        self.options = options
        found = [*reachable(tree)]
        self.leaves = [here for here in found if isinstance(here, Leaf)]
        nodes = (here for here in found if isinstance(here, Node))
        self.nodes = sorted(nodes, key=_level, reverse=True)

    @cached_property
    def _ways(self) -> list[tuple[Node, list[_Way]]]:
        return [(node, _ways(node, self.options[node.level])) for node in self.nodes]

    def least(self, wanted: Wanted) -> dict[Tree, int]:
        """What it costs at least from each node on: one pass, from the leaves up.

        Each branch of a fact left open may be followed by choices of its own here, so it never
        says too much. Where nothing is left open it is exact, and the search goes straight.
        """
        costs: dict[Tree, int] = {
            leaf: 0 if wanted(leaf.label) else UNREACHED for leaf in self.leaves
        }
        for node, ways in self._ways:
            costs[node] = min(
                UNREACHED,
                *[cost + pick([costs[child] for child in below]) for cost, pick, below in ways],
            )
        return costs

    def within(self, most: int, named: Callable[[Any], Hashable]) -> set[Hashable]:
        """The names of all ends that `most` choices at a cost may lead to: one pass for all.

        As `least`, it never says too little. No end is named None.
        """
        near: dict[Tree, tuple[int, ...]] = {}
        bits = {name: 1 << n for n, name in enumerate({named(leaf.label) for leaf in self.leaves})}
        for leaf in self.leaves:
            near[leaf] = (bits[named(leaf.label)],) * (most + 1)
        for node in self.nodes:
            near[node] = _nearest(node, self.options[node.level], near)
        return {name for name, bit in bits.items() if near[self.tree][most] & bit} - {None}


def _nearest(
    node: Node, options: Sequence[Priced], near: Mapping[Tree, tuple[int, ...]]
) -> tuple[int, ...]:
    """For no choice at a cost, one and more: the ends that so many may lead to, as bits."""
    found = [0] * len(near[node.children[0]])
    ways = {(cost > 0, frozenset(node.children[c] for c in kept)) for cost, kept in options}
    for costs, below in ways:
        for count in range(costs, len(found)):
            found[count] |= reduce(and_, (near[child][count - costs] for child in below))
    return tuple(found)


_Way: TypeAlias = tuple[int, Callable[[list[int]], int], tuple[Tree, ...]]


def _level(node: Node) -> int:
    return node.level


def _ways(node: Node, options: Sequence[Priced]) -> list[_Way]:
    """The options at a node: where they cost the same and leave one class each, the best of them."""
    together: dict[int, dict[Tree, None]] = {}
    ways: list[_Way] = []
    for cost, classes in options:
        below = dict.fromkeys(node.children[c] for c in classes)
        if len(below) == 1:
            together.setdefault(cost, {}).update(below)
        else:
            ways.append((cost, max, (*below,)))
    return ways + [(cost, min, (*below,)) for cost, below in together.items()]


def cheapest(
    choices: Choices, wanted: Wanted, max_steps: int = MAX_STEPS, at_most: int = UNREACHED - 1
) -> dict[int, tuple[int, ...]] | None:
    """The cheapest option for each level, so that every way they leave ends as wanted.

    Returns the classes chosen where they cost something, by level; None if nothing that costs
    `at_most` so much helps. Where costs are equal, an earlier option of a level goes before a
    later one, upper levels first. Raises EffortError past `max_steps`: the question is NP-hard
    once facts stay open.
    """
    tree, options = choices.tree, choices.options
    least = choices.least(wanted)
    start = frozenset([tree])
    todo: list[tuple[int, tuple[tuple[int, int], ...], int, frozenset[Tree]]] = []
    if least[tree] <= at_most:
        todo.append((least[tree], (), 0, start))
    done: set[frozenset[Tree]] = set()
    while todo:
        _, chosen, spent, here = heappop(todo)
        if here in done:
            continue
        nodes = [each for each in here if isinstance(each, Node)]
        if not nodes:
            return {level: options[level][n][1] for level, n in chosen if options[level][n][0]}
        done.add(here)
        if len(done) > max_steps:
            raise EffortError(f"more than {max_steps:,} steps")
        level = min(node.level for node in nodes)
        met: set[tuple[int, frozenset[Tree]]] = set()
        for n, (cost, classes) in enumerate(options[level]):
            after = frozenset(branch(each, level, c) for each in here for c in classes)
            ahead = max(map(least.__getitem__, after))
            if spent + cost + ahead <= at_most and (cost, after) not in met:
                met.add((cost, after))
                heappush(todo, (spent + cost + ahead, (*chosen, (level, n)), spent + cost, after))
    return None


def forcing(
    diagram: Diagram, tree: Tree, answers: Mapping[str, Answer], wanted: Wanted
) -> tuple[str, ...] | None:
    """The smallest set of these answers with which every way through a tree ends as wanted.

    Returns fact ids as listed; None if even all of the answers leave another end. Smallest up to
    MAX_STEPS steps of search; past them, none of the set can be left out.
    """
    selection = diagram.selection(answers)
    if not all(map(wanted, labels(tree, selection))):
        return None
    options: list[list[Priced]] = [[(0, tuple(range(len(c))))] for c in diagram.classes.values()]
    for level, kept in enumerate(selection):
        if kept is not None:
            options[level].append((1, kept))
    try:
        levels = {*(cheapest(Choices(tree, options), wanted) or ())}
    except EffortError:
        levels = _none_superfluous(tree, selection, wanted)
    return tuple(fact for level, fact in enumerate(diagram.facts) if level in levels)


def _none_superfluous(tree: Tree, selection: Selection, wanted: Wanted) -> set[int]:
    """The levels whose answers are left once each that the others can spare is taken back."""
    kept = [*selection]
    for level in reversed(range(len(kept))):
        spared, kept[level] = kept[level], None
        if not all(map(wanted, labels(tree, kept))):
            kept[level] = spared
    return {level for level, classes in enumerate(kept) if classes is not None}
