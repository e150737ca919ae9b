"""The cheapest choice for each fact with which every way through a diagram ends as wanted.

What would change a recommendation, which answers force it and what rules a rule out are all this
one question; they differ in what may be chosen, and at what cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Any, TypeAlias

from .answers import Answer
from .diagram import Diagram
from .forest import Leaf, Node, Selection, Tree, branch, labels

MAX_STEPS = 2_000  # of one search: some tenths of a second
NEVER = 10**9  # more than any choice costs

Wanted: TypeAlias = Callable[[Any], bool]  # whether a way may end in a leaf with this label
Option: TypeAlias = tuple[int, tuple[int, ...]]  # what it costs, and the classes that it leaves


class EffortError(Exception):
    """A search was given up after its number of steps."""


def cheapest(
    tree: Tree, options: Sequence[Sequence[Option]], wanted: Wanted, max_steps: int = MAX_STEPS
) -> dict[int, tuple[int, ...]] | None:
    """The cheapest option for each level, so that every way they leave ends as wanted.

    Returns the classes chosen where they cost something, by level; None if nothing helps. Where
    costs are equal, an earlier option of a level goes before a later one, upper levels first.
    Raises EffortError past `max_steps`: the question is NP-hard once facts stay open.
    """
    least = _Least(options, wanted)
    start = frozenset([tree])
    todo: list[tuple[int, tuple[tuple[int, int], ...], int, frozenset[Tree]]] = []
    if least.cost(tree) < NEVER:
        todo.append((least.cost(tree), (), 0, start))
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
        for n, (cost, classes) in enumerate(options[level]):
            after = frozenset(branch(each, level, c) for each in here for c in classes)
            ahead = max(map(least.cost, after))
            if ahead < NEVER:
                heappush(todo, (spent + cost + ahead, (*chosen, (level, n)), spent + cost, after))
    return None


class _Least:
    """What it costs at least from a node on: one pass over the diagram, from the leaves up.

    Each branch of a fact left open may be followed by choices of its own here, so it never says
    too much. Where nothing is left open it is the exact cost, and the search goes straight.
    """

    def __init__(self, options: Sequence[Sequence[Option]], wanted: Wanted) -> None:
        self.options = options
        self.wanted = wanted
        self.costs: dict[Tree, int] = {}

    def cost(self, tree: Tree) -> int:
        found = self.costs.get(tree)
        if found is None:
            found = self.costs[tree] = self._cost(tree)
        return found

    def _cost(self, tree: Tree) -> int:
        if isinstance(tree, Leaf):
            return 0 if self.wanted(tree.label) else NEVER
        below = [self.cost(child) for child in tree.children]
        ways = self.options[tree.level]
        return min(NEVER, *(cost + max([below[c] for c in classes]) for cost, classes in ways))


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
    options: list[list[Option]] = [[(0, tuple(range(len(c))))] for c in diagram.classes.values()]
    for level, kept in enumerate(selection):
        if kept is not None:
            options[level].append((1, kept))
    try:
        levels = {*(cheapest(tree, options, wanted) or ())}
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
