"""The four things that can come of reading what a person typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rules.language.answers import Answer, NotSure


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
class Offered:
    """The likeliest answers, each in words, for the person to choose from; or something else."""

    answers: tuple[tuple[Answer, str], ...]
    ask: str


def offered(answers: tuple[tuple[Answer, str], ...]) -> Offered:
    """The likeliest, where nothing else is to be asked about them."""
    return Offered(answers, f"Do you mean {'this' if len(answers) == 1 else 'one of these'}?")


@dataclass(frozen=True)
class Unreadable:
    """There is no reading; the hint shows one that would work."""

    hint: str


Reading: TypeAlias = Understood | Ambiguous | Offered | Unreadable


def or_not_sure(answer: Answer, said: str) -> Offered:
    """An answer that stands beside a doubt."""
    return Offered(
        ((answer, said), (NotSure(), "not sure")), f'Shall I put "{said}", or "not sure"?'
    )
