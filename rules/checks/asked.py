"""Every fact is read, and asked where it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, partial
from typing import NamedTuple

from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Forest, Leaf, Node, Tree, labels, levels, reachable
from rules.interview.readiness import asked_once_known
from rules.language.faults import Problem
from rules.language.model import every_atom

from .region import ending_in


def unread(diagram: Diagram) -> Iterator[Problem]:
    """Facts that nothing reads, and nobody is asked."""
    read, needed = _read(diagram), _needed(diagram, labels(diagram.verdict))
    for fact in diagram.rules.facts:
        if fact not in read and fact not in needed:
            message = f"no rule reads '{fact}': use it, or remove it"
            yield Problem("unread fact", message, ("facts", fact))


def unasked(diagram: Diagram) -> Iterator[Problem]:
    """Facts that something reads, though nobody is ever asked for them."""
    stages = [*_stages(diagram)]
    asked = _asked(diagram, stages)
    never = [fact for fact in _read(diagram) if fact not in asked]
    late = _worth_asking(diagram, stages, asked, {*diagram.facts}) if never else asked
    for fact in never:
        if fact in late:
            message = f"'{fact}' is asked only of those who are *not sure* of what is never asked"
            told = f"{message}: let that be asked, or remove what reads it"
        elif fact in _tested(diagram):
            message = f"only *not sure* of '{fact}' makes a difference, so it is never asked"
            told = f"{message}: let two of its answers lead to different outcomes"
        else:
            message = "can't change the verdict and is never asked: let an outcome need it"
            told = f"'{fact}' {message}, or remove what reads it"
        yield Problem("unasked fact", told, ("facts", fact))


def _read(diagram: Diagram) -> dict[str, None]:
    """The facts that tests compare."""
    return dict.fromkeys(atom.fact for atom in every_atom(diagram.rules))


def _needed(diagram: Diagram, verdicts: AbstractSet[Verdict]) -> set[str]:
    """The facts that some of these verdicts need for their wording."""
    outcomes = (each for verdict in verdicts for each in diagram.outcomes(verdict))
    return {need.fact for outcome in outcomes for need in outcome.needs}


def _tested(diagram: Diagram) -> set[str]:
    """The facts on which the verdict depends, or what is said of its conditions."""
    found = {*diagram.tested(levels(diagram.verdict))}
    return found.union(*(asked_once_known(diagram, each) for each in labels(diagram.verdict)))


class _Stage(NamedTuple):
    """Something that questions tell apart: the facts of which it is asked, and where."""

    facts: AbstractSet[str]  # beside those that an earlier stage tells apart
    tree: Callable[[], Tree]


def _asked(diagram: Diagram, stages: Sequence[_Stage]) -> AbstractSet[str]:
    """The facts that may be asked, where nobody is *not sure* of what wasn't asked before."""
    found: AbstractSet[str] = frozenset()
    while (more := _worth_asking(diagram, stages, found, found)) != found:
        found = more
    return found


def _worth_asking(
    diagram: Diagram, stages: Sequence[_Stage], known: AbstractSet[str], unsure: AbstractSet[str]
) -> AbstractSet[str]:
    """The facts that may be asked if people may be *not sure* of some facts, and of no others.

    Of these some two answers, neither of them *not sure*, tell apart what they decide, or what is
    decided needs them for its wording. Those that are `known` to be asked aren't looked for.
    """
    plain = zip(diagram.fact_at, diagram.unasked, strict=True)
    may_be = [None if fact in unsure else kept for fact, kept in plain]
    found = known | _needed(diagram, labels(diagram.verdict, may_be))
    if not diagram.values_unsure:
        return found | _tested(diagram)
    for facts, tree in stages:
        if not facts <= found:
            found |= {*_askable(diagram, diagram.restrict(tree(), may_be))}
    return found


def _stages(diagram: Diagram) -> Iterator[_Stage]:
    """The verdict; then each condition of a direction, and each modifier that asks, where it leads.

    Where it leads, another fact than those of the verdict and the condition tells nothing apart.
    """
    yield _Stage({*diagram.tested(levels(diagram.verdict))}, lambda: diagram.verdict)
    rules, made = diagram.rules, diagram.conditions
    for direction in diagram.directions:
        asking = (id_ for id_, each in rules.crossing(direction).items() if each.ask)
        trees = [*(made.asked[id_] for id_ in rules.outcomes[direction].ready_when)]
        trees += [made.modifiers[id_] for id_ in asking]
        for tree in trees:
            facts = {*diagram.tested(levels(tree))}
            yield _Stage(facts, cache(partial(_where_led, diagram, direction, tree)))


def _where_led(diagram: Diagram, direction: str, tree: Tree) -> Tree:
    """What a tree ends in where the verdict ends in a direction; None elsewhere."""
    forest = Forest()  # its own: the rule set's would be full before all are looked at
    elsewhere = forest.leaf(None)

    def join(here: Leaf, told: Tree) -> Tree | None:
        if not here.label:
            return elsewhere
        return told if isinstance(told, Leaf) else None

    return forest.combine(ending_in(diagram, direction, forest), tree, join)


def _askable(diagram: Diagram, tree: Tree) -> Iterator[str]:
    """The facts of which, somewhere, two answers that leave nothing open lead to different ends."""
    fact_at = diagram.fact_at
    entered: dict[str, set[Node]] = {}  # by fact, the nodes at which some way comes to it
    ways = [("", tree)]
    ways += [
        (fact_at[n.level], c) for n in reachable(tree) if isinstance(n, Node) for c in {*n.children}
    ]
    for before, here in ways:
        if isinstance(here, Node) and fact_at[here.level] != before:
            entered.setdefault(fact_at[here.level], set()).add(here)
    for fact, nodes in entered.items():
        if any(_parted(diagram, node, diagram.block[fact]) for node in nodes):
            yield fact


def _parted(diagram: Diagram, here: Tree, block: range) -> bool:
    """Whether the plain answers to the fact of these levels lead on differently from a node."""
    ends: set[Tree] = set()
    queue = [here]
    while queue and len(ends) < 2:
        each = queue.pop()
        if isinstance(each, Node) and each.level in block:
            queue.extend({each.children[n] for n in _plain(diagram, each.level)})
        else:
            ends.add(each)
    return len(ends) > 1


def _plain(diagram: Diagram, level: int) -> tuple[int, ...]:
    fact = diagram.fact_at[level]
    return diagram.classes[fact].plain[level - diagram.block[fact].start]
