"""What the kinds have in common whose facts have one level of classes."""

from __future__ import annotations

from collections.abc import Sequence

from rules.language.answers import Answer
from rules.language.when import Atom, holds

from .fact import BaseFact
from .grouping import Class, Kept, Level, Told


class OneLevel:
    """The classes of a fact that has one level; a kind says where an answer lies, and the words."""

    fact: BaseFact
    classes: tuple[Class, ...]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The one."""
        return (Level(self.classes),)

    @property
    def lone(self) -> tuple[Class, ...]:
        """None: there is no other level."""
        return ()

    def told(self, atom: Atom) -> Told:
        """Whether it holds for each class."""
        return Told({0: tuple(holds(atom, each.example) for each in self.classes)})

    def example(self, kept: Kept) -> Answer:
        """The answer of its first class."""
        return self.classes[kept[0][0]].answer

    def answers(self, kept: Sequence[Kept]) -> tuple[Answer, ...]:
        """Every option, or each stretch of neighbours."""
        return self.fact.answers(
            [self.classes[n] for n in sorted(n for (one,) in kept for n in one)]
        )
