"""What *not sure* means for a fact, as its author says."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, SkipValidation, WithJsonSchema
from pydantic_core import PydanticCustomError

from .answers import Answer, Chosen, Scalar, Value
from .when import ALWAYS
from .word import Text, When, Word


def _counted(raw: object) -> object:
    """What *not sure* may count as: one value, or for a fact that takes several, their list."""
    if isinstance(raw, str | int | Decimal) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, list) and all(isinstance(option, str) for option in raw):
        return tuple(raw)
    raise PydanticCustomError("constant", "needs one option's id, a list of them, or a number")


Counted: TypeAlias = Annotated[
    Scalar | tuple[str, ...] | None,
    SkipValidation,
    BeforeValidator(_counted),
    WithJsonSchema({"type": ["string", "number", "array"], "items": {"type": "string"}}),
]


class Settled(Word):
    """One row of the first-hit list by which finer questions settle what a person isn't sure of."""

    when: When = Field(default_factory=lambda: ALWAYS)
    counts_as: Counted = Field(alias="as")


class NotSurePolicy(Word):
    """What *not sure* means for a fact: counted as a value, settled by finer facts, or left open."""

    counts_as: Counted = Field(default=None, alias="as")
    settle: tuple[Settled, ...] = Field(default=(), min_length=1)
    because: Text

    @property
    def stays_open(self) -> bool:
        """Whether *not sure* leaves the fact undecided."""
        return self.counts_as is None and not self.settle


def counted_answer(counts_as: Scalar | tuple[str, ...]) -> Answer:
    """The answer that *not sure* counts as."""
    return Chosen(frozenset(counts_as)) if isinstance(counts_as, tuple) else Value(counts_as)


def counted_value(counts_as: Scalar | tuple[str, ...]) -> Scalar | frozenset[str]:
    """The value that *not sure* counts as, as comparisons take it."""
    return frozenset(counts_as) if isinstance(counts_as, tuple) else counts_as
