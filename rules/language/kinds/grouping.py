"""Classes: the sets of a fact's values that no rule tells apart. How to find them, a kind says.

A fact has one level of classes or, where it takes several options, one for each option named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias

from rules.language.answers import Amount, Answer
from rules.language.when import Atom

Kept: TypeAlias = tuple[tuple[int, ...], ...]  # for each level of one fact: the classes left
Truth: TypeAlias = bool | None  # None: it holds for some of what an answer leaves, not for all


class Told(NamedTuple):
    """A comparison: it holds where, on each of these levels, the class is one that is marked so.

    In a lone class it holds or not by that class's mark, whatever the levels.
    """

    levels: Mapping[int, tuple[Truth, ...]]  # of the classes that aren't lone
    lone: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Class:
    """One class of a level: an answer that means it, and a value that lies in it."""

    answer: Answer
    example: str | Amount | frozenset[str]
    words: str  # as people say it: "50 to 299 requests/day", "Format or Style"
    options: tuple[str, ...] = ()  # where each is an answer of its own, those in the class
    plain: bool = True  # the answer leaves nothing open
    counted: bool = True  # it stands for itself, and not for several of the others


@dataclass(frozen=True)
class Level:
    """The classes that one fact, or one option of several, falls into."""

    classes: tuple[Class, ...]
    option: str = ""  # the label of the option that it is about


class Grouping(Protocol):
    """The levels of one fact, in order; the place of a sure answer on them; some in words."""

    @property
    def levels(self) -> tuple[Level, ...]:
        """Every value lies in one class of each level, or in a lone one."""

    @property
    def lone(self) -> tuple[Class, ...]:
        """The last classes of the first level: beside one of them no other level counts."""

    def told(self, atom: Atom) -> Told:
        """On which levels a comparison depends, and how."""

    def of(self, answer: Answer) -> Kept:
        """The classes that an answer leaves possible."""

    def answers(self, kept: Sequence[Kept]) -> tuple[Answer, ...]:
        """The answers that mean any of these; no two of them have anything in common."""

    def example(self, kept: Kept) -> Answer:
        """One answer that lies in these classes, as somebody would give it."""

    def any_of(self, answers: Sequence[Answer]) -> str:
        """Answers that mean classes, any of which will do: "under 50", "anything but Tea"."""

    def on_arrow(self, level: int, classes: Sequence[Class]) -> str:
        """Some classes of a level on an arrow of a chart, in whose box stands the question."""
