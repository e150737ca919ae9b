"""What a person may answer: a value, a range, or not sure.

Unasked is a fourth thing: the absence of an answer. None of the four ever stands for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Scalar: TypeAlias = str | int
Json: TypeAlias = str | int | bool | dict[str, int]

YES, NO, NOT_SURE = "yes", "no", "not_sure"
MAX_NUMBER = 10**15  # past this a typed number is a slip, and SQLite's integers are near their end


class AnswerError(ValueError):
    """An answer that does not fit its fact. The message names the fact and the remedy."""


@dataclass(frozen=True)
class Value:
    """One value: an option's id (``yes`` and ``no`` are options too) or a whole number."""

    value: Scalar


@dataclass(frozen=True)
class Range:
    """A stretch of whole numbers, ``at_least`` included and ``below`` not; None is open."""

    at_least: int | None = None
    below: int | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.below is None:
            raise AnswerError('a range needs {"at_least": n}, {"below": n} or both')
        if None not in (self.at_least, self.below) and self.at_least >= self.below:  # type: ignore[operator]  # both are numbers here
            raise AnswerError(
                f"the range from {self.at_least} to below {self.below} is empty: "
                "at_least must be the smaller number"
            )


@dataclass(frozen=True)
class NotSure:
    """The person was asked and doesn't know."""


Answer: TypeAlias = Value | Range | NotSure


def to_json(answer: Answer) -> Json:
    """The form in which an answer is stored and logged; `from_json` reads it back."""
    match answer:
        case Value(value):
            return value
        case Range(at_least, below):
            bounds = {"at_least": at_least, "below": below}
            return {key: bound for key, bound in bounds.items() if bound is not None}
        case NotSure():
            return NOT_SURE


def from_json(raw: object) -> Answer:
    """Read an answer's JSON form, on its own; whether it fits a fact is `Fact.admit`'s to say.

    Raises AnswerError for anything that is not a value, a range or ``not_sure``.
    """
    match raw:
        case bool():
            return Value(YES if raw else NO)
        case "not_sure":
            return NotSure()
        case str() | int():
            return Value(raw)
        case dict():
            return _range(raw)
        case _:
            kinds = {list: "a list", float: "a fraction", type(None): "nothing"}
            raise AnswerError(
                'an answer is a value, {"at_least": n}, {"below": n} or "not_sure", '
                f"not {kinds.get(type(raw), 'this')}; leave out what was not asked"
            )


def _range(raw: dict[object, object]) -> Range:
    if unknown := sorted(str(key) for key in raw if key not in ("at_least", "below")):
        raise AnswerError(f'a range knows "at_least" and "below", not "{unknown[0]}"')
    for key, bound in raw.items():
        if not isinstance(bound, int) or isinstance(bound, bool):
            raise AnswerError(f'"{key}" needs a whole number')
    return Range(**raw)  # type: ignore[arg-type]  # keys and bounds were checked just above
