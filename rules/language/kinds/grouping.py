"""Classes: the sets of a fact's values that no rule tells apart. How to find them, a kind says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rules.language.answers import Amount, Answer


@dataclass(frozen=True)
class Class:
    """One class of a fact: an answer that means it, and a value that lies in it."""

    answer: Answer
    example: str | Amount | frozenset[str]
    words: str  # as people say it: "50 to 299 requests/day", "Format or Style"
    options: tuple[str, ...] = ()  # where each is an answer of its own, those in the class


class Grouping(Protocol):
    """The classes of one fact, in order; the place of a sure answer among them; some in words."""

    @property
    def classes(self) -> tuple[Class, ...]:
        """The classes; every value lies in one of them."""

    def of(self, answer: Answer) -> tuple[int, ...]:
        """The indexes of the classes that an answer leaves possible."""

    def any_of(self, answers: Sequence[Answer]) -> str:
        """Answers that mean classes, any of which will do: "under 50", "anything but Tea"."""

    def on_arrow(self, answers: Sequence[Answer]) -> str:
        """The same on an arrow of a chart, in whose box stands the question with its unit."""
