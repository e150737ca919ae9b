"""Two versions over common facts walked side by side, and what their ends come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.diagram.diagram import Diagram, Verdict
from rules.diagram.nodes import Forest, Leaf, Tree
from rules.language import past_names

from .groups import Moves
from .merging import Merged
from .regions import Region, regions
from .stances import Heading, headings

NOT_PLAIN = "not plain"  # where the languages mean different things: neither is compared there


class SideBySide:
    """Two versions over common facts, walked side by side."""

    def __init__(self, merged: Merged, limit: int, plainly: bool) -> None:
        self.merged = merged
        self.limit = limit
        self.plainly = plainly

    def found(
        self, forest: Forest, old: Tree, new: Tree, judge: Callable[[Any, Any], object]
    ) -> dict[Any, Region]:
        """Where both end how, by what `judge` makes of the two ends."""

        def join(left: Leaf, right: Tree) -> Tree | None:
            return forest.leaf(judge(left.label, right.label)) if isinstance(right, Leaf) else None

        def among(left: Leaf, right: Tree) -> Tree:
            return right if left.label else forest.leaf(NOT_PLAIN)

        tree = forest.combine(old, new, join)
        if self.plainly:
            tree = forest.combine(_plain(forest, self.merged.new), tree, among)
        return regions(self.merged.new, tree, NOT_PLAIN)

    def verdicts(self) -> dict[Any, Region]:
        """By recommendations before and after; None is where nothing changes."""
        old, new = self.merged.old.verdict, self.merged.new.verdict
        return self.found(Forest(self.limit), old, new, _judge(self.merged))

    def headed(self) -> dict[Any, Region]:
        """By the first words before and after, where the recommendation stays; None as above."""
        forest, recommended = Forest(self.limit), _judge(self.merged)
        past = past_names.conditions(self.merged.new.rules).past
        old, new = headings(self.merged.old, forest, past), headings(self.merged.new, forest, {})

        def judge(old: Any, new: Any) -> tuple[Heading, Heading] | None:
            ends = recommended(old[0], new[0])
            stays = ends is None or ends[0] == ends[1]
            return (old[1], new[1]) if stays and old[1] != new[1] else None

        return self.found(forest, old, new, judge)

    def added(self, was: str, now: str) -> Moves:
        """Of a table beside the verdict, the outcomes that it adds before and after."""
        old, new = self.merged.old, self.merged.new
        successors = past_names.outcomes(new.rules).now(old.rules.outcomes)

        def judge(before: Any, after: Any) -> tuple[str | None, str | None] | None:
            outcome = old.outcome_of(before)
            ends = (
                successors.get(outcome, outcome) if outcome else None,
                new.outcome_of(after),
            )
            return None if ends[0] == ends[1] else ends

        found = self.found(Forest(self.limit), old.read[was], new.read[now], judge)
        return {ends: region for ends, region in found.items() if ends}


def _plain(forest: Forest, diagram: Diagram) -> Tree:
    """Where every answer is plain, none of them *not sure* and no range over a bound."""
    tree: Tree = forest.leaf(True)
    for fact, classes in reversed([*diagram.classes.items()]):
        after = tree
        for n in reversed(range(len(classes.levels))):
            below = [
                forest.leaf(False) if index not in classes.plain[n] else tree
                for index in classes.every[n]
            ]
            lone = [index for index in classes.plain[n] if classes.is_lone(n, index)]
            for index in lone:
                below[index] = after
            tree = forest.node(diagram.block[fact].start + n, tuple(below))
    return tree


def _judge(merged: Merged) -> Callable[[Verdict, Verdict], tuple[str | None, str | None] | None]:
    """Recommendations before and after, or None where nothing changes."""
    texts = past_names.recommendations(merged.new.rules).now(merged.old.caution)
    outcomes = past_names.outcomes(merged.new.rules).now(merged.old.rules.outcomes)

    def judge(old: Verdict, new: Verdict) -> tuple[str | None, str | None] | None:
        was, now = merged.old.recommendation(old), merged.new.recommendation(new)
        ends = (texts.get(was.id, was.id) if was else None, now.id if now else None)
        told = {outcomes.get(each, each) for each in old if each}
        as_before = ends[0] is None or told == {each for each in new if each}
        return None if ends[0] == ends[1] and as_before else ends

    return judge
