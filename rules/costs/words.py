"""An estimate in words: one line for an advice, a page, and what each figure is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.language.model import Runs
from rules.language.periods import a

from .estimate import Estimate, Side
from .figures import amount
from .formats import between, count, in_full, listed, money, months, span
from .model import DAYS, NOTHING, Once, Versus
from .prices import Page, Prices, stale

LONGEST = Decimal(120)  # months: nobody waits longer for a saving


@dataclass(frozen=True)
class CostLine:
    """One sentence or two, and where its prices or offers stand."""

    text: str
    pages: tuple[Page, ...] = ()


def in_one_line(made: Estimate, runs: Runs, remarks: Mapping[str, str]) -> CostLine:
    """What is said beside an advice: one comparison, and what it holds on.

    `remarks` are said beside the volume ("requests") and the bill ("spend").
    """
    if runs == "own":
        return CostLine(f"{_gpu(made)} {_gpu_or_api(made)}")
    if made.volume and runs == "tuned":
        return CostLine(f"{_compared(made)} {_conclusion(made)}")
    return CostLine(f"By API: {_by_api(made, remarks)}. {_conclusion(made)}")


def page(made: Estimate, runs: Runs, remarks: Mapping[str, str]) -> Iterator[CostLine]:
    """All that one needs to see: the conclusion, the figures, and what is cheaper without tuning."""
    own_machine = runs == "own"
    yield CostLine(_gpu_or_api(made) if own_machine else _conclusion(made))
    yield CostLine(f"By API: {_by_api(made, remarks)}.")
    yield from (CostLine(line) for line in ([_gpu(made)] if own_machine else _tuning(made)))
    if cheaper := [f"{way} {_of_use(made, each)}" for way, each in made.cheaper]:
        once = "" if isinstance(made.use, Once) else ", a month"
        per = once if made.volume else ", a request"
        yield CostLine(f"Cheaper without tuning{per}: {'; '.join(cheaper)}.")
    yield CostLine(f"{_counted(made)}Prices of {in_full(made.prices.as_of)}.")


def _conclusion(made: Estimate) -> str:
    """Which is cheaper, and the sentence "holds only if", made of what carries it."""
    first, pays = made.versus[0], {end.pays for end in made.versus}
    by = "By your figures" if made.own else "On cost alone"
    each = f"{money(made.price)} by API and {money(first.tuning.request)} tuned"
    if not made.pays:
        return f"{by} no volume pays for tuning. That holds only if a request costs {each}."
    if not made.volume:
        return f"{_pays_from(made)} That holds only if a request costs {each}."
    most = f"{money(first.by_api(made.horizon))} {_over(made)}"
    what = "tuning and running it"
    if pays == {True}:
        return f"{by} tuning pays. That holds only if {what} stay under {most}."
    if pays == {False}:
        return f"{by} the API is cheaper. That holds only if {what} take over {most}."
    return f"{by} it is open. A saving holds only if {what} stay under {most}."


def _over(made: Estimate) -> str:
    if isinstance(made.use, Once):
        return f"for {made.use.items:,f} items"
    return f"in {months(made.use.months)}"


def _by_api(made: Estimate, remarks: Mapping[str, str]) -> str:
    """What is paid by API, for the volume that somebody gave; the price alone where nobody did."""
    each = f"{money(made.price)} each"
    if made.price_from == "spend":
        each += ", derived from the bill"
    elif made.listed:
        each += f" with {made.tier.label}"
        each += f" and {made.request.cached:.0%} of the input cached" * bool(made.request.cached)
    thing = "items" if isinstance(made.use, Once) else "requests"
    if not made.volume:
        return f"{money(made.price * 1000)} for 1,000 {thing}, {each}"
    if isinstance(made.use, Once):
        return f"{money(made.price * made.volume)} for {made.volume:,f} {thing}, {each}"
    bill, volume = amount(made.given, "spend"), amount(made.given, "requests")
    if volume is None and bill:
        return f"{listed(bill.value)} {a(bill.period)}{_beside(remarks, 'spend')}, {each}"
    cost = money(made.price * made.volume)
    if bill and made.price_from == "spend":
        cost = listed(bill.in_unit)
    said = f"{volume.value:,f} requests {a(volume.period)}" if volume else ""
    said = said.replace("requests", "request") if volume and volume.value == 1 else said
    spent, asked = _beside(remarks, "spend"), _beside(remarks, "requests")
    return f"{cost} a month{spent} for {said}{asked}, {each}"


def _beside(remarks: Mapping[str, str], field: str) -> str:
    return f" ({remarks[field]})" if field in remarks else ""


def _of_use(made: Estimate, each: Decimal) -> str:
    """What all of it comes to at this price of a request; that price, where no volume is known."""
    return money(each * made.volume if made.volume else each)


def _compared(made: Estimate) -> str:
    """What is paid in all either way, and of a team's own figures when it is paid back."""
    if not made.own or isinstance(made.use, Once):
        return _in_all(made, made.horizon)
    (side,) = made.sides
    tuned = _band(side, lambda end: end.by_tuning(made.horizon))
    api = money(side.low.by_api(made.horizon))
    soon = side.low.months is not None and side.low.months <= LONGEST
    back = f", paid back {_months(side)}" if soon else ""
    return f"About {tuned} {_over(made)} instead of {api} by API{back}."


