"""What is legal in a rule set and still worth a second look."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from .conditions import atoms
from .diagram import Diagram
from .forest import Forest, Leaf, Node, Tree, branch, levels


def read_in_vain(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """Rules of verdict tables, and facts they read although those can't change the verdict there.

    A fact may matter elsewhere and be of no use to one rule: wherever the rule decides for some
    value of the fact, every value of it leads to the same verdict. So it isn't asked there.
    """
    asked = {diagram.facts[level] for level in levels(diagram.verdict)}
    for name in diagram.rules.verdict:
        for rule in diagram.rules.tables[name]:
            region = _where(diagram, diagram.read[name], rule.id)
            if isinstance(region, Leaf):
                continue  # it decides nowhere, or everywhere
            for fact in dict.fromkeys(atom.fact for atom in atoms(rule.when)):
                level = diagram.level[fact]
                if fact in asked and not _matters(
                    _whatever(diagram.forest, region, level), diagram.verdict, level
                ):
                    yield rule.id, fact


def _where(diagram: Diagram, tree: Tree, label: object) -> Tree:
    """The region in which a tree ends in this label, as a tree of True and False."""
    yes, no = diagram.forest.leaf(True), diagram.forest.leaf(False)
    return diagram.forest.combine(tree, yes, lambda left, _: yes if left.label == label else no)


def _whatever(forest: Forest, region: Tree, level: int) -> Tree:
    """The region, widened to every value of the fact at a level."""
    memo: dict[Tree, Tree] = {}

    def either(one: Tree, other: Tree) -> Tree:
        return forest.combine(one, other, lambda left, right: left if left.label else right)

    def go(here: Tree) -> Tree:
        if isinstance(here, Leaf) or here.level > level:
            return here
        if here not in memo:
            memo[here] = (
                reduce(either, dict.fromkeys(here.children))
                if here.level == level
                else forest.node(here.level, tuple(go(child) for child in here.children))
            )
        return memo[here]

    return go(region)


def _matters(region: Tree, tree: Tree, level: int) -> bool:
    """Whether the fact at a level changes where a tree ends, somewhere in a region free of it."""
    seen: set[tuple[Tree, Tree]] = set()
    compared: set[tuple[Tree, Tree, Tree]] = set()
    queue = [(region, tree)]
    while queue:
        within, here = pair = queue.pop()
        if pair in seen or _outside(within) or isinstance(here, Leaf) or here.level > level:
            continue
        seen.add(pair)
        if _first_level(*pair) == level:
            first, *others = here.children
            if any(_differ(within, first, other, compared) for other in others):
                return True
        else:
            queue.extend((w, h) for w, h in _below(within, here))
    return False


def _differ(region: Tree, one: Tree, other: Tree, seen: set[tuple[Tree, Tree, Tree]]) -> bool:
    """Whether two trees end differently somewhere in a region."""
    key = (region, one, other)
    if one is other or _outside(region) or key in seen:
        return False
    seen.add(key)
    return isinstance(region, Leaf) or any(_differ(r, a, b, seen) for r, a, b in _below(*key))


def _outside(region: Tree) -> bool:
    return isinstance(region, Leaf) and not region.label


def _first_level(*trees: Tree) -> int:
    return min(tree.level for tree in trees if isinstance(tree, Node))


def _below(*trees: Tree) -> Iterator[tuple[Tree, ...]]:
    """The trees one step on, together, for each class of the first fact that any of them tests."""
    level = _first_level(*trees)
    testing = next(tree for tree in trees if isinstance(tree, Node) and tree.level == level)
    for n in range(len(testing.children)):
        yield tuple(branch(tree, level, n) for tree in trees)
