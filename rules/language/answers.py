"""What a person may answer: a value, several options, a range, or not sure.

Unasked is one thing more: the absence of an answer. None of them ever stands for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import TypeAlias

Amount: TypeAlias = int | Decimal  # Decimal, so that 0.85 is 0.85 in every comparison
Scalar: TypeAlias = str | Amount
Json: TypeAlias = str | int | float | bool | list[str] | dict[str, int | float]

YES, NO, NOT_SURE = "yes", "no", "not_sure"
MAX_NUMBER = 10**15  # past this a typed number is a slip, and SQLite's integers are near their end


class AnswerError(ValueError):
    """An answer that does not fit its fact. The message names the fact and the remedy.

    `for_people` says the same to who gave the answer, where it is more than a slip of a program.
    """

    def __init__(self, message: str, for_people: str = "") -> None:
        super().__init__(message)
        self.for_people = for_people


@dataclass(frozen=True)
class Value:
    """One value: an option's id (``yes`` and ``no`` are options too) or a number."""

    value: Scalar


@dataclass(frozen=True)
class Chosen:
    """The options that apply, of a fact that takes several; none of them may."""

    options: frozenset[str]


@dataclass(frozen=True)
class Ticks:
    """Some options chosen and some not, whatever the others: of sets what a range is of numbers."""

    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True)
class Range:
    """A stretch of numbers, ``at_least`` included and ``below`` not; None is open."""

    at_least: Amount | None = None
    below: Amount | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.below is None:
            raise AnswerError('a range needs {"at_least": n}, {"below": n} or both')
        if self.at_least is None or self.below is None:
            return
        if self.at_least >= self.below:
            raise AnswerError(
                f"the range from {self.at_least} to below {self.below} is empty: "
                "at_least must be the smaller number"
            )


@dataclass(frozen=True)
class NotSure:
    """The person was asked and doesn't know."""


Answer: TypeAlias = Value | Chosen | Ticks | Range | NotSure


def to_json(answer: Answer) -> Json | dict[str, list[str]]:
    """The form in which an answer is stored and logged; `from_json` reads it back."""
    match answer:
        case Value(value):
            return value if isinstance(value, str) else _plain(value)
        case Chosen(options):
            return sorted(options)
        case Ticks(yes, no):
            return {"yes": sorted(yes), "no": sorted(no)}
        case Range(at_least, below):
            bounds = {"at_least": at_least, "below": below}
            return {key: _plain(bound) for key, bound in bounds.items() if bound is not None}
        case NotSure():
            return NOT_SURE


def from_json(raw: object) -> Answer:
    """Read an answer's JSON form, on its own; whether it fits a fact is `Fact.admit`'s to say.

    Raises AnswerError for anything that is none of an answer's forms.
    """
    match raw:
        case bool():
            return Value(YES if raw else NO)
        case "not_sure":
            return NotSure()
        case str():
            return Value(raw)
        case int() | float() | Decimal():
            return Value(_amount(raw, "the answer"))
        case list() if all(isinstance(option, str) for option in raw):
            return Chosen(frozenset(raw))
        case dict():
            return _ticks(raw) if raw.keys() & {YES, NO} else _range(raw)
        case _:
            kinds = {list: "this list", type(None): "nothing"}
            raise AnswerError(
                'an answer is a value, a list of options, {"at_least": n}, {"below": n} or '
                f'"not_sure", not {kinds.get(type(raw), "this")}; leave out what was not asked'
            )


def _plain(number: Amount) -> int | float:
    return number if isinstance(number, int) else float(number)


def _amount(raw: object, name: str) -> Amount:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise AnswerError(f"{name} must be a number, in digits")
    if not isinstance(raw, int) and not isfinite(raw):
        raise AnswerError(f"{name} must be a number, and {raw} is none")
    return Decimal(repr(raw)) if isinstance(raw, float) else raw


def _ticks(raw: dict[object, object]) -> Ticks:
    if unknown := sorted(str(key) for key in raw if key not in (YES, NO)):
        raise AnswerError(f'a list left open knows "yes" and "no", not "{unknown[0]}"')
    sides = [raw.get(side, []) for side in (YES, NO)]
    if not all(isinstance(e, list) and all(isinstance(o, str) for o in e) for e in sides):
        raise AnswerError('a list left open is {"yes": [options], "no": [options]}')
    have, lack = (frozenset(map(str, side)) for side in sides if isinstance(side, list))
    return Ticks(have, lack)


def _range(raw: dict[object, object]) -> Range:
    if unknown := sorted(str(key) for key in raw if key not in ("at_least", "below")):
        raise AnswerError(f'a range knows "at_least" and "below", not "{unknown[0]}"')
    bounds = {str(key): _amount(bound, f'"{key}"') for key, bound in raw.items()}
    return Range(**bounds)
