"""The proofs about conditions: each can hold and fail, yes can be reached, and what must never be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from rules.diagram.conditions import DONE, MISSING
from rules.diagram.diagram import Diagram
from rules.diagram.nodes import Forest, Leaf, Tree, labels
from rules.diagram.ways import Ways
from rules.language.faults import Problem
from rules.language.model import Condition
from rules.language.when import atoms
from rules.language.wording import listed

from .examples import in_words, way_to
from .region import Tested, ending_in, where


def broken_promises(diagram: Diagram) -> Iterator[Problem]:
    """Directions that train and can't come to yes, and what must never be and can."""
    advised = labels(diagram.advised)
    for outcome in diagram.directions:
        stances = {stance for verdict, stance in advised if verdict and verdict[-1] == outcome}
        if diagram.rules.outcomes[outcome].trains and "yes" not in stances:
            message = f"no answers make '{outcome}' a yes: correct its conditions, or its 'trains'"
            yield Problem("never yes", message, ("outcomes", outcome, "ready_when"))
    for index, never in enumerate(diagram.rules.never):
        holds = diagram.where(never.when)
        if diagram.ways(diagram.advised).beside(holds) & {*filter(_trains, advised)}:
            joined = diagram.forest.combine(holds, diagram.advised, _beside(diagram))
            example = in_words(way_to(diagram, joined, True))
            message = f"'{never.id}' says what must never be, and it is yes for {example}"
            told = f"{message}: correct the rules or its 'when'"
            yield Problem("broken never", told, ("never", index))


def _trains(label: Any) -> bool:
    return label[1] in ("yes", "yes_if")


def _beside(diagram: Diagram) -> Callable[[Leaf, Tree], Tree | None]:
    yes, no = diagram.forest.leaf(True), diagram.forest.leaf(False)

    def join(holds: Leaf, advised: Tree) -> Tree | None:
        if not holds.label:
            return no
        return (yes if _trains(advised.label) else no) if isinstance(advised, Leaf) else None

    return join


def idle_conditions(diagram: Diagram) -> Iterator[Problem]:
    """Conditions and rows that never come to anything, or do more than they say."""
    rules = diagram.rules
    used = {id_ for outcome in rules.outcomes.values() for id_ in outcome.ready_when}
    for id_ in rules.conditions:
        if id_ not in used:
            message = f"no outcome is ready when '{id_}': name it under 'ready_when', or remove it"
            yield Problem("unused condition", message, ("conditions", id_))
    found = Idle(diagram)
    for outcome in diagram.directions:
        for index, id_ in enumerate(rules.outcomes[outcome].ready_when):
            for message in found.of(outcome, id_):
                path = ("outcomes", outcome, "ready_when", index)
                yield Problem("idle condition", f"'{id_}' of '{outcome}' {message}", path)
    yield from _untold(diagram)


def _untold(diagram: Diagram) -> Iterator[Problem]:
    """Rows and modifiers that are never said."""
    rules = diagram.rules
    for index, row in enumerate(rules.collect):
        ends = diagram.ways(diagram.verdict).beside(diagram.where(row.when))
        if all(verdict[-1] in row.unless for verdict in ends):
            why = "its 'unless' names every direction there" if ends else "its 'when' can't hold"
            told = f"'{row.id}' is never said: {why}: correct it, or remove it"
            yield Problem("untold line", told, ("collect", index))

    for id_ in rules.modifiers:
        if labels(where_said(diagram, id_, Forest())) == {False}:
            told = f"'{id_}' is never said: its 'when' can't hold in a direction that it crosses"
            yield Problem("untold line", f"{told}: correct it, or remove it", ("modifiers", id_))


def where_said(diagram: Diagram, id_: str, forest: Forest) -> Tree:
    """Where a modifier surely holds and lies across the direction, made in a forest."""

    def join(verdict: Leaf, holds: Tree) -> Tree:
        crossed = id_ in diagram.rules.crossing(verdict.label[-1])
        return holds if crossed else forest.leaf(False)

    return forest.combine(diagram.verdict, diagram.conditions.modifiers[id_], join)


class Idle:
    """What conditions of a direction can't come to there, and what their fulfilment may do."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.verdict = Tested(diagram.verdict)
        self.detours = {each for _, taken in labels(diagram.routes) for each in taken or ()}
        self.forest = Forest()  # its own: the rule set's would be full before all are looked at
        self.ends_in = cache(partial(ending_in, diagram, forest=self.forest))

    def of(self, outcome: str, id_: str) -> Iterator[str]:
        """What is to be said of one condition."""
        condition, states = self.diagram.rules.conditions[id_], self.diagram.conditions.states[id_]
        found = self.diagram.ways(states).beside(self.ends_in(outcome))
        if DONE not in found:
            yield "is never done there: correct its 'when', or leave it out"
        if condition.otherwise and (outcome, id_) not in self.detours:
            yield f"never leads to '{condition.otherwise}': correct its 'when', or leave it out"
        if not condition.otherwise and MISSING not in found:
            yield "is never missing there: correct its 'when', or leave it out"
        if not condition.otherwise and (facts := self._moving(outcome, id_, condition)):
            named = listed([f"'{fact}'" for fact in facts])
            yield f"may lead to another direction once it is done: {named} decides there too"

    def _moving(self, outcome: str, id_: str, condition: Condition) -> tuple[str, ...]:
        """The facts of a condition that, where it is missing, can change the verdict as well."""
        verdict, block = self.verdict, self.diagram.block
        facts = dict.fromkeys(atom.fact for atom in atoms(condition.when))
        read = [fact for fact in facts if verdict.tests(verdict.tree, block[fact])]
        if not read:
            return ()
        no, states = self.forest.leaf(False), self.diagram.conditions.states[id_]
        missing = self.forest.combine(
            states,
            self.ends_in(outcome),
            lambda state, here: here if state.label == MISSING else no,
        )
        region = where(Ways(missing), {True})
        if region.nowhere:
            return ()
        return tuple(fact for fact in read if region.changes(verdict, block[fact]))
