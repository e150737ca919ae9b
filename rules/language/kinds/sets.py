"""Sets of options: a level for each option that counts, and which sets will do, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from rules.language.answers import Answer, Chosen, NotSure, Ticks
from rules.language.when import Atom, Has, Lacks, Only, Unsure
from rules.language.wording import listed

from .grouping import Class, Kept, Level, Told, Truth

MAX_LISTED = 4  # more parts than this are no longer told one by one
MAX_BOXES = 64  # past this, how they hang together isn't looked for

NO, YES, OPEN = (0,), (1,), (2,)  # of an option's level: not ticked, ticked, or neither said


class TickBox(NamedTuple):
    """All sets that have some options and lack some others."""

    have: frozenset[str] = frozenset()
    lack: frozenset[str] = frozenset()

    def without(self, other: TickBox) -> Iterator[TickBox]:
        """What the other one leaves of it, in boxes that have nothing in common."""
        rest = self
        for option in sorted((other.have - self.have) | (other.lack - self.lack)):
            has, lacks = rest.of(option, True), rest.of(option, False)
            if option in other.have:
                yield lacks
                rest = has
            else:
                yield has
                rest = lacks

    def of(self, option: str, ticked: bool) -> TickBox:
        """Those of its sets that have the option, or that lack it."""
        if ticked:
            return TickBox(self.have | {option}, self.lack)
        return TickBox(self.have, self.lack | {option})

    def meets(self, other: TickBox) -> bool:
        """Whether some set lies in both."""
        return not (self.have & other.lack or self.lack & other.have)

    def freed(self, option: str) -> TickBox:
        """The same, with or without an option."""
        return TickBox(self.have - {option}, self.lack - {option})


@dataclass(frozen=True)
class ByOption:
    """A level for each option that comparisons speak of: not ticked, ticked or, if open, neither.

    An option that stands alone is a lone class: who takes it takes no other.
    """

    labels: Mapping[str, str]  # of all options, by id
    named: tuple[str, ...]  # those that have a level, as their author lists them
    alone: tuple[str, ...] = ()  # those that are a lone class
    open: bool = False  # whether what isn't ticked is neither yes nor no
    spoken_of: bool = True  # whether any comparison speaks of the fact

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """One for each option; one for all, where only those that stand alone are told apart."""
        none, no = Chosen(frozenset()), frozenset[str]()
        lacks = Class(none, no, "not ticked")
        if not self.named:
            return (Level((lacks,)),) if self.spoken_of else ()
        said_neither = Class(Ticks(no, no), no, "left open", plain=False)
        return tuple(
            Level(
                (
                    lacks,
                    Class(Chosen(frozenset({option})), frozenset({option}), "ticked"),
                    *([said_neither] if self.open else []),
                ),
                self.labels[option],
            )
            for option in self.named
        )

    @cached_property
    def lone(self) -> tuple[Class, ...]:
        """Each option that stands alone."""
        return tuple(
            Class(
                Chosen(frozenset({option})), frozenset({option}), f"“{self.labels[option]}” alone"
            )
            for option in self.alone
        )

    def told(self, atom: Atom) -> Told:
        """Of `has` its options are ticked, of `lacks` none; of `only` those, and no others."""
        match atom:
            case Has(_, options):
                marks = self._marks(options, (False, True, None))
                lone = tuple({*options} == {option} for option in self.alone)
                return self._told(marks, lone, meets_others=not {*options} & {*self.alone})
            case Lacks(_, options):
                marks = self._marks(options, (True, False, None))
                return self._told(marks, tuple(option not in options for option in self.alone))
            case Only(_, options):
                others = [option for option in self.named if option not in options]
                marks = self._marks(options, (False, True, None))
                marks |= self._marks(others, (True, False, None))
                lone = tuple({*options} == {option} for option in self.alone)
                return self._told(marks, lone, meets_others=not {*options} & {*self.alone})
            case Unsure():
                return self._told({}, (False,) * len(self.alone), meets_others=False)
        raise TypeError(f"{atom} compares no fact that takes several options")

    def _marks(
        self, options: Iterable[str], marks: tuple[Truth, ...]
    ) -> dict[int, tuple[Truth, ...]]:
        ways = marks if self.open else marks[:2]
        return {self.named.index(option): ways for option in options if option in self.named}

    def _told(
        self,
        marks: dict[int, tuple[Truth, ...]],
        lone: tuple[bool, ...],
        meets_others: bool = True,
    ) -> Told:
        """`meets_others`: whether it may hold where no option that stands alone is taken."""
        if not meets_others:
            marks = {0: (False,) * len(self.levels[0].classes)}
        return Told(marks, lone)

    def of(self, answer: Answer) -> Kept:
        """Each option as it is in a set; both ways, where a closed list leaves it open."""
        box = self._box(answer)
        if taken := [n for n, option in enumerate(self.alone) if option in box.have]:
            first = len(self.levels[0].classes) + taken[0]
            return ((first,), *(self._every_way for _ in self.levels[1:]))
        if not self.named:
            return tuple(NO for _ in self.levels)
        free = OPEN if self.open else NO + YES
        return tuple(
            YES if option in box.have else NO if option in box.lack else free
            for option in self.named
        )

    @property
    def _every_way(self) -> tuple[int, ...]:
        return NO + YES + (OPEN if self.open else ())

    def answers(self, kept: Sequence[Kept]) -> tuple[Answer, ...]:
        """The set, where it is one, or what is ticked and what isn't; alone what stands alone."""
        found: list[Answer] = []
        for box in self._boxes(kept):
            whole = len(box.have) + len(box.lack) == len(self.labels)
            found.append(Chosen(box.have) if whole or box.have & {*self.alone} else Ticks(*box))
        return tuple(found)

    def _boxes(self, kept: Iterable[Kept]) -> Iterator[TickBox]:
        alone, width = frozenset(self.alone), len(self.levels[0].classes) if self.levels else 0
        for each in kept:
            ordinary = tuple(n for n in each[0] if n < width) if each else ()
            if ordinary or not each:
                ways = [*zip(self.named, (ordinary, *each[1:]), strict=False)]
                have = frozenset(option for option, way in ways if way == YES)
                lack = frozenset(option for option, way in ways if way == NO)
                yield TickBox(have, lack | alone)
            for n in each[0] if each else ():
                if n >= width:
                    yield self._box(Chosen(frozenset({self.alone[n - width]})))

    def example(self, kept: Kept) -> Answer:
        """What must be ticked, and nothing else; neither said of an option that is left open."""
        box = next(self._boxes([kept]))
        open_still = self.open and any(way == OPEN for way in kept)
        return Ticks(*box) if open_still else Chosen(box.have)

    def any_of(self, answers: Sequence[Answer]) -> str:
        """Any of these, exactly: "with Chips", "without at least one of Salt and Oil"."""
        sure = [each for each in answers if not isinstance(each, NotSure)]
        words = [self._in_words([*map(self._box, sure)])] if sure else []
        return " or ".join([*words, "not sure"] if len(sure) < len(answers) else words)

    def ways(self, answers: Sequence[Answer]) -> tuple[list[TickBox], list[TickBox]]:
        """Boxes that these answers make up, and boxes that make up all others; as few as are found.

        None of either where they are too many to look for them.
        """
        boxes = [*map(self._box, answers)]
        if alike := self._alike(boxes):
            boxes = [alike]
        others = _outside([TickBox()], [*boxes, *self._impossible()])
        if max(len(boxes), len(others)) > MAX_BOXES:
            return [], []
        return _widest(boxes, others), _widest(others, boxes)

    def _in_words(self, boxes: Sequence[TickBox]) -> str:
        others = _outside([TickBox()], [*boxes, *self._impossible()])
        if not others:
            return "any answer"
        if len(boxes) == 1 and self._size(boxes[0]) == 1:
            return self._exactly(boxes[0])
        if said := self._all_with(self._alike(boxes)) or self._but(self._alike(others)):
            return said
        if few := self._few(boxes):
            return " or ".join(few)
        if few := self._few(others):
            return "anything but " + " or ".join(few)
        return self._parts(boxes, others) or f"some combinations of {self._at_stake(boxes)}"

    def on_arrow(self, level: int, classes: Sequence[Class]) -> str:  # noqa: ARG002
        """Whether the option is ticked."""
        return " or ".join(each.words for each in classes)

    def _box(self, answer: Answer) -> TickBox:
        match answer:
            case Chosen(options):
                named = frozenset((*self.named, *self.alone))
                return TickBox(named & options, named - options)
            case Ticks(yes, no):
                return TickBox(yes, no)
        raise TypeError(f"{answer} is no answer to a fact that takes several options")

    def _impossible(self) -> Iterator[TickBox]:
        """What no answer is: an option that stands alone beside another."""
        for n, option in enumerate(self.alone):
            for other in (*self.alone[n + 1 :], *self.named):
                yield TickBox(frozenset({option, other}))

    def _size(self, box: TickBox) -> int:
        named = len(self.named) + len(self.alone)
        return int(2 ** (named - len(box.have) - len(box.lack)))

    def _alike(self, boxes: Sequence[TickBox]) -> TickBox | None:
        """What these have and lack, where no others do."""
        around = _around(boxes)
        return around if self._size(around) == sum(map(self._size, boxes)) else None

    def _all_with(self, alike: TickBox | None) -> str:
        """The sets that are alike: "with “Chips”, without “Salt”"."""
        if alike is None:
            return ""
        alone = {*self.alone} if alike.have else set()  # goes without saying
        have, lack = self._quoted(alike.have), self._quoted(alike.lack - alone)
        parts = [f"with {listed(have)}"] if have else []
        match lack:
            case []:
                pass
            case [only]:
                parts.append(f"without {only}")
            case [one, other]:
                parts.append(f"with neither {one} nor {other}")
            case _:
                parts.append(f"with none of {listed(lack)}")
        return ", ".join(parts)

    def _but(self, alike: TickBox | None) -> str:
        """All sets but those that are alike: "without “Chips” or with “Salt”"."""
        if alike is None:
            return ""
        parts = (("without", self._quoted(alike.have)), ("with", self._quoted(alike.lack)))
        return " or ".join(
            f"{word} {'at least one of ' if len(each) > 1 else ''}{listed(each)}"
            for word, each in parts
            if each
        )

    def _few(self, boxes: Sequence[TickBox]) -> list[str]:
        """The sets one by one; none if they are too many."""
        if sum(map(self._size, boxes)) > MAX_LISTED:
            return []
        return [f"“{self._exactly(each)}”" for each in self._sets(boxes)]

    def _sets(self, boxes: Iterable[TickBox]) -> Iterator[TickBox]:
        """The smaller ones first, then as listed."""
        named = frozenset((*self.named, *self.alone))
        whole = []
        for box in boxes:
            free = sorted(named - box.have - box.lack)
            for size in range(len(free) + 1):
                whole += [box.have.union(more) for more in combinations(free, size)]
        for have in sorted(whole, key=self._place):
            yield TickBox(have, named - have)

    def _place(self, have: frozenset[str]) -> tuple[int, list[int]]:
        order = (*self.named, *self.alone)
        return len(have), [n for n, option in enumerate(order) if option in have]

    def _parts(self, boxes: Sequence[TickBox], others: Sequence[TickBox]) -> str:
        """As few parts as are found, any of which will do or all of which must be; none if many."""
        if max(len(boxes), len(others)) > MAX_BOXES:
            return ""
        ways, but = _widest(boxes, others), _widest(others, boxes)
        if len(but) <= min(len(ways), MAX_LISTED) and not any(all(each) for each in but):
            sure = _around(boxes)
            loose = [each for each in but if len(each.have) + len(each.lack) > 1]
            return ", ".join(filter(None, [self._all_with(sure), *map(self._but, loose)]))
        if len(ways) > MAX_LISTED:
            return ""
        return ", or ".join(map(self._all_with, ways))

    def _exactly(self, box: TickBox) -> str:
        """Without quotes: the options by name, where the set is one; else "with Chips"."""
        if len(box.have) + len(box.lack) == len(self.labels) or box.have & {*self.alone}:
            return listed_labels(self.labels, box.have)
        have = [f"with {label}" for id_, label in self.labels.items() if id_ in box.have]
        lack = [f"without {label}" for id_, label in self.labels.items() if id_ in box.lack]
        return ", ".join([*have, *lack])

    def _at_stake(self, boxes: Iterable[TickBox]) -> str:
        return listed(self._quoted(frozenset().union(*(each.have | each.lack for each in boxes))))

    def _quoted(self, options: frozenset[str]) -> list[str]:
        return [f"“{label}”" for id_, label in self.labels.items() if id_ in options]


