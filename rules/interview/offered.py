"""The ranges to offer where a number is asked: those in which the way on differs now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Node, Selection, Tree, labels, reachable
from rules.language.answers import Answer, Range
from rules.language.kinds.grouping import Class

from .interview import Interview


def ranges_offered(held: Interview, fact: str) -> tuple[Answer, ...]:
    """The answers to offer for a number: its classes, where the way they lead now differs.

    Neighbouring classes that lead the same way, given the other answers, are offered as one, unless
    a condition of a direction that they leave possible tells them apart.
    """
    diagram = held.diagram
    others = {id_: answer for id_, answer in held.answers.items() if id_ != fact}
    selection = diagram.selection(others)
    level = diagram.block[fact].start
    anything = [None if n == level else kept for n, kept in enumerate(selection)]
    nodes = [
        here
        for tree in _read_of_numbers(diagram, selection)
        for here in reachable(diagram.restrict(tree, anything))
        if isinstance(here, Node) and here.level == level
    ]
    offered: list[list[Class]] = []
    for each in diagram.classes[fact].levels[0].classes:
        if not (isinstance(each.answer, Range) and each.plain):
            continue  # not sure is offered beside the ranges
        if offered and nodes and _lead_one_way(diagram, fact, nodes, [*offered[-1], each]):
            offered[-1].append(each)
        else:
            offered.append([each])
    return tuple(chain.from_iterable(map(diagram.rules.facts[fact].answers, offered)))


def _read_of_numbers(diagram: Diagram, selection: Selection) -> Iterator[Tree]:
    """All in which a number may make a difference that these classes leave possible."""
    made, joins = diagram.conditions, diagram.rules.verdict
    yield diagram.verdict
    yield from (tree for name, tree in diagram.read.items() if name not in joins)
    yield from diagram.needed
    possible = labels(diagram.restrict(diagram.verdict, selection))
    directions = {verdict[-1] for verdict in possible} if made.asked or made.modifiers else set()
    for direction in directions - {None}:
        yield from (made.modifiers[id_] for id_ in diagram.rules.crossing(direction))
        yield from (made.asked[id_] for id_ in diagram.rules.outcomes[direction].ready_when)


def _lead_one_way(
    diagram: Diagram, fact: str, nodes: Sequence[Node], neighbours: Sequence[Class]
) -> bool:
    """Whether each of these classes leads where the stretch that they make together does."""
    (stretch,) = diagram.rules.facts[fact].answers(neighbours)
    places = map(diagram.classes[fact].of, (stretch, *(each.answer for each in neighbours)))
    kept = {n for (place,) in places for n in place}
    return all(len({id(node.children[n]) for n in kept}) == 1 for node in nodes)
