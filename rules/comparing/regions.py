"""Where a diagram ends how often, with an example each: what diff reports."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, Node, Tree
from rules.language.answers import Answer


class ExampleAnswer(NamedTuple):
    """One answer of an example: the fact by id and label, and the class of answers it lies in."""

    fact: str
    label: str
    words: str
    answer: Answer


@dataclass(frozen=True)
class Region:
    """All answer sets that end the same way.

    `count` is of complete sets of classes, `share` their part of all, 0 to 1; `example` is the
    fewest answers that lead there.
    """

    count: int
    share: float
    example: tuple[ExampleAnswer, ...]

    def __str__(self) -> str:
        return ", ".join(f"{given.label}: {given.words}" for given in self.example) or "any answers"


def regions(diagram: Diagram, tree: Tree) -> dict[Any, Region]:
    """By label, where a tree over a diagram's facts ends; the largest region first."""
    counts = diagram.counts(tree)
    total = sum(counts.values())
    ways = _shortest_ways(tree)
    found = sorted(counts, key=lambda label: (-counts[label], str(label)))
    return {
        label: Region(
            counts[label],
            counts[label] / total,
            tuple(_given(diagram, *step) for step in ways[label]),
        )
        for label in found
    }


def _given(diagram: Diagram, level: int, index: int) -> ExampleAnswer:
    fact_id = diagram.facts[level]
    fact, each = diagram.rules.facts[fact_id], diagram.classes[fact_id][index]
    return ExampleAnswer(fact_id, fact.label, each.words, each.answer)


def _shortest_ways(tree: Tree) -> dict[Any, list[tuple[int, int]]]:
    """By label, the classes on the way to a leaf that has the fewest nodes."""
    came_from: dict[Tree, tuple[Node, int] | None] = {tree: None}
    queue = deque([tree])
    ways: dict[Any, list[tuple[int, int]]] = {}
    while queue:
        here = queue.popleft()
        if isinstance(here, Leaf):
            ways[here.label] = [*_back(here, came_from)][::-1]
            continue
        for index, child in enumerate(here.children):
            if child not in came_from:
                came_from[child] = (here, index)
                queue.append(child)
    return ways


def _back(here: Tree, came_from: dict[Tree, tuple[Node, int] | None]) -> Iterator[tuple[int, int]]:
    while step := came_from[here]:
        here, index = step
        yield here.level, index
