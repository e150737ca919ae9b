"""Classes: the sets of a fact's values that no rule tells apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from .answers import Answer, NotSure, Range, Value
from .conditions import Atom, Is, holds
from .model import Fact, Number


@dataclass(frozen=True)
class Class:
    """One class of a fact: the answer that means exactly it, and a value that lies in it.

    `options` lists its options; a number's class has none and is the `answer`'s range.
    """

    answer: Answer
    example: str | int
    options: tuple[str, ...] = ()

    def words(self, fact: Fact) -> str:
        """The class as people say it: "50 to 299 requests/day", "Format or Style"."""
        if isinstance(fact, Number):
            return range_in_words(self.answer, fact)
        return " or ".join(fact.options[option].label for option in self.options)


@dataclass(frozen=True)
class Classes:
    """The classes of one fact, in order, and the place of every answer among them."""

    fact: Fact
    classes: tuple[Class, ...]
    _cuts: tuple[int, ...] = ()
    _index: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.classes)

    def __getitem__(self, index: int) -> Class:
        return self.classes[index]

    def of(self, answer: Answer) -> tuple[int, ...]:
        """The indexes of the classes an answer leaves possible; all of them for an open one."""
        match answer:
            case Value(int() as number):
                return (bisect_right(self._cuts, number),)
            case Value(option):
                return (self._index[str(option)],)
            case Range(at_least, below):
                low = 0 if at_least is None else bisect_right(self._cuts, at_least)
                high = len(self) - 1 if below is None else bisect_right(self._cuts, below - 1)
                return tuple(range(low, high + 1))
            case NotSure():
                counts_as = self.fact.not_sure.counts_as
                return tuple(range(len(self))) if counts_as is None else self.of(Value(counts_as))


def classes_of(fact: Fact, comparisons: Iterable[Atom]) -> Classes:
    """The classes that these comparisons tell apart; all comparisons are about this fact."""
    if isinstance(fact, Number):
        return _number_classes(fact, comparisons)
    groups: dict[tuple[bool, ...], list[str]] = {}
    told = list(comparisons)
    for option in fact.options:
        groups.setdefault(tuple(holds(atom, option) for atom in told), []).append(option)
    classes = tuple(Class(Value(group[0]), group[0], tuple(group)) for group in groups.values())
    index = {option: n for n, group in enumerate(groups.values()) for option in group}
    return Classes(fact, classes, (), index)


def _number_classes(fact: Number, comparisons: Iterable[Atom]) -> Classes:
    edges: set[int] = set()
    for atom in comparisons:
        if isinstance(atom, Is):
            values = {int(n) for n in atom.values}
            edges |= values ^ {n + 1 for n in values}  # where it begins to hold, or ends
        else:
            edges.update(n for n in (atom.range.at_least, atom.range.below) if n is not None)
    cuts = tuple(sorted(edge for edge in edges if fact.min < edge <= fact.max))
    lows = (None, *cuts)
    highs = (*cuts, None)
    classes = tuple(
        Class(_stretch(fact, low, high), fact.min if low is None else low)
        for low, high in zip(lows, highs, strict=True)
    )
    return Classes(fact, classes, cuts)


def _stretch(fact: Number, low: int | None, high: int | None) -> Range:
    if low is None and high is None:
        return Range(at_least=fact.min)
    return Range(at_least=low, below=high)


def range_in_words(answer: Answer, fact: Number) -> str:
    """A number's answer as people say it, with its unit."""
    match answer:
        case Value(number):
            return f"{number:,} {fact.unit}"
        case Range(None, int() as below):
            return f"under {below:,} {fact.unit}"
        case Range(int() as at_least, None):
            return f"{at_least:,} {fact.unit} or more"
        case Range(int() as at_least, int() as below) if below == at_least + 1:
            return f"{at_least:,} {fact.unit}"
        case Range(int() as at_least, int() as below):
            return f"{at_least:,} to {below - 1:,} {fact.unit}"
        case _:
            return "not sure"


def in_words(answer: Answer, fact: Fact) -> str:
    """An answer as people say it: an option's label, a number with its unit, or "not sure"."""
    match answer:
        case NotSure():
            return "not sure"
        case Value(option) if not isinstance(fact, Number):
            return fact.options[str(option)].label
        case _ if isinstance(fact, Number):
            return range_in_words(answer, fact)
        case _:
            raise TypeError(f"{answer} is no answer to a {fact.type} fact")
