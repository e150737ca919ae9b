"""About how many questions an interview still takes: the median over ways its answers can go."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt

from rules.diagram.nodes import Node
from rules.language.answers import Answer

from .interview import Interview
from .readiness import facts_needed, open_facts

DRAWN = 51  # ways through the diagram
KEPT = 64  # of what was counted, for each is asked for again at the next question


def about_left(held: Interview) -> int:
    """The median of the questions left, the next one included; 0 once nothing is asked.

    Every answer to a question is as likely as any other. They are counted in the order of the
    diagram, which isn't that of asking, so it is an estimate and no bound.
    """
    answers = frozenset(held.answers.items())
    return _counted(_Asked(held.diagram.fingerprint, answers, held))


@dataclass(frozen=True)
class _Asked:
    """Rules and answers, by which what was counted is known again."""

    fingerprint: str
    answers: frozenset[tuple[str, Answer]]
    held: Interview = field(compare=False)


@lru_cache(maxsize=KEPT)
def _counted(asked: _Asked) -> int:
    return 0 if asked.held.next_fact is None else _Ways(asked.held).median()


class _Ways:
    """Ways drawn through what the answers leave open."""

    def __init__(self, held: Interview) -> None:
        self.held = held
        self.needed: dict[object, frozenset[str]] = {}  # by verdict, what is asked once it is known

    def median(self) -> int:
        """Of the questions on all ways drawn; there is one at least."""
        counts = sorted(self._asked(way) for way in range(1, DRAWN + 1))
        return max(1, counts[DRAWN // 2])

    def _asked(self, way: int) -> int:
        """How many facts one way asks. Multiples of a root spread evenly over the answers."""
        held, here, asked = self.held, self.held.open, set[str]()
        while isinstance(here, Node):
            asked.add(held.diagram.fact_at[here.level])
            kept = held.selection[here.level]
            ends = here.children if kept is None else [here.children[n] for n in kept]
            here = ends[int(way * sqrt(4 * here.level + 3) % 1 * len(ends))]  # no square is 4n + 3
        return len((asked - held.answers.keys()) | self._once_known(here.label))

    def _once_known(self, verdict: tuple[str | None, ...]) -> frozenset[str]:
        if verdict not in self.needed:
            held = self.held
            said = facts_needed(held.diagram, held.answers, verdict, held.reader, "advice")
            found = {fact for fact, _ in said}
            ready = open_facts(held.diagram, held.selection, held.answers, verdict)
            self.needed[verdict] = frozenset(found.union(ready))
        return self.needed[verdict]
