"""What a kind of fact has to say on typed answers; `READERS` in this folder has one for each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import count
from typing import Generic, TypeVar

from rules.language.kinds.fact import BaseFact

from .readings import Reading
from .words import FactWords

F = TypeVar("F", bound=BaseFact)


class Reader(ABC, Generic[F]):
    """How answers to one kind of fact are typed."""

    lines_are_items = False  # a line that is broken goes on, or begins the next item
    uncounted_is_doubt = False  # "we haven't measured" says no, or that nobody knows

    @abstractmethod
    def read(self, typed: str, fact: F, words: FactWords) -> Reading:
        """Read what was typed, without the words of a *not sure* around it; by an author's words."""

    @abstractmethod
    def hint(self, fact: F) -> str:
        """A line that shows how to answer."""

    @abstractmethod
    def plain(self, said: str, fact: F) -> bool:
        """Whether this, in small letters, is nothing but an answer, typed to nobody else."""

    def type_hint(self, fact: F) -> str:  # noqa: ARG002
        """What else one may type than a label of the list shown, or ""."""
        return ""

    def marks(self) -> Iterator[str]:
        """What stands before each choice in a list."""
        return map(str, count(1))

    def exact(self, typed: str, fact: F, words: FactWords) -> Reading | None:  # noqa: ARG002
        """What an author's own words mean, even if one of them is "pass"."""
        return None

    def tells_besides(self, tail: str) -> bool:  # noqa: ARG002
        """Whether words that follow on a doubt, in the same clause, may be about the answer."""
        return True
