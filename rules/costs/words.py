"""An estimate in three short lines, for a recommendation; breakdown.py says the rest.

Each line names the statements it rests on, by their ids in the rule sets' sources. Together they
fit into five lines of a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.language.model import Runs

from .estimate import Estimate, Side
from .formats import NEVER, between, count, money, months, roughly, so_many_months, span
from .model import DAYS, Once
from .prices import Offers, Page, Prices, stale


@dataclass(frozen=True)
class CostLine:
    """One sentence or two, and the statements behind its figures."""

    text: str
    rests_on: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()  # where its prices or offers stand


def short(
    made: Estimate, runs: Runs = "api", remarks: Mapping[str, str] | None = None
) -> tuple[CostLine, ...]:
    """The costs part of a recommendation, in three lines that fit what it `runs`.

    `remarks` are said beside the volume ("requests") and the bill ("spend").
    """
    api = by_api(made, remarks or {})
    if runs == "own":
        return (_gpu(made), api, _gpu_or_api(made))
    return (api, _tuning(made, runs), holds_if(made))


def by_api(made: Estimate, remarks: Mapping[str, str]) -> CostLine:
    """What the API costs, and what it would with the next cheaper model."""
    example = "our example" if made.example else ""
    if isinstance(made.use, Once):
        rests: tuple[str, ...] = ("E11", "E13")
        what = f"{money(made.api)} for {count(made.use.items)} items{_beside(example)}"
    else:
        rests = ("E13",)
        volume = _beside(example, remarks.get("requests", ""))
        what = (
            f"{money(made.api)} a month{_beside(remarks.get('spend', ''))} for "
            f"{count(made.use.requests_a_day)} requests a day{volume}"
        )
    model = f" with {made.tier.label}" if made.listed else ""
    cheaper = made.cheaper
    other = f"; {money(made.with_tier(cheaper))} with {cheaper.label}" if cheaper else ""
    return CostLine(f"By API: {what}, at {money(made.price)} each{model}{other}.", rests)


def _beside(*remarks: str) -> str:
    said = "; ".join(filter(None, remarks))
    return f" ({said})" if said else ""


def _gpu(made: Estimate) -> CostLine:
    gpu, mine = (
        made.prices.gpu_hour,
        " Your own machine isn't counted." if made.host == "own" else "",
    )
    text = (
        f"A rented GPU: {money(made.prices.gpu_month)} a month for {gpu.what}, at "
        f"{money(gpu.price)} an hour.{mine}"
    )
    return CostLine(text, pages=tuple(made.prices.sources[source] for source in gpu.sources))


def _gpu_or_api(made: Estimate) -> CostLine:
    """From which volume a GPU rented all month is the cheaper, and on what that holds."""
    if not made.price:
        text = "The API is cheaper. That holds only if its requests stay free."
    elif isinstance(made.use, Once):
        hours = count(made.api / made.prices.gpu_hour.price)
        text = f"The GPU is cheaper than the API. That holds only if it is done in {hours} hours."
    else:
        volume = count(made.prices.gpu_month / (DAYS * made.price))
        text = (
            f"The GPU is cheaper from {volume} requests a day. That holds only if one serves them."
        )
    return CostLine(text, ("E13",))


def _tuning(made: Estimate, runs: Runs) -> CostLine:
    """What tuning takes in all, and when or from which volume it is paid back, by each count."""
    own = [side for side in made.sides if side.count.id == "own"]
    sides = own or made.sides
    by_time = runs == "tuned" and not isinstance(made.use, Once)
    first, *others = (_months(side) if by_time else _volume(side) for side in sides)
    parts = [f"{_counts(made, sides[0])}, {_pays(made, first, by_time=by_time)}"]
    parts += [f"{_counts(made, s)}, {when}" for s, when in zip(sides[1:], others, strict=True)]
    rests = tuple(each for side in sides for each in side.count.rests_on)
    return CostLine(f"Tuning{_where(made)}: {'; '.join(parts)}.", rests)


def _counts(made: Estimate, side: Side) -> str:
    """Whose count it is, and all that tuning takes by it but its requests."""
    low, high = (
        end.tuning.once
        if isinstance(end.use, Once)
        else end.tuning.once + end.tuning.monthly * end.use.months
        for end in side.ends
    )
    cost = between(roughly(low), roughly(high))
    match side.count.id:
        case "own":
            return f"by your figures {cost}"
        case "light":
            return f"Ertas counts {cost}{left_out(made)}"
        case _:
            return f"{side.count.by} {cost}"


def left_out(made: Estimate) -> str:
    """What Ertas's count leaves out of the months that follow."""
    if isinstance(made.use, Once):
        return ""
    return " (no upkeep)" if made.host else " (no upkeep or GPU)"


