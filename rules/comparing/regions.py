"""Where a diagram ends how often, with an example each: what diff reports."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Leaf, Node, Tree
from rules.language.answers import Answer

NOTHING = object()  # the label of no leaf


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


def regions(diagram: Diagram, tree: Tree, passed_over: object = NOTHING) -> dict[Any, Region]:
    """By label, where a tree over a diagram's facts ends; the largest region first.

    Answers that end in the label `passed_over` count for nothing, and neither do ranges that stand
    for several classes.
    """
    counts = {end: n for end, n in diagram.counts(tree).items() if n and end != passed_over}
    total = sum(counts.values())
    ways = _shortest_ways(diagram, tree)
    found = sorted(counts, key=lambda label: (-counts[label], str(label)))
    return {
        label: Region(
            counts[label],
            counts[label] / total,
            tuple(_given(diagram, ways[label])),
        )
        for label in found
    }


def _given(diagram: Diagram, way: list[tuple[int, int]]) -> Iterator[ExampleAnswer]:
    """One answer for each fact on a way."""
    for fact_id, kept in diagram.kept_on(dict(way)).items():
        fact, classes = diagram.rules.facts[fact_id], diagram.classes[fact_id]
        yield ExampleAnswer(fact_id, fact.label, classes.in_words(kept), classes.example(kept))


def _shortest_ways(diagram: Diagram, tree: Tree) -> dict[Any, list[tuple[int, int]]]:
    """By label, the classes on the way to a leaf that asks for the fewest facts."""
    came_from: dict[Tree, tuple[Node, int] | None] = {tree: None}
    distance, done = {tree: 0}, set[Tree]()
    queue = deque([tree])
    ways: dict[Any, list[tuple[int, int]]] = {}
    while queue:
        here = queue.popleft()
        if here in done:
            continue
        done.add(here)
        if isinstance(here, Leaf):
            ways[here.label] = [*_back(here, came_from)][::-1]
            continue
        for index, child in diagram.worlds.counted(here):
            further = diagram.worlds.leaves_fact(here, child)
            if child not in distance or distance[here] + further < distance[child]:
                came_from[child], distance[child] = (here, index), distance[here] + further
                (queue.append if further else queue.appendleft)(child)
    return ways


def _back(here: Tree, came_from: dict[Tree, tuple[Node, int] | None]) -> Iterator[tuple[int, int]]:
    while step := came_from[here]:
        here, index = step
        yield here.level, index
