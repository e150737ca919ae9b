"""Moves with an end in common as one: "19 recommendations now say this", and not 19 regions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .cases import CaseCompared
from .regions import Region

Ends: TypeAlias = tuple[str | None, str | None]  # from and to; None is nothing
Moves: TypeAlias = Mapping[Ends, Region]


@dataclass(frozen=True)
class MoveGroup:
    """Moves from several to one, or from one to several; the largest first."""

    moves: Moves
    cases: tuple[CaseCompared, ...]  # that move so

    @property
    def before(self) -> tuple[str | None, ...]:
        """Where they come from."""
        return tuple(dict.fromkeys(before for before, _ in self.moves))

    @property
    def after(self) -> tuple[str | None, ...]:
        """Where they go."""
        return tuple(dict.fromkeys(after for _, after in self.moves))

    @property
    def count(self) -> int:
        """How many answer sets move so."""
        return sum(region.count for region in self.moves.values())

    @property
    def share(self) -> float:
        """Their part of all answer sets, 0 to 1."""
        return sum(region.share for region in self.moves.values())

    @property
    def example(self) -> Region:
        """The one with the shortest example."""
        return shortest(self.moves.values())


def groups(
    moves: Moves,
    cases: Iterable[CaseCompared] = (),
    ends: Callable[[CaseCompared], Ends] = lambda case: case.ends,
) -> tuple[MoveGroup, ...]:
    """All moves in groups; first those that move the most worked cases, then the largest.

    `ends` says how a case moves.
    """
    moving = [case for case in cases if case.moves]
    found = [
        MoveGroup(together, tuple(case for case in moving if ends(case) in together))
        for together in _together(moves)
    ]
    return tuple(sorted(found, key=lambda group: (-len(group.cases), -group.share)))


def _together(moves: Moves) -> Iterator[Moves]:
    """Again and again the end that the most moves left have in common."""
    left = dict(moves)
    while left:
        ends = [
            [pair for pair in left if pair[at] == end] for at in (1, 0) for end in _at(left, at)
        ]
        most = max(ends, key=lambda pairs: (len(pairs), sum(left[each].count for each in pairs)))
        yield {pair: left.pop(pair) for pair in most}


def _at(moves: Moves, at: int) -> dict[str | None, None]:
    return dict.fromkeys(pair[at] for pair in moves)


def shortest(regions: Iterable[Region]) -> Region:
    """The region whose example is the shortest to read."""
    return min(regions, key=lambda region: (len(region.example), len(str(region))))