def _where(made: Estimate) -> str:
    """The machine, where it is known and no figure of the team's own says it; and how long."""
    if isinstance(made.use, Once):
        return ""
    on = {"rented": " on a rented GPU", "own": ", machine not counted"}
    machine = "" if "hosting" in made.given else on.get(made.host or "", "")
    return f"{machine}{',' if machine else ''} in {so_many_months(made.use.months)}"


def _pays(made: Estimate, when: str, *, by_time: bool) -> str:
    if when == NEVER:
        return "never paid back"
    if by_time:
        return f"paid back {when}"
    return f"pays {when} {'items' if isinstance(made.use, Once) else 'a day'}"


def _months(side: Side) -> str:
    return months(side.low.months, side.high.months).removesuffix(f", or {NEVER}")


def _volume(side: Side) -> str:
    """From how many on it pays: "from 109 to 460"."""
    once = isinstance(side.low.use, Once)
    low, high = (end.items if once else end.requests_a_day for end in side.ends)
    if low is None:
        return NEVER
    if high is None:
        return f"at best from {count(low)}"
    return f"from {between(count(low), count(high))}"


def holds_if(made: Estimate) -> CostLine:
    """Which is cheaper, and the sentence "holds only if", made of what carries it."""
    budget, ends = made.versus[0].budget, [end.pays for end in made.versus]
    most = f"{(roughly if budget >= 1 else money)(budget)} {_over(made)}"
    if budget <= 0:
        tuned = money(made.versus[0].tuning.request)
        text = f"Tuning never pays. That holds only if a request to a tuned model costs {tuned}."
    elif not any(ends):
        text = f"The API is cheaper. That holds only if tuning takes over {most}."
    elif all(ends):
        text = f"On cost alone tuning wins. That holds only if it stays under {most}."
    else:
        text = f"A saving holds only if all of tuning, upkeep too, stays under {most}."
    return CostLine(text, ("E12", "E13", "K17"))


def _over(made: Estimate) -> str:
    if isinstance(made.use, Once):
        return f"for {count(made.use.items)} items"
    return f"in {so_many_months(made.use.months)}"


def aged(prices: Prices, offers: Offers | None, today: date) -> Iterator[CostLine]:
    """What to say of data that is too old to rely on; nothing while it is fresh."""
    found = [stale("Prices are", prices.as_of, today)]
    if offers:
        found.append(stale("The offers of tuning are", offers.as_of, today))
    yield from (CostLine(text) for text in found if text)


def takes(side: Side) -> str:
    """What tuning takes, once and by the month."""
    low, high = (end.tuning for end in side.ends)
    monthly = ""
    if high.monthly and not isinstance(side.low.use, Once):
        up_to = "up to " if not low.monthly else ""
        monthly = f" and {up_to}{span(low.monthly or high.monthly, high.monthly)} a month"
    return f"{span(low.once, high.once)} once{monthly}"


def from_on(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """From how many on it pays: "from 109 to 460 requests a day on"."""
    if low is None:
        return NEVER
    if high is None:
        return f"from {count(low)} {unit} on at best, or {NEVER}"
    return f"from {between(count(low), count(high))} {unit} on"