def _around(boxes: Sequence[TickBox]) -> TickBox:
    """What all of these have, and what they lack."""
    have, lack = zip(*boxes, strict=True)
    return TickBox(frozenset.intersection(*have), frozenset.intersection(*lack))


def _widest(boxes: Iterable[TickBox], others: Sequence[TickBox]) -> list[TickBox]:
    """The same sets in boxes that can't be wider, and without any that the rest make up."""
    wide: list[TickBox] = []
    for box in boxes:
        here = box
        for option in sorted(box.have | box.lack):
            freed = here.freed(option)
            if not any(map(freed.meets, others)):
                here = freed
        wide.append(here)
    kept = [*dict.fromkeys(wide)]
    for box in [*kept]:
        if not _outside([box], (other for other in kept if other is not box)):
            kept.remove(box)
    return kept


def _outside(left: list[TickBox], boxes: Iterable[TickBox]) -> list[TickBox]:
    """What is left once all of these are taken away, in boxes that have nothing in common."""
    for box in boxes:
        left = [
            piece for each in left for piece in (each.without(box) if each.meets(box) else [each])
        ]
    return left


def listed_labels(labels: Mapping[str, str], chosen: frozenset[str]) -> str:
    """The labels of what is chosen: "Bread and Cheese", "none of these"."""
    return listed([each for id_, each in labels.items() if id_ in chosen]) or "none of these"
