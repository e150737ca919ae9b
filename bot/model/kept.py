"""What a model read, kept while the process lives, so that a text is sent once."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from threading import Lock

from bot.typed.proposals import Proposal

MOST = 200  # readings; the oldest goes first


@dataclass(frozen=True)
class Read:
    """What a model read in a text, asked of some facts, under some rules."""

    text: str
    under: Hashable
    facts: frozenset[str]
    proposals: tuple[Proposal, ...]


class Kept:
    """Readings by text. One is forgotten from any thread, and with the call for it under way."""

    def __init__(self, most: int = MOST) -> None:
        self.forgotten = 0  # how often anything was; who keeps says what it was before the call
        self._reads: deque[Read] = deque(maxlen=most)
        self._lock = Lock()

    def find(
        self, text: str, under: Hashable, facts: Collection[str]
    ) -> tuple[Proposal, ...] | None:
        """What was read of these facts; None where not all of them were asked about."""
        with self._lock:
            for each in self._reads:
                if (each.text, each.under) == (text, under) and each.facts.issuperset(facts):
                    return tuple(one for one in each.proposals if one.fact in facts)
        return None

    def keep(self, read: Read, forgotten: int) -> None:
        """Keep what was read, unless something was forgotten since."""
        with self._lock:
            if forgotten == self.forgotten:
                self._reads.append(read)

    def forget(self, text: str) -> None:
        """Drop all that was read of a text, and what a call under way will still bring."""
        with self._lock:
            self.forgotten += 1
            left = [each for each in self._reads if each.text != text]
            self._reads.clear()
            self._reads.extend(left)
