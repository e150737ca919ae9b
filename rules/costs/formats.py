"""Dollars, counts and times as people write them. What is worked out has two figures."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .model import MILLION


def money(amount: Decimal) -> str:
    """Dollars that were worked out: "$0.076", "$4.60", "$150,000", "$1.1 million"."""
    rounded = _two(amount)
    if rounded >= MILLION:
        return f"{listed(rounded / MILLION).removesuffix('0')} million"
    return f"${rounded:f}" if 0 < rounded < Decimal("0.1") else listed(rounded)


def listed(amount: Decimal) -> str:
    """Dollars as somebody states them: "$3.99", "$0.10", "$9,000"."""
    return f"${amount:,.2f}".removesuffix(".00")


def count(number: Decimal) -> str:
    """How many, as it was worked out."""
    return f"{_two(number):,f}"


def between(low: str, high: str) -> str:
    """Two ends, or one where both are the same."""
    return low if low == high else f"{low} to {high}"


def span(low: Decimal, high: Decimal) -> str:
    """A band of dollars: "$230 to $800"."""
    return between(money(low), money(high))


def months(number: Decimal) -> str:
    """A time in months: "1 month", "5.1 months"."""
    words = f"{_two(max(number, Decimal('0.1'))):,f}"
    return f"{words} month" if words == "1" else f"{words} months"


def in_full(day: date) -> str:
    """A day with its month in words."""
    return f"{day.day} {day:%B %Y}"


def _two(number: Decimal) -> Decimal:
    """To two figures, without zeros at its end."""
    if not number:
        return Decimal(0)
    places = Decimal(1).scaleb(number.adjusted() - 1)
    return ((number / places).quantize(Decimal(1), ROUND_HALF_UP) * places).normalize()
