"""The cheapest choice for each fact with which every way through a diagram ends as wanted.

What would change a recommendation, which answers force it and what rules a rule out are all this
one question; they differ in what may be chosen, and at what cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush

from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Node, Tree, branch, labels, levels
from rules.language.answers import Answer
from rules.language.kinds.grouping import Kept

from .choices import UNREACHED, Choices, Wanted, only

MAX_STEPS = 2_000  # of one search: some tenths of a second


class EffortError(Exception):
    """A search was given up after its number of steps."""


def cheapest(
    choices: Choices, wanted: Wanted, max_steps: int = MAX_STEPS, at_most: int = UNREACHED - 1
) -> dict[str, Kept] | None:
    """The cheapest choice for each fact, so that every way they leave ends as wanted.

    Returns the classes chosen where they cost something, by fact; None if nothing that costs
    `at_most` so much helps. Where costs are equal, an earlier choice for a fact goes before a
    later one, upper facts first. Raises EffortError past `max_steps`: the question is NP-hard
    once facts stay open.
    """
    tree, options = choices.tree, choices.options
    least = choices.least(wanted)
    start = frozenset([tree])
    todo: list[tuple[int, tuple[tuple[int, int], ...], int, frozenset[Tree]]] = []
    if least[tree] <= at_most:
        todo.append((least[tree], (), 0, start))
    done: set[frozenset[Tree]] = set()
    steps = 0
    while todo:
        _, chosen, spent, here = heappop(todo)
        if here in done:
            continue
        nodes = [each for each in here if isinstance(each, Node)]
        if not nodes:
            return choices.made(dict(chosen))
        done.add(here)
        level = min(node.level for node in nodes)
        steps += len(options[level]) > 1
        if steps > max_steps:
            raise EffortError(f"more than {max_steps:,} steps")
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
    choices = {
        fact: [
            only(0, classes.every),
            *([only(1, classes.of(answers[fact]))] if fact in answers else []),
        ]
        for fact in diagram.tested(levels(tree))
        for classes in [diagram.classes[fact]]
    }
    try:
        found = {*(cheapest(Choices(diagram, tree, choices), wanted) or ())}
    except EffortError:
        found = _none_superfluous(diagram, tree, answers, wanted)
    return tuple(fact for fact in diagram.facts if fact in found)


def _none_superfluous(
    diagram: Diagram, tree: Tree, answers: Mapping[str, Answer], wanted: Wanted
) -> set[str]:
    """The facts whose answers are left once each that the others can spare is taken back."""
    kept = dict(answers)
    for fact in filter(answers.__contains__, reversed(diagram.facts)):
        fewer = {id_: answer for id_, answer in kept.items() if id_ != fact}
        if all(map(wanted, labels(tree, diagram.selection(fewer)))):
            kept = fewer
    return {*kept}
