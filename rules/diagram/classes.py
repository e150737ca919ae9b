"""Classes: the sets of a fact's values that no rule tells apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from rules.language.answers import Amount, Answer, Chosen, NotSure, Range, Value
from rules.language.model import Fact, Number, Several, counted_answer
from rules.language.when import Atom, Has, Is, Only, Within, holds
from rules.language.wording import listed


@dataclass(frozen=True)
class Class:
    """One class of a fact: an answer that means it, and a value that lies in it.

    `options` lists the options of a yes/no or choice fact's class. A number's class is the
    `answer`'s range. Of a fact that takes several, the answer is one of the class's `sets`; in
    these, one option that no comparison names stands for all such.
    """

    answer: Answer
    example: str | Amount | frozenset[str]
    options: tuple[str, ...] = ()
    sets: tuple[frozenset[str], ...] = ()
    told: str = ""  # exactly its sets in words, where a few say it

    def words(self, fact: Fact) -> str:
        """The class as people say it: "50 to 299 requests/day", "Format or Style"."""
        if self.told:
            return self.told
        if isinstance(fact, Number):
            return range_in_words(self.answer, fact)
        if isinstance(fact, Several):
            return f"such as {_listed(fact, next(filter(None, self.sets)))}"
        return " or ".join(fact.options[option].label for option in self.options)


FINER = Class(NotSure(), "", told="not sure")  # where finer questions settle what isn't sure


@dataclass(frozen=True)
class Classes:
    """The classes of one fact, in order, and the place of every answer among them.

    The last is FINER where the fact has finer questions.
    """

    fact: Fact
    classes: tuple[Class, ...]
    _cuts: tuple[Amount, ...] = ()
    _index: dict[str, int] = field(default_factory=dict)
    _kinds: dict[tuple[bool, ...], int] = field(default_factory=dict)
    _told: tuple[Atom, ...] = ()

    @property
    def named(self) -> set[str]:
        """Of a fact that takes several, the options that comparisons name."""
        return named_options(self._told)

    def __len__(self) -> int:
        return len(self.classes)

    def __getitem__(self, index: int) -> Class:
        return self.classes[index]

    def told(self, atom: Atom) -> tuple[bool, ...]:
        """Whether a comparison holds, for each class but that of *not sure*."""
        return tuple(holds(atom, each.example) for each in self.classes if each is not FINER)

    def of(self, answer: Answer) -> tuple[int, ...]:
        """The indexes of the classes an answer leaves possible; all of them for an open one."""
        match answer:
            case Value(str() as option):
                return (self._index[option],)
            case Value(number):
                return (bisect_right(self._cuts, number),)
            case Chosen(options):
                return (self._kinds[tuple(holds(atom, options) for atom in self._told)],)
            case Range(at_least, below):
                low = 0 if at_least is None else bisect_right(self._cuts, at_least)
                high = len(self._cuts) if below is None else bisect_left(self._cuts, below)
                return tuple(range(low, high + 1))
            case NotSure():
                return self._not_sure()

    def _not_sure(self) -> tuple[int, ...]:
        policy = self.fact.not_sure
        if policy.counts_as is not None:
            return self.of(counted_answer(policy.counts_as))
        return (len(self) - 1,) if policy.settle else tuple(range(len(self)))


def classes_of(fact: Fact, comparisons: Iterable[Atom]) -> Classes:
    """The classes that these comparisons tell apart; all comparisons are about this fact."""
    told = tuple(dict.fromkeys(comparisons))
    finer = (FINER,) if fact.not_sure.settle else ()
    if isinstance(fact, Number):
        return _number_classes(fact, told, finer)
    if isinstance(fact, Several):
        return _several_classes(fact, told, finer)
    groups: dict[tuple[bool, ...], list[str]] = {}
    for option in fact.options:
        groups.setdefault(tuple(holds(atom, option) for atom in told), []).append(option)
    classes = tuple(Class(Value(group[0]), group[0], tuple(group)) for group in groups.values())
    index = {option: n for n, group in enumerate(groups.values()) for option in group}
    return Classes(fact, (*classes, *finer), (), index)


def _several_classes(fact: Several, told: tuple[Atom, ...], finer: tuple[Class, ...]) -> Classes:
    """Grouped by what the comparisons say; only the options they name can make a difference."""
    named = [option for option in fact.options if option in named_options(told)]
    others = [option for option in fact.options if option not in named][:1]  # stands for them all
    groups: dict[tuple[bool, ...], list[frozenset[str]]] = {}
    for size in range(len(named) + len(others) + 1):
        for options in combinations((*named, *others), size):
            chosen = frozenset(options)
            groups.setdefault(tuple(holds(atom, chosen) for atom in told), []).append(chosen)
    free = len(named) + len(others)
    classes = tuple(
        Class(Chosen(sets[0]), sets[0], sets=(*sets,), told=_exactly(fact, set(named), free, sets))
        for sets in groups.values()
    )
    kinds = {kind: n for n, kind in enumerate(groups)}
    return Classes(fact, (*classes, *finer), (), {}, kinds, told)


def named_options(told: Iterable[Atom]) -> set[str]:
    """The options that comparisons of a fact that takes several name."""
    return {option for atom in told if isinstance(atom, Has | Only) for option in atom.options}


def _exactly(fact: Several, named: set[str], free: int, sets: list[frozenset[str]]) -> str:
    """These sets and no others in words, or "" where it takes more than what all have and lack."""
    if len(sets) == 1 and (sets[0] <= named or len(fact.options) == len(named) + 1):
        return _listed(fact, sets[0])
    labels = [(id_, option.label) for id_, option in fact.options.items() if id_ in named]
    sure = [f"with {label}" for id_, label in labels if all(id_ in each for each in sets)]
    never = [f"without {label}" for id_, label in labels if not any(id_ in each for each in sets)]
    alike = 2 ** (free - len(sure) - len(never))
    return ", ".join([*sure, *never]) if len(sets) == alike else ""


def _listed(fact: Several, chosen: frozenset[str]) -> str:
    labels = [option.label for id_, option in fact.options.items() if id_ in chosen]
    return listed(labels) or "none of these"


def _number_classes(fact: Number, told: tuple[Atom, ...], finer: tuple[Class, ...]) -> Classes:
    edges: set[Amount] = set()
    for atom in told:
        if isinstance(atom, Is):
            values = {n for n in atom.values if not isinstance(n, str)}
            edges |= values ^ {n + fact.step for n in values}  # where it begins to hold, or ends
        elif isinstance(atom, Within):
            for name, bound in atom.bounds.items():
                edges.add(bound + fact.step if name in ("above", "at_most") else bound)
    cuts = tuple(sorted(edge for edge in edges if fact.min < edge <= fact.max))
    lows = (None, *cuts)
    highs = (*cuts, None)
    classes = tuple(
        Class(_stretch(fact, low, high), fact.min if low is None else low)
        for low, high in zip(lows, highs, strict=True)
    )
    return Classes(fact, (*classes, *finer), cuts)


def _stretch(fact: Number, low: Amount | None, high: Amount | None) -> Range:
    if low is None and high is None:
        return Range(at_least=fact.min)
    return Range(at_least=low, below=high)


def range_in_words(answer: Answer, fact: Number) -> str:
    """A number's answer as people say it, with its unit."""
    match answer:
        case Value(int() | Decimal() as number):
            return f"{number:,} {fact.unit}"
        case Range(None, int() | Decimal() as below):
            return f"under {below:,} {fact.unit}"
        case Range(int() | Decimal() as at_least, None):
            return f"{at_least:,} {fact.unit} or more"
        case Range(int() | Decimal() as at_least, int() | Decimal() as below):
            last = below - fact.step
            if last == at_least:
                return f"{at_least:,} {fact.unit}"
            return f"{at_least:,} to {last:,} {fact.unit}"
        case _:
            return "not sure"


def in_words(answer: Answer, fact: Fact) -> str:
    """An answer as people say it: an option's label, a number with its unit, or "not sure"."""
    match answer, fact:
        case NotSure(), _:
            return "not sure"
        case _, Number():
            return range_in_words(answer, fact)
        case Chosen(options), Several():
            return _listed(fact, options)
        case Value(option), _:
            return fact.options[str(option)].label
        case _:
            raise TypeError(f"{answer} is no answer to a {fact.type} fact")
