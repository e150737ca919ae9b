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
