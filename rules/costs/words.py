"""An estimate in three lines, for a recommendation; breakdown.py says the rest.

Each line names the statements it rests on, by their ids in the rule sets' sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .estimate import Estimate, Side
from .formats import NEVER, between, count, money, months, so_many_months, span
from .model import Once
from .prices import Offers, Page, Prices, stale


@dataclass(frozen=True)
class CostLine:
    """One sentence or two, and the statements behind its figures."""

    text: str
    rests_on: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()  # where its prices or offers stand


def short(made: Estimate) -> tuple[CostLine, ...]:
    """The costs part of a recommendation, in three lines."""
    return (by_api(made), _tuning_shortly(made), holds(made))


def by_api(made: Estimate) -> CostLine:
    """What the API costs, and what it would with the next cheaper model."""
    example = " (our example)" if made.example else ""
    if isinstance(made.use, Once):
        rests: tuple[str, ...] = ("E11", "E13")
        what = f"{money(made.api)} for {count(made.use.items)} items{example}"
    else:
        rests = ("E13",)
        a_day = count(made.use.requests_a_day)
        what = f"{money(made.api)} a month for {a_day} requests a day{example}"
    model = f" with {made.tier.label}" if made.listed else ""
    cheaper = made.cheaper
    beside = f" With {cheaper.label} it is {money(made.with_tier(cheaper))}." if cheaper else ""
    return CostLine(f"By API: {what}, at {money(made.price)} each{model}.{beside}", rests)


def holds(made: Estimate) -> CostLine:
    """Which is cheaper, and the sentence "holds only if", made of what carries it."""
    budget, ends = money(made.versus[0].budget), [end.pays for end in made.versus]
    all_of_it = "all of it, upkeep and hosting included,"
    if made.versus[0].budget <= 0:
        tuned = money(made.versus[0].tuning.request)
        text = (
            "So the API is cheaper at any volume. That holds only if a request to a tuned model "
            f"costs {tuned}, no less than one to the API."
        )
    elif not any(ends):
        text = (
            f"So the API is cheaper: {_begins(made)}. That holds only if {all_of_it} would cost "
            f"you more than {budget} {_over(made)}."
        )
    elif all(ends):
        text = (
            f"So tuning is cheaper: {_begins(made, 'it')}. That holds only if {all_of_it} stays under "
            f"{budget} {_over(made)}, and volume, prices and task stay as they are."
        )
    else:
        text = (
            f"So it depends on the work: {_begins(made)}. A saving holds only if {all_of_it} "
            f"stays under {budget} {_over(made)}."
        )
    return CostLine(text, ("E12", "E13", "K17"))


def aged(prices: Prices, offers: Offers | None, today: date) -> Iterator[CostLine]:
    """What to say of data that is too old to rely on; nothing while it is fresh."""
    found = [stale("Prices are", prices.as_of, today)]
    if offers:
        found.append(stale("The offers of tuning are", offers.as_of, today))
    yield from (CostLine(text) for text in found if text)


def _tuning_shortly(made: Estimate) -> CostLine:
    own = [side for side in made.sides if side.reading.id == "own"]
    sides = own or made.sides
    parts = [f"{takes(side)}, {_paid_back(side)} ({_count_of(side)})" for side in sides]
    rests = tuple(each for side in sides for each in side.reading.rests_on)
    return CostLine(f"Tuning: {'; or '.join(parts)}.", rests)


def _count_of(side: Side) -> str:
    reading = side.reading
    return "your figures" if reading.id == "own" else f"{reading.by}'s {reading.id} count"


def takes(side: Side) -> str:
    """What tuning takes, once and by the month."""
    low, high = (end.tuning for end in side.ends)
    monthly = ""
    if high.monthly and not isinstance(side.low.use, Once):
        up_to = "up to " if not low.monthly else ""
        monthly = f" and {up_to}{span(low.monthly or high.monthly, high.monthly)} a month"
    return f"{span(low.once, high.once)} once{monthly}"


def _paid_back(side: Side) -> str:
    once = isinstance(side.low.use, Once)
    low, high = side.low.items, side.high.items
    when = from_on(low, high, "items") if once else months(side.low.months, side.high.months)
    return "never paid back" if when == NEVER else f"paid back {when}"


def from_on(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """From how many on it pays: "from 109 to 460 requests a day on"."""
    if low is None:
        return NEVER
    if high is None:
        return f"from {count(low)} {unit} on at best, or {NEVER}"
    return f"from {between(count(low), count(high))} {unit} on"


def _begins(made: Estimate, who: str = "tuning") -> str:
    """From which volume tuning begins to pay."""
    once = isinstance(made.use, Once)
    found = [end.items if once else end.requests_a_day for end in made.versus]
    lowest, highest = found[0], found[-1]
    if lowest is None or highest is None:
        return f"{who} never begins to pay"
    unit = "items" if once else "requests a day"
    return f"{who} begins to pay at {between(count(lowest), count(highest))} {unit}"


def _over(made: Estimate) -> str:
    if isinstance(made.use, Once):
        return f"for these {count(made.use.items)} items"
    return f"in {so_many_months(made.use.months)}"
