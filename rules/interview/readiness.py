"""What is asked once the direction is known: for its conditions, and how far those are done."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rules.diagram.conditions import DONE, LEFT_OUT, MISSING, UNKNOWN, State
from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Selection, Tree, labels, levels
from rules.language.model import Stance
from rules.language.when import Test, atoms

from .truth import TruthReader


@dataclass(frozen=True)
class Readiness:
    """The conditions of a direction, by id in its order, and what crosses it.

    Where something is still to be asked, only what the answers leave no choice of.
    """

    states: Mapping[str, State]
    stance: Stance | None
    modifiers: tuple[str, ...]  # ids of those that surely hold

    @property
    def missing(self) -> tuple[str, ...]:
        """The conditions that must come first."""
        return tuple(id_ for id_, state in self.states.items() if state == MISSING)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The conditions of which nobody knows."""
        return tuple(id_ for id_, state in self.states.items() if state == UNKNOWN)


def readiness(diagram: Diagram, selection: Selection, verdict: Verdict) -> Readiness:
    """What the answers say of a direction's conditions."""
    made = diagram.conditions
    direction = verdict[-1] or ""
    ready_when = diagram.rules.outcomes[direction].ready_when
    left = ((id_, _only(labels(made.states[id_], selection))) for id_ in ready_when)
    states = {id_: state for id_, state in left if state}
    crossing = diagram.rules.crossing(direction)
    holding = (id_ for id_ in crossing if labels(made.modifiers[id_], selection) == {True})
    stances = labels(made.stances[direction], selection)
    return Readiness(states, stances.pop() if len(stances) == 1 else None, tuple(holding))


def _only(found: set[State]) -> State | None:
    """The state that is left, be it that an unasked fact leaves it done or left out."""
    if DONE in found:
        found = found - {LEFT_OUT}
    return next(iter(found)) if len(found) == 1 else None


def open_facts(
    diagram: Diagram, selection: Selection, answers: Container[str], verdict: Verdict
) -> Iterator[str]:
    """The facts to ask once the direction is known, in order; none in language 1.

    First those that tell states of its conditions apart, in the order of `ready_when`; of each, what
    `applies` reads first. Then those on which a modifier that asks depends.
    """
    made, rules = diagram.conditions, diagram.rules
    for id_ in _ready_when(diagram, verdict):
        condition = rules.conditions[id_]
        if wanted := _told_apart(diagram, made.asked[id_], selection, answers):
            yield from _as_read(wanted, condition.applies, condition.when)
    for id_, modifier in rules.crossing(verdict[-1]).items():
        if modifier.ask:
            yield from _told_apart(diagram, made.modifiers[id_], selection, answers)


def telling(
    diagram: Diagram, selection: Selection, answers: Container[str], verdict: Verdict, fact: str
) -> tuple[str, ...]:
    """The conditions of a direction, by id, whose state depends on an unasked fact."""
    asked = diagram.conditions.asked
    return tuple(
        id_
        for id_ in _ready_when(diagram, verdict)
        if fact in _told_apart(diagram, asked[id_], selection, answers)
    )


def asked_once_known(diagram: Diagram, verdict: Verdict) -> set[str]:
    """All facts that may be asked for the conditions of a direction, or for what crosses it."""
    made = diagram.conditions
    crossing = diagram.rules.crossing(verdict[-1])
    asking = (id_ for id_, modifier in crossing.items() if modifier.ask)
    ready_when = _ready_when(diagram, verdict)
    trees = [*(made.asked[id_] for id_ in ready_when), *(made.modifiers[id_] for id_ in asking)]
    return {fact for tree in trees for fact in diagram.tested(levels(tree))}


def _ready_when(diagram: Diagram, verdict: Verdict) -> tuple[str, ...]:
    """The conditions of a verdict's direction; none of a gap."""
    return diagram.rules.outcomes[verdict[-1]].ready_when if verdict[-1] else ()


def facts_needed(
    diagram: Diagram,
    answers: Container[str],
    verdict: Verdict,
    reader: TruthReader,
    before: Literal["advice"] | None,
) -> Iterator[tuple[str, bool]]:
    """The unasked facts that a verdict may need for its wording, and whether it surely does.

    In language 2 only those that are asked then: `before` the advice, or else after it.
    """
    for outcome in diagram.outcomes(verdict):
        for need in outcome.needs:
            if diagram.values_unsure and need.before != before:
                continue
            truth = reader.truth(need.when)
            if need.fact not in answers and truth is not False:
                yield need.fact, truth is True


def _told_apart(
    diagram: Diagram, tree: Tree, selection: Selection, answers: Container[str]
) -> tuple[str, ...]:
    """The unasked facts of which two answers make a difference, as listed."""
    found = diagram.tested(levels(diagram.restrict(tree, selection)))
    return tuple(fact for fact in found if fact not in answers)


def _as_read(wanted: tuple[str, ...], *tests: Test) -> Iterator[str]:
    read = dict.fromkeys(atom.fact for test in tests for atom in atoms(test))
    yield from (fact for fact in read if fact in wanted)
