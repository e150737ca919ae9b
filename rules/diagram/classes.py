"""The levels of a fact and their classes, as its kind finds them, and the place of *not sure*."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

from rules.language.answers import Answer, NotSure
from rules.language.kinds import Fact
from rules.language.kinds.grouping import Class, Grouping, Kept, Level, Told
from rules.language.not_sure import counted_answer
from rules.language.when import Atom

FINER = Class(NotSure(), "", "not sure")  # where finer questions settle what isn't sure


@dataclass(frozen=True)
class Classes:
    """The levels of one fact, side by side in the diagram, and the place of every answer.

    Which combinations of their classes some answer makes is said here: all of them, and one that
    is *not sure* where the fact has finer questions. It is FINER, the last class of the first
    level; no other level of the fact counts beside it.
    """

    fact: Fact
    grouping: Grouping

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """What the kind finds, and FINER."""
        found = self.grouping.levels
        if not found or not self.fact.not_sure.settle:
            return found
        return (replace(found[0], classes=(*found[0].classes, FINER)), *found[1:])

    @cached_property
    def every(self) -> Kept:
        """All classes of each level."""
        return tuple(tuple(range(len(level.classes))) for level in self.levels)

    def is_finer(self, level: int, index: int) -> bool:
        """Whether a class is FINER."""
        return self.levels[level].classes[index] is FINER

    def told(self, atom: Atom) -> Told:
        """On which levels a comparison depends, and how, unless one isn't sure."""
        return self.grouping.told(atom)

    def of(self, answer: Answer) -> Kept:
        """The classes an answer leaves possible, by level; all of them for an open one."""
        if not isinstance(answer, NotSure):
            return self.grouping.of(answer)
        policy = self.fact.not_sure
        if policy.counts_as is not None:
            return self.of(counted_answer(policy.counts_as))
        if policy.settle and self.levels:
            return ((len(self.every[0]) - 1,), *self.every[1:])
        return self.every

    def sure(self, kept: Kept) -> Kept | None:
        """The same without FINER; None if nothing else is left."""
        if not kept:
            return kept
        first = tuple(n for n in kept[0] if not self.is_finer(0, n))
        return (first, *kept[1:]) if first else None

    def worlds(self, kept: Kept) -> int:
        """How many combinations of classes some answer makes, of these."""
        sure = self.sure(kept)
        return (prod(map(len, sure)) if sure is not None else 0) + (sure != kept)

    def answers(self, kept: Iterable[Kept]) -> tuple[Answer, ...]:
        """The answers that mean any of these: every option, each stretch of neighbours, each set."""
        listed = [*kept]
        sure = [each for each in map(self.sure, listed) if each is not None]
        unsure = (NotSure(),) if sure != listed else ()
        return (*(self.grouping.answers(sure) if sure else ()), *unsure)

    def examples(self, kept: Iterable[Kept]) -> tuple[Answer, ...]:
        """One answer for each class, of a fact that has one level; else the same as `answers`."""
        if len(self.levels) != 1:
            return self.answers(kept)
        return tuple(self.levels[0].classes[n].answer for (classes,) in kept for n in classes)

    def example(self, kept: Kept) -> Answer:
        """One answer that lies in these classes, as somebody would give it."""
        sure = self.sure(kept)
        return NotSure() if sure is None else self.grouping.example(sure)

    def any_of(self, answers: Sequence[Answer]) -> str:
        """Answers any of which will do: "under 50", "Tea or Cocoa", "anything but Tea"."""
        return self.grouping.any_of(answers)

    def in_words(self, kept: Kept) -> str:
        """The first class left, of a fact that has one level; else all that is left."""
        if len(self.levels) != 1:
            return self.any_of(self.answers([kept]))
        return self.levels[0].classes[kept[0][0]].words

    def on_arrow(self, level: int, indexes: Iterable[int]) -> str:
        """Some classes of a level, on an arrow of a chart."""
        return self.grouping.on_arrow(level, [self.levels[level].classes[n] for n in indexes])


def classes_of(fact: Fact, comparisons: Iterable[Atom]) -> Classes:
    """The classes that these comparisons tell apart; all comparisons are about this fact."""
    return Classes(fact, fact.grouped(tuple(dict.fromkeys(comparisons))))
