"""What is wrong with a rule set that can be read: found by `check`, told with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from .yaml12 import Path


@dataclass(frozen=True)
class Problem:
    """Something that `check` found: a kind to count by, and a sentence to act on."""

    kind: str
    message: str
    path: Path = field(default=(), compare=False)  # where it stands in the rule set
    by: tuple[str, ...] = field(default=(), compare=False)
    """The rules that bring it about, as far as that is known."""
    table: str | None = None  # the table whose rules it is about, where there may be many alike
