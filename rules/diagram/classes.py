"""The levels of a fact and their classes, as its kind finds them, and the place of *not sure*."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import prod

from rules.language.answers import Answer, NotSure
from rules.language.kinds import Fact
from rules.language.kinds.grouping import Class, Grouping, Kept, Level, Told, Truth
from rules.language.not_sure import counted_answer
from rules.language.when import Atom, Unsure

FINER = Class(NotSure(), "", "not sure", plain=False)  # a value of its own, or settled by others


@dataclass(frozen=True)
class Classes:
    """The levels of one fact, side by side in the diagram, and the place of every answer.

    Which combinations of their classes some answer makes is said here: all of them, and one for
    each lone class at the end of the first level, beside which no other level of the fact counts.
    FINER is one, where *not sure* is a value or the fact has finer questions.

    Where *not sure* is a value (`unsure`, language 2) so is every range over a bound: after the
    plain classes of a number comes one for each stretch of neighbours.
    """

    fact: Fact
    grouping: Grouping
    unsure: bool = False

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """What the kind finds, stretches of neighbours, what stands alone, and FINER."""
        found = self.grouping.levels
        if not found:
            return found
        finer = (FINER,) if self.unsure or self.fact.not_sure.settle else ()
        first = (*found[0].classes, *self._wide, *self.grouping.lone, *finer)
        return (replace(found[0], classes=first), *found[1:])

    @cached_property
    def _stretches(self) -> dict[tuple[int, int], int]:
        """The class of each stretch of neighbours, by the first and the last of them."""
        if not (self.unsure and self.fact.takes_ranges):
            return {}
        plain = len(self.grouping.levels[0].classes)
        return {ends: plain + n for n, ends in enumerate(combinations(range(plain), 2))}

    @cached_property
    def _wide(self) -> tuple[Class, ...]:
        plain = self.grouping.levels[0].classes
        found = []
        for first, last in self._stretches:
            (answer,) = self.fact.answers(plain[first : last + 1])
            words = self.fact.in_words(answer)
            found.append(Class(answer, plain[first].example, words, plain=False, counted=False))
        return tuple(found)

    @cached_property
    def _many(self) -> int:
        """How many classes of the first level aren't lone."""
        return len(self.grouping.levels[0].classes) + len(self._stretches)

    @cached_property
    def every(self) -> Kept:
        """All classes of each level."""
        return tuple(tuple(range(len(level.classes))) for level in self.levels)

    @cached_property
    def plain(self) -> Kept:
        """The classes of answers that leave nothing open: what an unasked fact may be."""
        if not self.unsure:
            return self.every
        return tuple(
            tuple(n for n, each in enumerate(level.classes) if each.plain) for level in self.levels
        )

    def is_finer(self, level: int, index: int) -> bool:
        """Whether a class is FINER."""
        return self.levels[level].classes[index] is FINER

    def is_lone(self, level: int, index: int) -> bool:
        """Whether beside a class no other level of the fact counts."""
        return level == 0 and index >= self._many

    def told(self, atom: Atom) -> Told:
        """On which levels a comparison depends, and how; `of_unsure` says it of *not sure*."""
        told = self.grouping.told(atom)
        if not (self._stretches and 0 in told.levels):
            return told
        marks = told.levels[0]
        wide = (_all(marks[first : last + 1]) for first, last in self._stretches)
        return Told({0: (*marks, *wide)}, told.lone)

    def of_unsure(self, atom: Atom) -> Truth:
        """Whether a comparison holds for every value, or for none: what *not sure* leaves."""
        if isinstance(atom, Unsure):
            return True
        told = self.grouping.told(atom)
        found: list[Truth] = []
        for level, marks in told.levels.items():
            classes = self.grouping.levels[level].classes
            found.append(
                _all([mark for mark, each in zip(marks, classes, strict=True) if each.plain])
            )
        return _all([_every(found), *told.lone])

    def truth(self, atom: Atom, kept: Kept) -> Truth:
        """Whether a comparison holds in these classes, one of each level and none FINER."""
        told = self.told(atom)
        if kept and self.is_lone(0, kept[0][0]):
            return told.lone[kept[0][0] - self._many]
        return _every([marks[kept[level][0]] for level, marks in told.levels.items()])

    def counted(self, atom: Atom, answer: Answer) -> Truth:
        """Whether a comparison holds for what *not sure* counts as."""
        return self.truth(atom, self.of(answer))

    def of(self, answer: Answer) -> Kept:
        """The classes an answer leaves possible, by level; all of them for an open one."""
        if isinstance(answer, NotSure):
            return self._of_unsure()
        kept = self.grouping.of(answer)
        if self._stretches and len(kept[0]) > 1:
            return ((self._stretches[kept[0][0], kept[0][-1]],),)
        return kept

    def _of_unsure(self) -> Kept:
        policy = self.fact.not_sure
        if self.levels and (self.unsure or policy.settle):
            return ((len(self.every[0]) - 1,), *self.every[1:])
        if policy.counts_as is not None:
            return self.of(counted_answer(policy.counts_as))
        return self.every

    def covers(self, kept: Kept) -> Kept:
        """The plain classes that these leave possible: of a stretch its parts, of FINER all."""
        if not self.unsure or not kept:
            return kept
        if any(self.is_finer(0, n) for n in kept[0]):
            return self.plain
        return tuple(self._plain_of(level, each) for level, each in enumerate(kept))

    def _plain_of(self, level: int, kept: tuple[int, ...]) -> tuple[int, ...]:
        found: set[int] = set()
        stretches = {n: range(first, last + 1) for (first, last), n in self._stretches.items()}
        for n in kept:
            if self.levels[level].classes[n].plain:
                found.add(n)
            else:  # a stretch, or an option of which neither was said
                either = (n for n in self.plain[level] if not self.is_lone(level, n))
                found.update(stretches.get(n, either))
        return tuple(sorted(found))

    def loose(self, kept: Kept) -> bool:
        """Whether an answer that leaves these classes leaves open which plain one it is."""
        return self.unsure and self.covers(kept) != kept

    def sure(self, kept: Kept) -> Kept | None:
        """The plain ones of these, none of them *not sure*; None if nothing else is left."""
        if not kept:
            return kept
        first = tuple(n for n in kept[0] if not self.is_finer(0, n) and self._is_plain(0, n))
        rest = (
            tuple(n for n in each if self._is_plain(level, n))
            for level, each in enumerate(kept[1:], 1)
        )
        return (first, *rest) if first else None

    def _is_plain(self, level: int, index: int) -> bool:
        return self.levels[level].classes[index].plain or not self.unsure

    def worlds(self, kept: Kept) -> int:
        """How many combinations of classes some answer makes, of these; stretches aren't counted."""
        if not kept:
            return 1
        lone = sum(self.is_lone(0, n) for n in kept[0])
        counted = sum(self.levels[0].classes[n].counted for n in kept[0]) - lone
        return counted * prod(map(len, kept[1:])) + lone

    def answers(self, kept: Iterable[Kept]) -> tuple[Answer, ...]:
        """The answers that mean any of these: every option, each stretch of neighbours, each set."""
        listed = [*kept]
        sure = [each for each in map(self.sure, listed) if each is not None]
        unsure = (NotSure(),) if any(self.is_finer(0, n) for k in listed for n in k[:1][0]) else ()
        return (*(self.grouping.answers(sure) if sure else ()), *unsure)

    def whole(self, examples: Iterable[Answer]) -> tuple[Answer, ...]:
        """The answers that mean as much as these: every option of a class, and not one alone.

        An option of which an example says nothing may be ticked or not.
        """
        return self.answers(self.covers(self.of(each)) for each in examples)

    def examples(self, kept: Iterable[Kept]) -> tuple[Answer, ...]:
        """One answer for each class, of a fact that has one level; else the same as `answers`."""
        if len(self.levels) != 1:
            return self.answers(kept)
        return tuple(self.levels[0].classes[n].answer for (classes,) in kept for n in classes)

    def example(self, kept: Kept) -> Answer:
        """One answer that lies in these classes, as somebody would give it."""
        if kept and self.is_finer(0, kept[0][0]):
            return NotSure()
        if len(kept) == 1 and kept[0][0] in self._stretches.values():
            return self.levels[0].classes[kept[0][0]].answer
        return self.grouping.example(kept)

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


def _all(marks: Sequence[Truth]) -> Truth:
    """What holds for all of these, or for none."""
    return marks[0] if len({*marks}) == 1 else None


def _every(marks: Sequence[Truth]) -> Truth:
    """Whether all of these hold."""
    return False if False in marks else None if None in marks else True


def classes_of(fact: Fact, comparisons: Iterable[Atom], unsure: bool = False) -> Classes:
    """The classes that these comparisons tell apart; all comparisons are about this fact.

    Where there are none, *not sure* is no value of its own either.
    """
    told_apart = tuple(dict.fromkeys(comparisons))
    return Classes(fact, fact.grouped(told_apart), unsure and bool(told_apart))
