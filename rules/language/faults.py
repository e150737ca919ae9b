"""What is wrong with a rule set: where, what, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]  # keys and indexes, from the top
Misfit: TypeAlias = tuple[Path, str]  # where it stands, and what to write instead


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake of an author. `line` counts from 1; 0 means the file as a whole.

    `file` is named where it may be another than the one that was asked for.
    """

    line: int
    message: str
    file: str = ""

    def at(self, file: str) -> str:
        """The fault as people read it: file, line, what is wrong and the remedy."""
        file = self.file or file
        return f"{file}:{self.line}: {self.message}" if self.line else f"{file}: {self.message}"


class RuleSetError(ValueError):
    """A rule set that can't be used, with every fault found in it."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = sorted(set(faults), key=lambda each: (each.file not in {"", file}, each))
        super().__init__("\n".join(fault.at(file) for fault in self.faults))


@dataclass(frozen=True)
class Problem:
    """Something that `check` found: a kind to count by, and a sentence to act on."""

    kind: str
    message: str
    path: Path = field(default=(), compare=False)  # where it stands in the rule set
    by: tuple[str, ...] = field(default=(), compare=False)
    """The rules that bring it about, as far as that is known."""
    table: str | None = None  # the table whose rules it is about, where there may be many alike
