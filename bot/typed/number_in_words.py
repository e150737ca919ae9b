"""A number or a range of them in words, as it is said back or asked about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rules.language.answers import Answer, Range, Value
from rules.language.kinds.number import Number
from rules.language.periods import a

from .units import MILLISECOND, Unit


@dataclass(frozen=True)
class Bounds:
    """What was claimed, in the typed unit, before rounding. Equal ends are one number."""

    low: Fraction | None
    high: Fraction | None
    above_low: bool = False  # more than low, not at least
    below_high: bool = False


def hint(fact: Number) -> str:
    """How to answer, with examples that work for this fact."""
    return f"I need a number of {Unit(fact.unit).in_words}, such as {samples(fact)}."


def samples(fact: Number) -> str:
    """Two answers in quotes that work for this fact."""
    unit = Unit(fact.unit)
    per = f" {a(unit.period)}" if unit.period else ""
    sizes = (500, 50, 5) if unit.seconds else (2000, 500, 50, 5)
    exact = next((n for n in sizes if fact.min <= n <= fact.max), fact.min)
    upper = next(
        (
            n
            for n in ((500,) if unit.seconds == MILLISECOND else (50, 10, 5, 500))
            if fact.min < n <= fact.max
        ),
        None,
    )
    spelled = "2k" if exact == 2000 else f"{exact:,}"
    return f'"{spelled}{per}"' + (f' or "under {upper}"' if upper else "")


def out_of_bounds(fact: Number) -> str:
    """What can be taken, where something can't."""
    in_words = Unit(fact.unit).in_words
    return f"I can take {fact.min:,} to {fact.max:,} {in_words}, such as {samples(fact)}."


def in_unit(answer: Answer, unit: Unit) -> str:
    """A range in the rounder of its two wordings: "less than 50" rather than "up to 49"."""
    match answer:
        case Value(int() as number):
            return unit.counted(number)
        case Range(int() as low, int() as below):
            return f"{low:,} to {unit.counted(below - 1)}"
        case Range(int() as low, None):
            more = low % 10 == 1
            return f"more than {unit.counted(low - 1)}" if more else f"at least {unit.counted(low)}"
        case Range(None, int() as below):
            fewer = below % 10 == 0 or below == 1
            return (
                f"less than {unit.counted(below)}" if fewer else f"up to {unit.counted(below - 1)}"
            )
    return ""


def claimed(typed: Bounds) -> str:
    """The bounds as they were typed: "5 to 10", "more than 500"."""
    low, high = typed.low, typed.high
    if low is not None and high is not None:
        return short(low) if low == high else f"{short(low)} to {short(high)}"
    if low is not None:
        return f"{'more than' if typed.above_low else 'at least'} {short(low)}"
    return f"{'less than' if typed.below_high else 'up to'} {short(high or Fraction(0))}"


def short(number: Fraction) -> str:
    """A number in brief: "5 million", "1,500", and two places after the point at most."""
    for name, size in (("billion", 10**9), ("million", 10**6)):
        if abs(number) >= size and (number / size * 100).denominator == 1:
            return f"{float(number / size):.10g} {name}"
    if number.denominator == 1:
        return f"{int(number):,}"
    return f"{float(number):,.2f}".rstrip("0").rstrip(".")
