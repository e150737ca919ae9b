"""What may be made of each fact at which cost, laid over a diagram for searches in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, NamedTuple, TypeAlias

from rules.diagram.classes import Classes
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, Node, Tree, lowest_first
from rules.language.kinds.grouping import Kept

UNREACHED = 10**9  # more than any choice costs

Wanted: TypeAlias = Callable[[Any], bool]  # whether a way may end in a leaf with this label
Priced: TypeAlias = tuple[int, tuple[int, ...]]  # what it costs, and the classes that it leaves


class Choice(NamedTuple):
    """What may be made of one fact: what it costs and, by level, what may be left there."""

    cost: int
    ways: tuple[tuple[tuple[int, ...], ...], ...]


def only(cost: int, kept: Kept) -> Choice:
    """To leave just these classes."""
    return Choice(cost, tuple((each,) for each in kept))


def each_of(cost: int, classes: Classes, kept: Kept) -> Iterator[Choice]:
    """To leave any one of the combinations of these classes, each at the same cost."""
    if len(kept) == 1:
        yield from (only(cost, ((n,),)) for n in kept[0])
        return
    for n in kept[0] if kept else ():
        if classes.is_lone(0, n):
            yield only(cost, ((n,), *classes.every[1:]))
    ordinary = tuple(n for n in kept[0] if not classes.is_lone(0, n)) if kept else ()
    if ordinary:
        yield Choice(cost, tuple(tuple((n,) for n in each) for each in (ordinary, *kept[1:])))


class _Way(NamedTuple):
    """An option at a node: what it costs, and where it leads, to the best of these or to all."""

    cost: int
    best: bool
    below: tuple[Tree, ...]


class Choices:
    """A diagram, and what may be chosen for each fact it tests: made ready once, for many searches.

    A fact of several levels is chosen for once, on a level of its own above them. So each of its
    choices has those levels for itself, on which nothing costs any more.
    """

    def __init__(
        self, diagram: Diagram, tree: Tree, choices: Mapping[str, Sequence[Choice]]
    ) -> None:
        self.choices = {fact: each for fact, each in choices.items() if diagram.block[fact]}
        self.options: list[list[Priced]] = []
        self.start: dict[str, int] = {}  # by fact, the first of its levels here
        for fact in self.choices:
            self.start[fact] = len(self.options)
            self.options += _options(choices[fact], len(diagram.block[fact]))
        self.tree = self._laid_over(diagram, tree)
        found = lowest_first(self.tree)
        self.leaves = [here for here in found if isinstance(here, Leaf)]
        self.nodes = [here for here in found if isinstance(here, Node)]

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
        of = costs.__getitem__
        for node, ways in self._ways:
            least = UNREACHED
            for cost, best, below in ways:
                ahead = min(map(of, below)) if best else max(map(of, below))
                least = min(least, cost + ahead)
            costs[node] = least
        return costs

    def within(self, most: int, named: Callable[[Any], Hashable]) -> set[Hashable]:
        """The names of all ends that `most` choices at a cost may lead to: one pass for all.

        As `least`, it never says too little. No end is named None.
        """
        near: dict[Tree, tuple[int, ...]] = {}  # for no choice at a cost, one and more: as bits
        bits = {name: 1 << n for n, name in enumerate({named(leaf.label) for leaf in self.leaves})}
        for leaf in self.leaves:
            near[leaf] = (bits[named(leaf.label)],) * (most + 1)
        for node, ways in self._ways:
            found = [0] * (most + 1)
            for cost, best, below in ways:
                leads = [near[child] for child in below]
                for count in range(cost > 0, most + 1):
                    bits_below = [each[count - (cost > 0)] for each in leads]
                    found[count] |= reduce(or_ if best else and_, bits_below)
            near[node] = tuple(found)
        return {name for name, bit in bits.items() if near[self.tree][most] & bit} - {None}

    def made(self, chosen: Mapping[int, int]) -> dict[str, Kept]:
        """What was chosen, by level here, as the facts it cost something for and what they leave."""
        found: dict[str, Kept] = {}
        for fact, choices in self.choices.items():
            start = self.start[fact]
            if start in chosen and choices[chosen[start]].cost:
                ways, first = choices[chosen[start]].ways, self._inside(fact, chosen[start])
                found[fact] = tuple(
                    each[chosen.get(first + n, 0) if len(ways) > 1 else 0]
                    for n, each in enumerate(ways)
                )
        return found

    def _inside(self, fact: str, choice: int) -> int:
        """The first level that a choice has for itself."""
        return self.start[fact] + 1 + choice * len(self.choices[fact][choice].ways)

    def _laid_over(self, diagram: Diagram, tree: Tree) -> Tree:
        """The diagram in which facts are chosen for, and their levels follow from that."""
        entered: dict[Tree, Tree] = {}
        under: dict[Tree, list[Tree]] = {}  # of a node, what it becomes under each choice
        node = _Nodes().node
        for here in lowest_first(tree):
            if isinstance(here, Leaf):
                entered[here] = here
                continue
            fact = diagram.fact_at[here.level]
            block, level = diagram.block[fact], self.start[fact]
            if len(block) == 1:
                entered[here] = node(level, [entered[child] for child in here.children])
                continue
            place, under[here] = here.level - block.start, []
            for n, choice in enumerate(self.choices[fact]):
                below = [
                    under[child][n]
                    if isinstance(child, Node) and child.level < block.stop
                    else entered[child]
                    for child in here.children
                ]
                ways = choice.ways[place]
                if len(ways) == len(ways[0]) == 1:
                    under[here].append(below[ways[0][0]])
                else:
                    under[here].append(node(self._inside(fact, n) + place, below))
            costs = self.choices[fact][0].cost > 0  # whatever is chosen
            entered[here] = node(level, under[here], kept=costs)
        return entered[tree]


class _Nodes:
    """Nodes kept once each, as in a Forest."""

    def __init__(self) -> None:
        self.made: dict[tuple[int, tuple[Tree, ...]], Node] = {}

    def node(self, level: int, children: Iterable[Tree], *, kept: bool = False) -> Tree:
        """The one node with these children; none where they agree, unless it is to be kept."""
        key = (level, tuple(children))
        if not kept and key[1].count(key[1][0]) == len(key[1]):
            return key[1][0]
        return self.made.get(key) or self.made.setdefault(key, Node(*key))


def _options(choices: Sequence[Choice], levels: int) -> list[list[Priced]]:
    """What may be chosen for a fact, by level: one level first, then those of each choice."""
    if levels < 2:
        return [[(each.cost, each.ways[n][0]) for each in choices] for n in range(levels)]
    own: list[list[Priced]] = [[(0, each) for each in ways] for c in choices for ways in c.ways]
    return [[(each.cost, (n,)) for n, each in enumerate(choices)], *own]


def _ways(node: Node, options: Sequence[Priced]) -> list[_Way]:
    """The options at a node: where they cost the same and leave one class each, the best of them."""
    if len(options) == 1:
        ((cost, classes),) = options
        return [_Way(cost, False, tuple([node.children[c] for c in classes]))]
    together: dict[int, dict[Tree, None]] = {}
    ways: list[_Way] = []
    for cost, classes in options:
        below = dict.fromkeys([node.children[c] for c in classes])
        if len(below) == 1:
            together.setdefault(cost, {}).update(below)
        else:
            ways.append(_Way(cost, False, (*below,)))
    return ways + [_Way(cost, True, (*below,)) for cost, below in together.items()]
