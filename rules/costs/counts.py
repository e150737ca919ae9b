"""What tuning takes, by each article's count: from its lowest figures to its highest.

These are what two texts say, so they don't age as prices do. docs/costs.md says what we assume.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from .model import Tuning

RATE = Decimal(75)  # USD an hour, our assumption: neither article prices its hours
ENGINEER = Decimal(180_000)  # USD a year with everything, our assumption
WIDEST = {  # eazyware's weeks as hours: the high end where a team doesn't say itself
    "data_hours": Decimal(320),
    "evaluation_hours": Decimal(80),
}

Host: TypeAlias = Literal["provider", "rented", "own"]
"""Where a tuned model runs: at a provider by the token, on a GPU rented for it, on one's own."""


class Count(NamedTuple):
    """A count of what tuning takes, at its lowest and at its highest."""

    low: Tuning
    high: Tuning


def light(request: Decimal) -> Count:
    """Ertas: hours of work, one cheap run (E12), at most a subscription (E39), no upkeep named.

    `request` is the price of one request to the tuned model, in USD.
    """
    return Count(
        _end(request, data_hours="2", evaluation_hours="1", run_price="5"),
        _end(request, data_hours="8", evaluation_hours="2", run_price="50", hosting="14.50"),
    )


def heavy(request: Decimal, gpu_month: Decimal) -> Count:
    """eazyware: $5,000 to $50,000 in all and a share of an engineer (K17), trained again (K16).

    The article's parts don't add up to its total, so `other` is the total less the training.
    At its highest a GPU of one's own is rented, for `gpu_month` USD a month.
    """
    high = _end(request, run_price="5000", other="45000", upkeep="0.25", rerun="3")
    return Count(
        _end(request, run_price="500", other="4500", upkeep="0.15", rerun="6"),
        replace(high, hosting=gpu_month),
    )


def own(given: dict[str, Decimal], low: Count, high: Count) -> Count:
    """A team's own project: the figures it gave, and the widest band for those it didn't.

    What isn't given runs from the light count's low end to the heavy one's high end, counted in
    hours: the heavy total stands for work that is now counted by itself.
    """
    widest = replace(high.high, other=Decimal(0), **WIDEST)
    return Count(replace(low.low, **given), replace(widest, **given))


def _end(request: Decimal, **figures: str) -> Tuning:
    numbers = {name: Decimal(figure) for name, figure in figures.items()}
    return replace(Tuning(rate=RATE, engineer=ENGINEER, request=request), **numbers)