def _tuning(made: Estimate) -> Iterator[str]:
    """What tuning takes, when it is paid back, and of a team's own figures what is paid in all."""
    yield f"Tuning, once: {_each(made, lambda side: _band(side, lambda end: end.tuning.once))}."
    if isinstance(made.use, Once):
        if made.volume and made.pays:
            yield _pays_from(made)
        return
    machine = {"own": ", your machine not counted", "rented": ", with a rented GPU"}
    where = "" if "hosting" in made.given else machine.get(made.known.host or "", "")
    yield f"Tuning, a month{where}: {_each(made, _monthly)}."
    if made.volume and made.pays:
        yield f"Paid back: {_each(made, _months)}."
    for month in sorted({Decimal(3), Decimal(6), made.horizon}):
        if made.volume and made.own and month <= made.horizon:
            yield _in_all(made, month)


def _each(made: Estimate, said: Callable[[Side], str], by: str = "") -> str:
    """The same of each count, with whose count it is: "Ertas $230, eazyware $5,000"."""
    found = {side.count.by: said(side) for side in made.sides}
    if len({*found.values()}) == 1:
        return "".join((f"{by}both " * (not made.own), *{*found.values()}))
    return ", ".join(f"{by}{who} {what}" for who, what in found.items())


def _band(side: Side, of: Callable[[Versus], Decimal]) -> str:
    return span(*map(of, side.ends))


def _monthly(side: Side) -> str:
    low, high = (end.tuning.monthly for end in side.ends)
    cost = span(low, high) if low else f"up to {money(high)}" if high else "nothing"
    return f"{cost} (nobody looks after it)" if side.count.id == "light" else cost


def _months(side: Side) -> str:
    """When it has paid for itself: "after 5.1 to 18 months"."""
    low, high = side.low.months, side.high.months
    if low is None:
        return "never: each month costs more than it saves"
    if low > LONGEST:
        return "not within ten years"
    if high is None or high > LONGEST:
        return f"after {months(low)} at best"
    if high < 1:
        return "within the first month"
    first, last = (months(each).split()[0] for each in (low, high))
    return f"after {between(first, last)} month{'' if last == '1' else 's'}"


def _pays_from(made: Estimate) -> str:
    """From how much on it pays: requests, items or, where only that is known, a bill."""

    def volume(end: Versus) -> str:
        found = end.pays_from or NOTHING
        return money(found * DAYS * made.price) if by_bill else count(found)

    by_bill = made.bill_alone and bool(made.volume)
    unit = " items" if isinstance(made.use, Once) else " a month" if by_bill else " requests a day"
    ends = [between(*map(volume, side.ends)) for side in made.sides]
    ends[0] = f"{'a bill of ' * by_bill}{ends[0]}{unit}"
    whose = [f" by {side.count.by}" * (not made.own) for side in made.sides]
    within = "" if isinstance(made.use, Once) else f" within {months(made.horizon)}"
    from_on = ", from ".join(f"{end}{by}" for end, by in zip(ends, whose, strict=True))
    return f"Tuning pays{within} from {from_on}."


def _in_all(made: Estimate, month: Decimal) -> str:
    """What is paid in all by then, either way."""
    when = "In all" if isinstance(made.use, Once) else f"In {months(month)}"
    tuned = _each(made, lambda side: _band(side, lambda end: end.by_tuning(month)), "by ")
    return f"{when}: API {money(made.versus[0].by_api(month))}, tuned {tuned}."


def _gpu(made: Estimate) -> str:
    gpu, mine = made.prices.gpu_hour, " Your own machine isn't counted."
    month = span(made.prices.gpu_month, made.prices.gpu_month_up_to)
    return (
        f"A rented GPU: {month} a month for {gpu.what}.{mine if made.known.host == 'own' else ''}"
    )


def _gpu_or_api(made: Estimate) -> str:
    """From which volume a GPU rented all month is the cheaper, and on what that holds."""
    prices = made.prices
    if not made.price:
        return "The API is cheaper. That holds only if its requests stay free."
    if isinstance(made.use, Once):
        items = made.volume or Decimal(1000)
        hour = (prices.gpu_hour.up_to, prices.gpu_hour.price)
        hours = between(*(count(items * made.price / each) for each in hour))
        holds = f"it does {items:,f} items in {hours} hours"
        return f"The GPU is cheaper than the API. That holds only if {holds}."
    month = (prices.gpu_month, prices.gpu_month_up_to)
    volume = between(*(count(each / (DAYS * made.price)) for each in month))
    return f"The GPU is cheaper from {volume} requests a day. That holds only if one serves them."


def _counted(made: Estimate) -> str:
    """The length of a request, and where it comes from; nothing where no price rests on it."""
    if made.price_from != "tokens":
        return ""
    r = made.request
    length = f"{r.tokens_in:,f} tokens in, {r.tokens_out:,f} out"
    if not {"tokens_in", "tokens_out"} & made.given.keys():
        length += " (what this advice takes)" if made.known.prompt_tokens else " (typical)"
    return f"Counted: {length}{', in a batch' if r.factor < 1 else ''}. "


def aged(prices: Prices, today: date) -> Iterator[CostLine]:
    """What to say of prices that are too old to rely on; nothing while they are fresh."""
    if said := stale("Prices are", prices.as_of, today):
        yield CostLine(said)
