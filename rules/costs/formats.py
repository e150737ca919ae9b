"""Dollars, counts and times as people write them: no more figures than say something."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

NEVER = "never"


def money(amount: Decimal) -> str:
    """US dollars as people write them: cents only where they say something."""
    size = abs(amount)
    if size == 0:
        return "$0"
    if size >= 100 or (size >= Decimal("0.1") and _cents(amount) == int(_cents(amount))):
        return f"${_rounded(amount, 0):,}"
    if size >= Decimal("0.1"):
        return f"${_cents(amount):,}"
    return f"${_significant(amount):f}"


def roughly(amount: Decimal) -> str:
    """US dollars for a narrow table: "$933", "$1.7k", "$2.5M"."""
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if amount >= size:
            each = amount / size
            return f"${_rounded(each, 1 if each < 10 else 0):,}".removesuffix(".0") + letter
    return f"${_rounded(amount, 0)}"


def span(low: Decimal, high: Decimal) -> str:
    """A band of dollars: "$230 to $800"."""
    return between(money(low), money(high))


def between(low: str, high: str) -> str:
    """Two ends, or one where both are the same."""
    return low if low == high else f"{low} to {high}"


def count(number: Decimal) -> str:
    """A number of requests, items or tokens: three figures of it say enough past a thousand."""
    return f"{_rounded(number, 0 if number < 10_000 else -(number.adjusted() - 2)):,f}"


def months(low: Decimal | None, high: Decimal | None) -> str:
    """When it has paid for itself: "after 5.1 to 18 months", "after 5 months at best, or never"."""
    if low is None:
        return NEVER
    if high is None:
        return f"after {so_many_months(low)} at best, or {NEVER}"
    if high < 1:
        return "within the first month"
    ends = _duration(low), _duration(high)
    return f"after {'' if ends[0] == ends[1] else f'{ends[0]} to '}{so_many_months(high)}"


def so_many_months(number: Decimal) -> str:
    """A time in months: "1 month", "5.1 months"."""
    words = _duration(number)
    return f"{words} month" if words == "1" else f"{words} months"


def in_full(day: date) -> str:
    """A day with its month in words."""
    names = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    )  # fmt: skip
    return f"{day.day} {names[day.month - 1]} {day.year}"


def _duration(number: Decimal) -> str:
    rounded = _rounded(max(number, Decimal("0.1")), 1 if number < 10 else 0)
    return f"{rounded:,f}".removesuffix(".0")


def _cents(amount: Decimal) -> Decimal:
    return _rounded(amount, 2)


def _rounded(number: Decimal, places: int) -> Decimal:
    """To so many places after the point; before it, if negative."""
    return (number.scaleb(places)).quantize(Decimal(1), ROUND_HALF_EVEN).scaleb(-places) + 0


def _significant(amount: Decimal) -> Decimal:
    """Two figures of a small amount, without zeros at its end."""
    return _rounded(amount, 1 - amount.adjusted()).normalize()
