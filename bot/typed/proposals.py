"""An answer that was read from a text nobody was asked for: a proposal, until somebody confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from rules.language.answers import Answer


@dataclass(frozen=True)
class Proposal:
    """What a text seems to answer, and the very words of it that say so."""

    fact: str  # its id
    answer: Answer
    quote: str  # stands in the text to the letter


@dataclass(frozen=True)
class Told:
    """A text that nobody was asked for, what it seems to answer, and what has read it."""

    text: str
    proposals: tuple[Proposal, ...] = ()
    by: str = "words"  # or the host of what else has read it
