"""What isn't sure and could turn the direction: the facts on which it hangs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Selection, Tree, labels
from rules.language.answers import Answer, NotSure
from rules.language.kinds.grouping import Kept

from .choices import Choice, Choices, Wanted, each_of, only
from .search import EffortError, cheapest


def opening(
    diagram: Diagram,
    selection: Selection,
    answers: Mapping[str, Answer],
    verdict: Verdict,
    unknown: Sequence[str],
) -> tuple[str, ...]:
    """On which loose answers of a finished interview the direction turns; none where it is forced.

    The facts of which each turns it alone, those that lead to No first; else the smallest set.
    It turns if some plain values of what isn't sure, together, lead to another verdict whatever is
    unasked. Not counted are facts whose author says what *not sure* means, and ways on which one of
    the direction's `unknown` conditions leads elsewhere: those are named as such.
    """
    within = _Loose(diagram, selection, answers)
    known = {(verdict[-1], condition) for condition in unknown}

    def elsewhere(label: Any) -> bool:
        came_to, taken = label
        return bool(came_to != verdict and known.isdisjoint(taken))

    if not within.facts or not any(map(elsewhere, within.labels(within.facts))):
        return ()
    alone = [fact for fact in within.facts if within.turning([fact], elsewhere)]
    if alone:
        alone.sort(key=lambda fact: not within.leads_to_no(fact, elsewhere))
        return tuple(alone)
    return within.turning(within.facts, elsewhere)


class _Loose:
    """The answers that leave several plain ones possible, and what those lead to."""

    def __init__(
        self, diagram: Diagram, selection: Selection, answers: Mapping[str, Answer]
    ) -> None:
        self.diagram = diagram
        self.selection = selection
        known = (fact for fact in diagram.turning if fact in answers)
        self.facts = [fact for fact in known if self._counts(fact, answers)]

    @cached_property
    def tree(self) -> Tree:
        """What may be, were all of them known."""
        return self.diagram.restrict(self.diagram.routes, self._around(self.facts))

    def _counts(self, fact: str, answers: Mapping[str, Answer]) -> bool:
        said = isinstance(answers[fact], NotSure)
        meant = said and not self.diagram.rules.facts[fact].not_sure.stays_open
        return not meant and self.diagram.classes[fact].loose(self._left(fact))

    def _left(self, fact: str) -> Kept:
        return self.diagram.left(fact, self.selection)

    def _covers(self, fact: str) -> Kept:
        return self.diagram.classes[fact].covers(self._left(fact))

    def labels(self, facts: Sequence[str]) -> set[Any]:
        """All that may be, were any of these facts known."""
        return labels(self.tree, self._around(facts))

    def _around(self, facts: Sequence[str]) -> Selection:
        """The classes left, were any of these facts known."""
        around = [*self.selection]
        for fact in facts:
            block, stays = self.diagram.block[fact], self._left(fact)
            known_as = zip(stays, self._covers(fact), strict=True)
            around[block.start : block.stop] = [(*each, *plain) for each, plain in known_as]
        return around

    def turning(self, loose: Sequence[str], wanted: Wanted) -> tuple[str, ...]:
        """The fewest of these facts that, known so or so, lead there whatever is unasked."""
        choices: dict[str, list[Choice]] = {}
        for fact, classes in self.diagram.classes.items():
            choices[fact] = [only(0, self._left(fact))]
            if fact in loose:
                choices[fact] += each_of(1, classes, self._covers(fact))
        try:
            found = cheapest(Choices(self.diagram, self.tree, choices), wanted)
        except EffortError:
            return ()
        return tuple(fact for fact in self.diagram.facts if fact in (found or {}))

    def leads_to_no(self, fact: str, wanted: Wanted) -> bool:
        """Whether this fact, known so or so, may lead to No."""
        ends = {label[0][-1] for label in self.labels([fact]) if wanted(label)}
        outcomes = self.diagram.rules.outcomes  # no end has none, but in a set that isn't proved
        return any(end is not None and outcomes[end].stance == "no" for end in ends)
