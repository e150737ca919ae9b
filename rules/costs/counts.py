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

    def tuning(data: str, evaluation: str, run: str, hosting: str) -> Tuning:
        return Tuning(
            data_hours=Decimal(data),
            evaluation_hours=Decimal(evaluation),
            rate=RATE,
            run_price=Decimal(run),
            hosting=Decimal(hosting),
            engineer=ENGINEER,
            request=request,
        )

    return Count(tuning("2", "1", "5", "0"), tuning("8", "2", "50", "14.50"))


def heavy(request: Decimal, gpu_month: Decimal) -> Count:
    """eazyware: $5,000 to $50,000 in all and a share of an engineer (K17), trained again (K16).

    The article's parts don't add up to its total, so `other` is the total less the training.
    At its highest a GPU of one's own is rented, for `gpu_month` USD a month.
    """

    def tuning(total: str, run: str, upkeep: str, rerun: str, hosting: Decimal) -> Tuning:
        return Tuning(
            rate=RATE,
            run_price=Decimal(run),
            other=Decimal(total) - Decimal(run),
            upkeep=Decimal(upkeep),
            engineer=ENGINEER,
            rerun=Decimal(rerun),
            hosting=hosting,
            request=request,
        )

    low = tuning("5000", "500", "0.15", "6", Decimal(0))
    return Count(low, tuning("50000", "5000", "0.25", "3", gpu_month))


def hosted(count: Count, low: Decimal, high: Decimal) -> Count:
    """The same count where it is known what hosting costs, in USD a month."""
    return Count(replace(count.low, hosting=low), replace(count.high, hosting=high))


WIDEST = {  # eazyware's weeks as hours: the high end where a team doesn't say itself
    "data_hours": Decimal(320),
    "evaluation_hours": Decimal(80),
}


def own(given: dict[str, Decimal], low: Count, high: Count) -> Count:
    """A team's own project: the figures it gave, and the widest band for those it didn't.

    What isn't given runs from the light count's low end to the heavy one's high end, counted in
    hours: the heavy total stands for work that is now counted by itself.
    """
    widest = {"other": Decimal(0), **WIDEST, **given}
    return Count(replace(low.low, **given), replace(high.high, **widest))
