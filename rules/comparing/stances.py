"""With which first words each version heads its advice, and by which condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from rules.diagram.conditions import MISSING, UNKNOWN
from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Forest, Leaf, Tree
from rules.interview.explain import Recommendation

Heading: TypeAlias = str | None  # "not_yet: evals missing"; None where nothing is said


def heading(stance: str | None, missing: Sequence[str], unknown: Sequence[str]) -> Heading:
    """A stance with the first condition that makes it."""
    if stance == "not_yet" and missing:
        return f"{stance}: {missing[0]} missing"
    return f"{stance}: {unknown[0]} unknown" if stance == "yes_if" and unknown else stance


def heading_of(advised: Recommendation, names: Mapping[str, str]) -> Heading:
    """What heads an advice. Conditions are named as `names` says."""
    missing, unknown = (
        [names.get(id_, id_) for id_ in each] for each in (advised.missing, advised.unknown)
    )
    return heading(advised.stance, missing, unknown)


def headings(diagram: Diagram, forest: Forest, names: Mapping[str, str]) -> Tree:
    """Each verdict with what heads it: leaves hold a pair. Conditions are named as `names` says."""

    def simply(verdict: Verdict) -> tuple[Verdict, Heading]:
        return verdict, _without_conditions(diagram, verdict)

    tree = forest.mapped(diagram.verdict, simply)
    for direction in diagram.directions:
        if diagram.rules.outcomes[direction].ready_when and diagram.values_unsure:
            tree = forest.combine(
                tree, _by_conditions(diagram, forest, direction, names), _under(forest, direction)
            )
    return tree


def _without_conditions(diagram: Diagram, verdict: Verdict) -> Heading:
    text, direction = diagram.recommendation(verdict), verdict[-1]
    if text is None or direction is None:
        return None
    return text.stance or diagram.rules.outcomes[direction].stance


def _by_conditions(
    diagram: Diagram, forest: Forest, direction: str, names: Mapping[str, str]
) -> Tree:
    """The heading of a direction, by the first condition that is missing, else unknown."""
    tree: Tree = forest.leaf("yes")
    for id_ in diagram.rules.outcomes[direction].ready_when:
        named = [names.get(id_, id_)]
        missing, unknown = heading("not_yet", named, ()), heading("yes_if", (), named)

        def join(
            left: Leaf, right: Tree, here: tuple[Heading, Heading] = (missing, unknown)
        ) -> Tree | None:
            if left.label.startswith("not_yet"):
                return left
            if not isinstance(right, Leaf):
                return None
            if right.label == MISSING:
                return forest.leaf(here[0])
            first = right.label == UNKNOWN and left.label == "yes"
            return forest.leaf(here[1]) if first else left

        tree = forest.combine(tree, diagram.conditions.states[id_], join)
    return tree


def _under(forest: Forest, direction: str) -> Callable[[Leaf, Tree], Tree | None]:
    """Puts what heads a direction in the place of what heads it without conditions."""

    def join(left: Leaf, right: Tree) -> Tree | None:
        verdict, _ = left.label
        if verdict[-1] != direction:
            return left
        return forest.leaf((verdict, right.label)) if isinstance(right, Leaf) else None

    return join
