"""The three things that can come of reading what a person typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rules.language.answers import Answer


@dataclass(frozen=True)
class Understood:
    """An answer, and what was understood where that is not literally what was typed."""

    answer: Answer
    said: str


@dataclass(frozen=True)
class Ambiguous:
    """There is more than one reading, so a short question goes back."""

    ask: str


@dataclass(frozen=True)
class Unreadable:
    """There is no reading; the hint shows one that would work."""

    hint: str


Reading: TypeAlias = Understood | Ambiguous | Unreadable
