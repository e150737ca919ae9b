"""What others know of whoever reads a text: no network, no library, so that it loads at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from bot.typed.proposals import Proposal
from rules.language.model import RuleSet


class TextReader(Protocol):
    """Reads which open questions a text answers, somewhere else."""

    @property
    def host(self) -> str:
        """Where a text goes, for the sentence that tells people."""

    async def read(
        self, text: str, rules: RuleSet, open_facts: Collection[str]
    ) -> tuple[Proposal, ...] | None:
        """What the text answers, to be confirmed; None where that couldn't be found out."""

    def forget(self, text: str) -> None:
        """Drop all that is kept of a text."""
