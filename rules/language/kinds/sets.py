"""Sets of options: the classes of a fact that takes several, and which will do, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from rules.language.answers import Answer, Chosen, NotSure
from rules.language.when import Atom, holds, named_options
from rules.language.wording import listed

from .grouping import Class

MAX_SETS = 4  # more sets than this are counted and no longer named


@dataclass(frozen=True)
class Sets:
    """Classes of sets. In these, one option that no comparison names stands for all such."""

    labels: Mapping[str, str]  # of all options, by id
    compared: Sequence[Atom]
    classes: tuple[Class, ...]
    members: tuple[Sequence[frozenset[str]], ...]  # by class, its sets
    exactly: tuple[str, ...]  # by class, its sets and no others in words, where a few say it
    places: Mapping[tuple[bool, ...], int]  # by which of these hold

    def of(self, answer: Answer) -> tuple[int, ...]:
        """The class in which a set of options lies."""
        match answer:
            case Chosen(options):
                return (self.places[tuple(holds(atom, options) for atom in self.compared)],)
        raise TypeError(f"{answer} is no answer to a fact that takes several options")

    def any_of(self, answers: Sequence[Answer]) -> str:
        """Any of their classes, exactly: "with Chips", "without at least one of Salt and Oil".

        What no such words fit is listed where it is short, and else counted.
        """
        kept = [n for each in answers if not isinstance(each, NotSure) for n in self.of(each)]
        words = [self._in_words(kept)] if kept else []
        return " or ".join([*words, "not sure"] if NotSure() in answers else words)

    def on_arrow(self, answers: Sequence[Answer]) -> str:
        """The same."""
        return self.any_of(answers)

    def _in_words(self, kept: Sequence[int]) -> str:
        if len(kept) == 1 and self.exactly[kept[0]]:
            return self.exactly[kept[0]]
        others = [n for n in range(len(self.classes)) if n not in kept]
        if not others:
            return "any answer"
        if said := self._all_with(self._alike(kept)) or self._but(self._alike(others)):
            return said
        if few := self._few(kept):
            return " or ".join(few)
        if few := self._few(others):
            return "anything but " + " or ".join(few)
        return f"one of {self._count(kept):,} combinations"

    @property
    def _unnamed(self) -> set[str]:
        """The options that no comparison names: one of them stands for them all in the sets."""
        return self.labels.keys() - named_options(self.compared)

    def _sets(self, kept: Iterable[int]) -> list[frozenset[str]]:
        return [each for n in kept for each in self.members[n]]

    def _alike(self, kept: Sequence[int]) -> _Alike | None:
        sets = self._sets(kept)
        every = frozenset().union(*self._sets(range(len(self.members))))
        have, lack = frozenset.intersection(*sets), every.difference(*sets)
        if len(sets) < 2 ** (len(every) - len(have) - len(lack)):
            return None  # others have and lack the same
        unnamed = self._unnamed
        if have & unnamed and len(unnamed) > 1:
            return None  # one of these is among them, but no certain one
        return _Alike(have, lack | unnamed if lack & unnamed else lack)

    def _all_with(self, alike: _Alike | None) -> str:
        """The sets that are alike: "with “Chips”, without “Salt”"."""
        if alike is None:
            return ""
        have, lack = self._quoted(alike.have), self._quoted(alike.lack)
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

    def _but(self, alike: _Alike | None) -> str:
        """All sets but those that are alike: "without “Chips” or with “Salt”"."""
        if alike is None:
            return ""
        parts = (("without", self._quoted(alike.have)), ("with", self._quoted(alike.lack)))
        return " or ".join(
            f"{word} {'at least one of ' if len(each) > 1 else ''}{listed(each)}"
            for word, each in parts
            if each
        )

    def _few(self, kept: Sequence[int]) -> list[str]:
        """The classes one by one, a class that few words don't fit set by set; none if too many."""
        unnamed = self._unnamed
        words: list[str] = []
        for n in kept:
            if self.exactly[n]:
                words.append(self.exactly[n])
            elif len(unnamed) > 1 and any(each & unnamed for each in self.members[n]):
                return []
            else:
                words.extend(listed_labels(self.labels, each) for each in self.members[n])
        return [f"“{each}”" for each in words] if len(words) <= MAX_SETS else []

    def _count(self, kept: Sequence[int]) -> int:
        """How many sets these classes hold, those included that one option stands for."""
        unnamed = self._unnamed
        many = 2 ** len(unnamed) - 1
        return sum(many if each & unnamed else 1 for each in self._sets(kept))

    def _quoted(self, options: frozenset[str]) -> list[str]:
        return [f"“{label}”" for id_, label in self.labels.items() if id_ in options]


class _Alike(NamedTuple):
    """What some sets have and lack, where those are all the sets that do."""

    have: frozenset[str]
    lack: frozenset[str]


def sets_of(labels: Mapping[str, str], compared: Sequence[Atom]) -> Sets:
    """Grouped by what the comparisons say; only the options they name can make a difference."""
    named = [option for option in labels if option in named_options(compared)]
    free = [*named, *[option for option in labels if option not in named][:1]]
    groups: dict[tuple[bool, ...], list[frozenset[str]]] = {}
    for size in range(len(free) + 1):
        for options in combinations(free, size):
            chosen = frozenset(options)
            groups.setdefault(tuple(holds(atom, chosen) for atom in compared), []).append(chosen)
    exactly = tuple(_exactly(labels, set(named), len(free), sets) for sets in groups.values())
    return Sets(
        labels,
        compared,
        tuple(
            _class(labels, sets, words)
            for sets, words in zip(groups.values(), exactly, strict=True)
        ),
        tuple(groups.values()),
        exactly,
        {holding: n for n, holding in enumerate(groups)},
    )


def _class(labels: Mapping[str, str], sets: Sequence[frozenset[str]], exactly: str) -> Class:
    words = exactly or f"such as {listed_labels(labels, next(filter(None, sets)))}"
    return Class(Chosen(sets[0]), sets[0], words)


def _exactly(
    labels: Mapping[str, str], named: set[str], free: int, sets: list[frozenset[str]]
) -> str:
    """These sets and no others in words, or "" where it takes more than what all have and lack."""
    if len(sets) == 1 and (sets[0] <= named or len(labels) == len(named) + 1):
        return listed_labels(labels, sets[0])
    certain = [(id_, label) for id_, label in labels.items() if id_ in named]
    sure = [f"with {label}" for id_, label in certain if all(id_ in each for each in sets)]
    never = [f"without {label}" for id_, label in certain if not any(id_ in each for each in sets)]
    alike = 2 ** (free - len(sure) - len(never))
    return ", ".join([*sure, *never]) if len(sets) == alike else ""


def listed_labels(labels: Mapping[str, str], chosen: frozenset[str]) -> str:
    """The labels of what is chosen: "Bread and Cheese", "none of these"."""
    return listed([each for id_, each in labels.items() if id_ in chosen]) or "none of these"
