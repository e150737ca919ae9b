"""The classes of a fact, as its kind finds them, and the place of *not sure* among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.language.answers import Answer, NotSure
from rules.language.kinds import Fact
from rules.language.kinds.grouping import Class, Grouping
from rules.language.not_sure import counted_answer
from rules.language.when import Atom, holds

FINER = Class(NotSure(), "", "not sure")  # where finer questions settle what isn't sure


@dataclass(frozen=True)
class Classes:
    """The classes of one fact, in order, and the place of every answer among them.

    The last is FINER where the fact has finer questions.
    """

    fact: Fact
    grouping: Grouping

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """What the kind finds, and FINER."""
        return (*self.grouping.classes, *([FINER] if self.fact.not_sure.settle else []))

    def __len__(self) -> int:
        return len(self.classes)

    def __getitem__(self, index: int) -> Class:
        return self.classes[index]

    def told(self, atom: Atom) -> tuple[bool, ...]:
        """Whether a comparison holds, for each class but that of *not sure*."""
        return tuple(holds(atom, each.example) for each in self.grouping.classes)

    def of(self, answer: Answer) -> tuple[int, ...]:
        """The indexes of the classes an answer leaves possible; all of them for an open one."""
        if not isinstance(answer, NotSure):
            return self.grouping.of(answer)
        policy = self.fact.not_sure
        if policy.counts_as is not None:
            return self.of(counted_answer(policy.counts_as))
        return (len(self) - 1,) if policy.settle else tuple(range(len(self)))

    def answers(self, kept: Iterable[int]) -> tuple[Answer, ...]:
        """The answers that mean these classes: every option, or each stretch of neighbours."""
        return self.fact.answers([self.classes[n] for n in kept])

    def any_of(self, answers: Sequence[Answer]) -> str:
        """Answers any of which will do: "under 50", "Tea or Cocoa", "anything but Tea"."""
        return self.grouping.any_of(answers)


def classes_of(fact: Fact, comparisons: Iterable[Atom]) -> Classes:
    """The classes that these comparisons tell apart; all comparisons are about this fact."""
    return Classes(fact, fact.grouped(tuple(dict.fromkeys(comparisons))))
