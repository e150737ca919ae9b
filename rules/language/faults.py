"""What is wrong with a rule set: where, what it is about, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from .wording import unknown

Path: TypeAlias = tuple[str | int, ...]  # keys and indexes, from the top


class Entry(NamedTuple):
    """Something that an author named: the section it belongs to, and its id there.

    Beside the sections of a rule set there are "rules" (of every table), "statements" (of every
    source), "verdict" (the tables it joins) and "concluded": the outcomes some rule leads to.
    """

    section: str
    id: str


class Misfit(NamedTuple):
    """What doesn't fit the rest of a rule set: where it stands, and what to write instead."""

    path: Path
    message: str
    about: tuple[Entry, ...] = ()  # what it would not be said without: missing, or otherwise


def undefined(path: Path, entry: Entry, known: Iterable[str], kind: str = "") -> Misfit:
    """The misfit of a name that nobody defined; `kind` where the section doesn't say it."""
    kind = kind or entry.section.removesuffix("s")
    return Misfit(path, unknown(kind, entry.id, known), (entry,))


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake of an author. `line` counts from 1; 0 means the file as a whole.

    `file` is named where it may be another than the one that was asked for.
    """

    line: int
    message: str
    file: str = ""
    entry: Entry | None = field(default=None, compare=False)  # the entry in which it stands
    about: tuple[Entry, ...] = field(default=(), compare=False)  # as a misfit's

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
    about: tuple[Entry, ...] = field(default=(), compare=False)
    """What it is about, where that is more or other than the entry in which it stands."""


class TooLargeSetError(RuleSetError):
    """A rule set past the size guard; `problem` says where, for whoever knows the lines."""

    def __init__(self, ruleset: str, problem: Problem) -> None:
        self.problem = problem
        super().__init__(ruleset, [Fault(0, problem.message)])
